import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { starterScenario } from '../../src/cli/init.js';
import { parseJsonDocument } from '../../src/scenario/json-document.js';
import { checkScenario } from '../../src/scenario/load.js';
import { runProgram } from '../support/program.js';

const findingsOf = (text: string) => {
  const { faults, warnings } = checkScenario(parseJsonDocument(text, 'starter.json').value as object);
  return { faults, warnings };
};
const none = { faults: [], warnings: [] };

it('the starter scenario is accepted, without a warning', () => {
  expect(findingsOf(starterScenario)).toEqual(none);
});

it('so is the codec that its comment names in place of the other', () => {
  const text = starterScenario.replace(/"codec": \{.*\n/, '').replace('// "codec"', '"codec"');
  expect(text).toContain('\n      "codec": { "kind": "bottlenet-awgn"');
  expect(findingsOf(text)).toEqual(none);
});

it('its run supports its numbers', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'bottlenet-sim-init-')), 'scenario.json');
  expect(runProgram(['init', file]).status).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(starterScenario);
  // Size and work of its codec without its networks, which take a minute on WebAssembly: they say nothing about time.
  const codec = { kind: 'payload-only', payload: 'digital', size: 2078, serverMacs: '118 MMAC' };
  const like = [`devices.camera.codec=${JSON.stringify(codec)}`, 'inference.share=0'].flatMap((set) => ['--set', set]);
  const { status, stdout } = runProgram(['run', file, ...like]);
  expect(stdout).toContain('\nverdict: stable\n');
  expect(status).toBe(0);
}, 180_000);

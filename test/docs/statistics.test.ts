/** Is what docs/statistics.md shows what comes out? */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as random from '../../src/random.js';
import * as statistics from '../../src/statistics.js';
import { mm1RelaxationTime } from '../../src/theory/mm1.js';

const root = new URL('../../', import.meta.url).pathname;
const page = readFileSync(new URL('../../docs/statistics.md', import.meta.url), 'utf8');

it('the example prints what the page says', () => {
  const [, code] = /```js\n([\s\S]*?)```/.exec(page)!;
  const [, output] = /prints `([^`]+)`/.exec(page)!;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code!], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ stdout, stderr }).toEqual({ stdout: `${output}\n`, stderr: '' });
});

it('relaxation times are those of the closed form', () => {
  const times = [0.5, 0.8, 0.9].map((load) => mm1RelaxationTime({ arrivalRate: load, serviceRate: 1 }));
  const [half, eight, nine] = times.map((time) => Number(time.toPrecision(2)));
  expect(page.replaceAll(/\s+/g, ' ')).toContain(`${half} service times at load 0.5, ${eight} at 0.8, ${nine} at 0.9`);
});

it('the laws named are those there are', () => {
  const named = Object.keys(random).flatMap((name) => /^(.*)Distribution$/.exec(name)?.[1] ?? []);
  expect(named.length).toBeGreaterThan(8);
  for (const law of named) expect(page.toLowerCase()).toContain(law);
  expect(Object.keys(statistics).length).toBeGreaterThan(20);
});

/** Cards of models: what is damaged or hostile is refused at its place, whole ones are read as they are. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvironmentError, InputError } from '../../src/base/errors.js';
import { readBottleNetCard, readModelCard } from '../../src/codec/bottlenet-card.js';
import { makeBottleNetNetwork } from '../../src/codec/bottlenet-network.js';
import { cardOf, findModel, listModels, shippedModelFolder } from '../../src/codec/load.js';
import { readModelWeights } from '../../src/neural/model-card.js';
import { loadSplitNetwork } from '../../src/neural/split-network.js';
import { tinyContext } from './tiny-models.js';

const context = await tinyContext(4);
const folder = context.modelFolders[0]!;

/** The card of a tiny model with other values at some pointers; undefined takes the key out. */
function spoilt(model: string, changes: Readonly<Record<string, unknown>>): string {
  const card = JSON.parse(readFileSync(join(folder, model, 'card.json'), 'utf8')) as object;
  for (const [pointer, value] of Object.entries(changes)) {
    const keys = pointer.split('/').slice(1);
    const last = keys.pop()!;
    const parent = keys.reduce((part, key) => (part as Record<string, object>)[key]!, card);
    if (value === undefined) delete (parent as Record<string, unknown>)[last];
    else Object.assign(parent, { [last]: value });
  }
  return stored(JSON.stringify(card));
}

let count = 0;
function stored(text: string): string {
  const own = join(folder, 'spoilt', `${count++}`);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'card.json'), text);
  return own;
}

function faultOf(own: string): { place: string | undefined; message: string } {
  try {
    readModelCard(own);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [fault] = error.faults;
    expect(fault!.file).toBe(join(own, 'card.json'));
    return { place: fault!.path, message: fault!.message };
  }
  throw new Error('the card was accepted');
}

const conditions = 45;
const list = (length: number, value: number) => Array.from({ length }, () => value);

describe('the card of a codec', () => {
  const cases: readonly (readonly [string, unknown, string, string])[] = [
    ['/backbone', '../m/tiny', '/backbone', 'found "../m/tiny"; accepted: small letters and digits'],
    ['/backbone', 5, '/backbone', 'found 5; accepted: small letters'],
    ['/backbone', undefined, '', 'missing key "backbone"'],
    ['/name', '../x', '/name', 'found "../x"'],
    ['/kind', 'zzz', '/kind', 'found "zzz"; accepted: "backbone", "bottlenet"'],
    ['/kind', '__proto__', '/kind', 'found "__proto__"; accepted: "backbone", "bottlenet"'],
    ['/dataSet', '../x', '/dataSet', 'found "../x"; accepted: small letters and digits'],
    ['/bytes', -1, '/bytes', 'found -1; accepted: a whole number from 1 to'],
    ['/sha256', 'abc', '/sha256', 'found "abc"; accepted: 64 hexadecimal digits'],
    ['/channel', 'zzz', '/channel', 'found "zzz"; accepted: "awgn", "bit-erasure"'],
    ['/receiver', 'zzz', '/receiver', 'found "zzz"; accepted: "zf", "lmmse"'],
    ['/powerMode', 'zzz', '/powerMode', 'found "zzz"; accepted: "ac", "dc", "peak"'],
    ['/condition', 'zzz', '/condition', 'found "zzz"; accepted: "none", "encoder", "both"'],
    ['/bits', 9, '/bits', 'found 9; accepted: a whole number from 1 to 8'],
    ['/shape', undefined, '', 'missing key "shape"'],
    ['/shape/kernel', 'a', '/shape/kernel', 'found "a"; accepted: a whole number from 1 to 15'],
    ['/shape/stride', 0, '/shape/stride', 'found 0; accepted: a whole number from 1 to 8'],
    ['/shape/padding', 'centred', '/shape/padding', 'found "centred"; accepted: "same", "valid"'],
    ['/values', 1e9, '/values', 'found 1000000000; accepted: 27, which is 3 x 3 x 3 of /codeShape'],
    ['/values', -4, '/values', 'found -4; accepted: a whole number'],
    ['/values', 8, '/values', 'found 8; accepted: 27'],
    ['/codeShape', [3, 3], '/codeShape', 'found a list of 2; accepted: a list of 3: a whole number'],
    ['/codeShape', [3, 3, 4], '/codeShape/2', 'found 4; accepted: 3, as /shape/channels'],
    ['/compression', 0, '/compression', 'found 0; accepted: a number above 0'],
    ['/told', undefined, '', 'missing key "told"'],
    ['/told', {}, '/told', 'missing key "grid"'],
    ['/told/grid', [], '/told/grid', 'found a list of 0'],
    ['/told/grid/3', 0, '/told/grid/3', 'found 0 behind 0; accepted: whole decibels, each one more than the last'],
    ['/told/grid/0', -2.5, '/told/grid/0', 'found -2.5; accepted: whole decibels'],
    ['/told/grid/1', null, '/told/grid/1', 'found null; accepted: a number'],
    ['/told/mean/1', 1.5, '/told/mean/1', 'found 1.5; accepted: a number from 0 to 1'],
    ['/told/mean', list(46, 0.5), '/told/mean', `found a list of 46; accepted: one of ${conditions}`],
    ['/told/variance/2', -0.1, '/told/variance/2', 'found -0.1; accepted: a number from 0 to 1'],
    ['/told/variance', list(3, 0.05), '/told/variance', `found a list of 3; accepted: one of ${conditions}`],
    ['/prefixes', 'zzz', '/prefixes', 'found "zzz"; accepted: a list of'],
    ['/prefixes/1/channels', 1, '/prefixes/1/channels', 'found 1; accepted: ascending numbers below 3'],
    ['/prefixes/1/channels', 3, '/prefixes/1/channels', 'found 3; accepted: ascending numbers below 3'],
    ['/prefixes/0/variance', [0.05], '/prefixes/0/variance', `found a list of 1; accepted: one of ${conditions}`],
    ['/encoderMacs', undefined, '', 'missing key "encoderMacs"'],
    ['/encoderMacs', 'x', '/encoderMacs', 'found "x"; accepted: a whole number'],
    ['/decoderMacs', -1, '/decoderMacs', 'found -1; accepted: a whole number'],
    ['/accuracy', { rows: [] }, '/accuracy', 'missing key'],
    ['/training', undefined, '', 'missing key "training"'],
    ['/training', { wallSeconds: 'x' }, '/training/wallSeconds', 'found "x"; accepted: a number of at least 0'],
  ];
  it.each(cases)('with %s = %j is refused at "%s"', (pointer, value, place, message) => {
    const fault = faultOf(spoilt('tiny-awgn-lmmse', { [pointer]: value }));
    expect(fault.place).toBe(place);
    expect(fault.message).toContain(message);
  });

  it('for erasures is refused for what is no probability, or does not ascend', () => {
    for (const [value, found] of [
      [1, 'found 1 behind 0.01'],
      [0.01, 'found 0.01 behind 0.01'],
      [-0.1, 'found -0.1 behind 0.01'],
    ] as const) {
      const fault = faultOf(spoilt('tiny-erasure', { '/told/grid/3': value }));
      expect(fault).toEqual({
        place: '/told/grid/3',
        message: `${found}; accepted: probabilities from 0 to below 1, ascending`,
      });
    }
  });

  it('is refused with all its faults', () => {
    const own = spoilt('tiny-awgn-zf', { '/receiver': 'zzz', '/values': -4, '/told': undefined });
    expect(() => readModelCard(own)).toThrow(/"told".*\/values.*\/receiver/s);
  });

  it('may hold more than is read', () => {
    const own = spoilt('tiny-awgn-zf', { '/note': 'mine', '/training': { law: 'wide', more: [1] } });
    expect(readModelCard(own)).toMatchObject({ note: 'mine', training: { law: 'wide', more: [1] } });
  });

  it('is refused by a backbone whose feature gives another code', () => {
    const weights = readModelWeights(join(folder, 'tiny-awgn-zf'), readModelCard(join(folder, 'tiny-awgn-zf')));
    const load = (changes: Readonly<Record<string, unknown>>) => () => {
      const card = readBottleNetCard(spoilt('tiny-awgn-zf', changes));
      makeBottleNetNetwork(context.engine, card, weights, context.backbone);
    };
    expect(load({ '/codeShape': [1, 9, 3] })).toThrow(
      '/codeShape of codec "tiny-awgn-zf" is 1x9x3; accepted is 3x3x3, what its /shape makes of the 3x3x8 feature at "late" of "tiny"',
    );
    expect(load({ '/shape/padding': 'valid' })).toThrow('is 3x3x3; accepted is 1x1x3');
    expect(load({ '/encoderMacs': 9 * 81 * 3 + 1 })).toThrow(
      '/encoderMacs of codec "tiny-awgn-zf" is 2188; accepted is 2187, what its convolution takes at "late"',
    );
    expect(load({ '/decoderMacs': 0 })).toThrow('/decoderMacs of codec "tiny-awgn-zf" is 0; accepted is 1944');
    expect(load({ '/split': '__proto__' })).toThrow(
      '/split of codec "tiny-awgn-zf" is "__proto__"; accepted of "tiny": block1',
    );
  });
});

describe('the card of a backbone', () => {
  const cases: readonly (readonly [string, unknown, string, string])[] = [
    ['/shape', undefined, '', 'missing key "shape"; accepted: an object whose "architecture" is compact'],
    ['/shape', 'vgg16', '/shape', 'found "vgg16"; accepted: an object whose "architecture" is compact'],
    ['/shape/architecture', '__proto__', '/shape/architecture', 'unknown architecture "__proto__"; accepted: compact'],
    ['/shape/architecture', undefined, '/shape', 'missing key "architecture"'],
    ['/shape/deviation', [0, 0, 0], '/shape/deviation/0', 'found 0; accepted: a number above 0'],
    ['/shape/mean', [0.5], '/shape/mean', 'found a list of 1; accepted: a list of 3: a number'],
    ['/shape/widths', [8, 8], '/shape/widths', 'found a list of 2; accepted: a list of 3'],
    ['/shape/classCount', 1, '/shape/classCount', 'found 1; accepted: a whole number from 2 to 1000'],
    ['/macs', 'x', '/macs', 'found "x"; accepted: a whole number'],
    ['/parameters', undefined, '', 'missing key "parameters"'],
    ['/accuracy', undefined, '', 'missing key "accuracy"'],
    ['/accuracy', { test: { percent: 90 } }, '/accuracy/test', 'missing key "low"'],
    ['/accuracy', { validation: 101 }, '/accuracy/validation', 'found 101; accepted: a number from 0 to 100'],
    ['/format', 'bottlenet-sim/model@2', '/format', 'accepted: "bottlenet-sim/model@1" (written by a newer version?)'],
    ['/format', 7, '/format', 'found 7; accepted: "bottlenet-sim/model@1"'],
  ];
  it.each(cases)('with %s = %j is refused at "%s"', (pointer, value, place, message) => {
    const fault = faultOf(spoilt('tiny', { [pointer]: value }));
    expect(fault.place).toBe(place);
    expect(fault.message).toContain(message);
  });

  const convolution = (more: object) => ({
    name: 'stage1',
    kernel: 3,
    stride: 1,
    padding: 'same',
    outputs: 4,
    ...more,
  });
  const common = { classCount: 10, mean: [0, 0, 0], deviation: [1, 1, 1], architecture: 'imported' };
  const imported = (stages: object[], splits: object[]) => ({ '/shape': { ...common, stages, splits } });
  const stage = { kind: 'convolution', pool: false };
  const last = [{ name: 'late', stages: 1 }];

  it('that was imported is read, and refused where its stages make no network', () => {
    const whole = [{ ...stage, convolution: convolution({}) }];
    expect(readModelCard(spoilt('tiny', imported(whole, last)))).toMatchObject({ kind: 'backbone' });
    const vanishing = [{ ...stage, convolution: convolution({ padding: 'valid', kernel: 32, stride: 1 }), pool: true }];
    expect(faultOf(spoilt('tiny', imported(vanishing, last))).place).toBe('/shape/stages');
    const strange = [{ ...stage, convolution: convolution({ padding: 'zzz' }) }];
    expect(faultOf(spoilt('tiny', imported(strange, last))).place).toBe('/shape/stages/0/convolution/padding');
    const behind = [{ name: 'late', stages: 2 }];
    expect(faultOf(spoilt('tiny', imported(whole, behind)))).toEqual({
      place: '/shape/splits/0/stages',
      message: 'found 2; accepted: at most 1, the stages of the network',
    });
  });
});

describe('a card', () => {
  it('is refused where it is no JSON object', () => {
    for (const text of ['', '{', 'null', '[]', '7']) expect(() => readModelCard(stored(text))).toThrow(InputError);
  });

  it('is missing with an error of the environment', () => {
    expect(() => readModelCard(join(folder, 'absent'))).toThrow(EnvironmentError);
  });

  it('of one kind is refused where the other is read', () => {
    expect(() => loadSplitNetwork(context.engine, join(folder, 'tiny-awgn-zf'))).toThrow(
      '/kind found "bottlenet"; accepted: "backbone"',
    );
    expect(() => readBottleNetCard(join(folder, 'tiny'))).toThrow('/kind found "backbone"; accepted: "bottlenet"');
  });

  it('of weights of another size is refused before they are read', () => {
    const own = join(folder, 'tiny-awgn-zf');
    expect(() => readModelWeights(own, { ...readModelCard(own), bytes: 5 })).toThrow('its card says 5');
  });

  it('says the name of the folder in which its model is found, and only there', async () => {
    const own = spoilt('tiny', { '/name': 'other' });
    expect(readModelCard(own).name).toBe('other');
    const [place] = (await listModels([join(folder, 'spoilt')])).filter((model) => model.folder === own);
    const refusal = `/name is "other"; accepted is "${place!.name}", the name of its folder, by which models are found`;
    expect(() => cardOf(place!)).toThrow(refusal);
    await expect(findModel(place!.name, 'backbone', [join(folder, 'spoilt')])).rejects.toThrow(refusal);
  });
});

it('every card that comes with the package is accepted', () => {
  const names = readdirSync(shippedModelFolder).filter(
    (name) => statSync(join(shippedModelFolder, name, 'card.json'), { throwIfNoEntry: false }) !== undefined,
  );
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) expect(readModelCard(join(shippedModelFolder, name), name).name).toBe(name);
});

/** Networks exported from PyTorch compute the same here; anything else, by accident or design, is refused with its reason. */
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.js';
import { type Backend, loadEngine } from '../../../src/neural/engine.js';
import { importNetwork } from '../../../src/neural/import/import-network.js';
import type { LayerIssue } from '../../../src/neural/import/layer-plan.js';
import { type NetworkFile, networkDocument } from '../../../src/neural/import/network-file.js';
import { referenceTolerance } from '../../../src/neural/import/reference-check.js';
import { type NamedTensor, readSafetensors, writeSafetensors } from '../../../src/neural/safetensors.js';
import { makeSplitNetwork } from '../../../src/neural/split-network.js';
import { frozenStages } from '../../../src/neural/training/frozen-stages.js';
import { NativeOps } from '../../../src/neural/training/native-ops.js';
import { readDescribedDocument } from '../../../src/scenario/described-document.js';

const fixtures = new URL('../../fixtures/import/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'import-'));
afterAll(() => rmSync(folder, { recursive: true }));

const refuse = (issues: readonly LayerIssue[]): never => {
  throw new InputError(issues);
};

function describedIn(place: string): NetworkFile {
  const file = join(place, 'network.json');
  return readDescribedDocument(networkDocument, readFileSync(file, 'utf8'), file).value as NetworkFile;
}

async function importFrom(place: string, backend: Backend = 'wasm') {
  return importNetwork(await loadEngine(backend), place, describedIn(place), refuse);
}

let count = 0;

/** A copy of a fixture to spoil. */
function copyOf(name: string): string {
  const place = join(folder, `${name}-${count++}`);
  cpSync(join(fixtures, name), place, { recursive: true });
  return place;
}

type Tensors = Map<string, NamedTensor>;

function rewrite(place: string, file: 'weights' | 'reference', change: (tensors: Tensors) => void): string {
  const path = join(place, `${file}.safetensors`);
  const tensors = new Map(readSafetensors(readFileSync(path), path).tensors);
  change(tensors);
  writeFileSync(path, writeSafetensors(tensors, 'F32'));
  return place;
}

const spoiled = (name: string, file: 'weights' | 'reference', change: (tensors: Tensors) => void) =>
  rewrite(copyOf(name), file, change);

describe.each(['tiny-vgg', 'tiny-resnet'])('%s from PyTorch', (name) => {
  it.each(['wasm', 'native'] as const)('computes the same on %s', async (backend) => {
    const { agreements, unused, card } = await importFrom(join(fixtures, name), backend);
    expect(agreements.map(({ what }) => what)).toEqual(['logits', ...describedSplits(name)]);
    for (const { largestDifference, scale } of agreements) {
      expect(largestDifference).toBeLessThan(referenceTolerance / 10);
      expect(scale).toBeGreaterThan(0.1);
    }
    expect(unused).toEqual([]);
    expect(card.macs).toBeGreaterThan(100_000);
  });

  it('gives layers for the training of codecs that compute the same', async () => {
    const engine = await loadEngine('native');
    const { card, weights } = await importFrom(join(fixtures, name), 'native');
    const file = readSafetensors(weights, name);
    const network = makeSplitNetwork(engine, card, file);
    const ops = new NativeOps(engine);
    const reference = readSafetensors(readFileSync(join(fixtures, name, 'reference.safetensors')), name);
    const images = Uint8Array.from(reference.tensors.get('images')!.data);
    const [split] = network.splits.values();
    const first = card.shape.architecture === 'imported' ? card.shape.splits[0]!.stages : 0;
    const end = card.shape.architecture === 'imported' ? card.shape.stages.length : 0;
    const layers = frozenStages(ops, card.shape, file, { first, end, head: true, dtype: ops.float32 });
    const features = network.front(split!.name, images, 2);
    const logits = ops.readFloats(layers.forward(ops.tensor(features, [2, ...split!.shape]), false));
    const expected = network.back(split!.name, features, 2);
    logits.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4);
    });
    network.dispose();
  });
});

function describedSplits(name: string): string[] {
  const { layers } = describedIn(join(fixtures, name));
  return layers.flatMap((layer) => (layer.kind === 'split' ? [`split "${layer.name}"`] : []));
}

describe('a network that computes something else', () => {
  it('is refused with every output that differs', async () => {
    const place = spoiled('tiny-vgg', 'weights', (tensors) => {
      tensors.get('0.0.weight')!.data.forEach((value, i, all) => {
        all[i] = 1.01 * value;
      });
    });
    await expect(importFrom(place)).rejects.toThrow(/split "first": the engine differs from the reference by/);
    const behind = spoiled('tiny-vgg', 'weights', (tensors) => {
      tensors.get('6.bias')!.data[3]! += 0.001;
    });
    const error = await importFrom(behind).catch((thrown: InputError) => thrown);
    expect((error as InputError).faults.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^logits: the engine differs from the reference by 1.00e-3, values reach/),
    ]);
  });

  it.each([
    ['other colours', (network: NetworkFile) => ({ ...network, mean: [0.48, 0.48, 0.45] })],
    ['another epsilon', (network: NetworkFile) => withLayer(network, 'batch-norm', { epsilon: 1e-3 })],
    ['a map flattened in the other order', (network: NetworkFile) => network],
  ])('with %s is refused', async (what, change) => {
    const place = copyOf('tiny-vgg');
    writeFileSync(join(place, 'network.json'), JSON.stringify(change(describedIn(place))));
    if (what.startsWith('a map'))
      rewrite(place, 'weights', (tensors) => transposeFlattened(tensors, '4.0.weight', 8, 9));
    await expect(importFrom(place)).rejects.toThrow(/differs from the reference/);
  });
});

function withLayer(network: NetworkFile, kind: string, change: object): object {
  const index = network.layers.findIndex((layer) => layer.kind === kind);
  return { ...network, layers: network.layers.map((layer, i) => (i === index ? { ...layer, ...change } : layer)) };
}

function transposeFlattened(tensors: Tensors, name: string, channels: number, positions: number): void {
  const { shape, data } = tensors.get(name)!;
  const out = data.map((_value, i) => {
    const row = Math.floor(i / (channels * positions)) * channels * positions;
    const place = i - row;
    return data[row + (place % channels) * positions + Math.floor(place / channels)]!;
  });
  tensors.set(name, { shape, data: out });
}

describe('files from outside', () => {
  const refused = async (place: string, message: RegExp) => {
    await expect(importFrom(place)).rejects.toThrow(message);
    await expect(importFrom(place)).rejects.toBeInstanceOf(InputError);
  };
  const weightsOf = (place: string) => join(place, 'weights.safetensors');

  it.each([
    [Number.NaN, /"0.0.weight" holds NaN at place 5; accepted: finite numbers/],
    [Number.POSITIVE_INFINITY, /"0.0.weight" holds Infinity at place 5/],
  ])('with a weight of %s are refused', async (value, message) => {
    await refused(
      spoiled('tiny-vgg', 'weights', (tensors) => {
        tensors.get('0.0.weight')!.data[5] = value;
      }),
      message,
    );
  });

  it('with a negative variance, or a norm that overflows, are refused', async () => {
    await refused(
      spoiled('tiny-vgg', 'weights', (tensors) => {
        tensors.get('0.1.running_var')!.data[1] = -0.5;
      }),
      /"0.1.running_var" holds -0.5; accepted: 0 or more/,
    );
    await refused(
      spoiled('tiny-vgg', 'weights', (tensors) => {
        tensors.get('0.1.weight')!.data[1] = 3e38;
        tensors.get('0.1.running_var')!.data[1] = 0;
      }),
      /overflows when its batch norm is folded in/,
    );
  });

  it('that are cut off, at whatever place, are refused', async () => {
    const whole = readFileSync(join(fixtures, 'tiny-vgg/weights.safetensors'));
    for (const length of [0, 7, 8, 100, whole.length - 1]) {
      const place = copyOf('tiny-vgg');
      writeFileSync(weightsOf(place), whole.subarray(0, length));
      await refused(place, /is refused: /);
    }
  });

  it('whose header lies about sizes are refused before anything is allocated', async () => {
    const lie = (change: (header: Record<string, { shape: number[]; data_offsets: number[] }>) => void) => {
      const place = copyOf('tiny-vgg');
      const bytes = readFileSync(weightsOf(place));
      const length = Number(bytes.readBigUInt64LE(0));
      const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as never;
      change(header);
      const text = Buffer.from(JSON.stringify(header));
      const start = Buffer.alloc(8);
      start.writeBigUInt64LE(BigInt(text.length));
      writeFileSync(weightsOf(place), Buffer.concat([start, text, bytes.subarray(8 + length)]));
      return place;
    };
    const enormous = lie((header) => {
      header['0.0.weight']!.shape = [2 ** 40, 3, 3, 3];
    });
    await refused(enormous, /"0.0.weight" of shape 1099511627776x3x3x3 needs/);
    const beyond = lie((header) => {
      header['0.0.weight']!.data_offsets = [0, 10 ** 12];
    });
    await refused(beyond, /stands at 0\.\.1000000000000 of/);
    const twice = lie((header) => {
      header.again = header['0.0.weight']!;
    });
    await refused(twice, /its tensors overlap/);
    const place = copyOf('tiny-vgg');
    const long = Buffer.alloc(16);
    long.writeBigUInt64LE(2n ** 62n);
    writeFileSync(weightsOf(place), long);
    await refused(place, /the header declares 4611686018427387904 bytes; at most 1000000 are accepted/);
  });

  it('that are too large are refused unread', async () => {
    const place = copyOf('tiny-vgg');
    truncateSync(weightsOf(place), 200_000_001);
    await refused(place, /has 200000001 bytes; at most 200000000 are accepted/);
    const other = copyOf('tiny-vgg');
    truncateSync(join(other, 'reference.safetensors'), 100_000_001);
    await refused(other, /has 100000001 bytes; at most 100000000 are accepted/);
  });

  it('that are missing are named', async () => {
    const place = copyOf('tiny-vgg');
    rmSync(join(place, 'reference.safetensors'));
    await refused(place, /reference.safetensors no such file/);
  });

  it('whose reference is incomplete are refused with all that is missing', async () => {
    const place = spoiled('tiny-vgg', 'reference', (tensors) => {
      tensors.delete('split.first');
      tensors.set('logits', { shape: [2, 9], data: new Float32Array(18) });
      tensors.get('split.third')!.data[0] = Number.NaN;
    });
    const error = (await importFrom(place).catch((thrown: InputError) => thrown)) as InputError;
    expect(error.faults.map(({ message }) => message)).toEqual([
      '"logits" is 2 x 9; accepted: 2 x 10',
      'the tensor "split.first" is missing; accepted: 2 x 6 x 16 x 16',
      '"split.third" holds NaN at place 0; accepted: finite numbers',
    ]);
  });

  it.each([
    ['images that are none', (tensors: Tensors) => tensors.delete('images'), /the tensor "images" is missing/],
    [
      'images of another size',
      (tensors: Tensors) => tensors.set('images', { shape: [1, 3, 32, 32], data: new Float32Array(3072) }),
      /"images" is 1 x 3 x 32 x 32; accepted: n x 32 x 32 x 3/,
    ],
    [
      'normalised images',
      (tensors: Tensors) => {
        tensors.get('images')!.data[7] = 0.5;
      },
      /"images" holds 0.5 at place 7; accepted: whole numbers from 0 to 255/,
    ],
  ])('with %s are refused', async (_what, change, message) => {
    await refused(
      spoiled('tiny-vgg', 'reference', (tensors) => void change(tensors)),
      message,
    );
  });

  it('may hold tensors that no layer uses, which are named', async () => {
    const place = spoiled('tiny-vgg', 'weights', (tensors) => {
      tensors.set('auxiliary.weight', { shape: [2], data: new Float32Array(2) });
    });
    expect((await importFrom(place)).unused).toEqual(['auxiliary.weight']);
  });

  it('leave no tensor on the engine, accepted or refused', async () => {
    const { tf } = await loadEngine('wasm');
    await importFrom(join(fixtures, 'tiny-vgg'));
    const before = tf.memory().numTensors;
    await importFrom(join(fixtures, 'tiny-vgg'));
    const place = spoiled('tiny-vgg', 'weights', (tensors) => {
      tensors.get('0.0.weight')!.data[0]! += 1;
    });
    await importFrom(place).catch(() => {});
    expect(tf.memory().numTensors).toBe(before);
  });
});

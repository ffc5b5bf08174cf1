/**
 * Tiny models with random weights, written to a folder like trained ones: a backbone, two codecs for noise and one for erasures.
 * The laws of the codecs hold for any weights.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { silentLogger } from '../../src/base/log.js';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import type { BottleNetCard } from '../../src/codec/bottlenet-network.js';
import type { CodecContext } from '../../src/codec/codec.js';
import { type BackboneShape, backboneMacs, backboneStages } from '../../src/neural/backbone.js';
import { type EngineChoice, loadEngine } from '../../src/neural/engine.js';
import type { ImageSet } from '../../src/neural/image-set.js';
import { imageBytes } from '../../src/neural/image-sheet.js';
import { modelFormat } from '../../src/neural/model-card.js';
import { type NamedTensor, writeSafetensors } from '../../src/neural/safetensors.js';
import { loadSplitNetwork } from '../../src/neural/split-network.js';
import { convolutionsOf } from '../../src/neural/stage.js';

export const tinyBatch = 16;
/** Split of the codecs, its feature 3 x 3 x 8, and the values of their code. */
export const tinySplit = 'late';
export const tinyFeatureValues = 72;
export const tinyValues = 27;

const shape: BackboneShape = {
  architecture: 'compact',
  whiteningKernel: 2,
  widths: [8, 8, 8],
  classCount: 10,
  mean: [0.5, 0.5, 0.5],
  deviation: [0.25, 0.25, 0.25],
};
const streams = new RandomStreams({ seed: 7, replication: 0 });

/** Waves of random direction with some noise, so that JPEG has something to do. */
export function tinyImages(count: number): ImageSet {
  const stream = streams.stream('images');
  const images = new Uint8Array(count * imageBytes);
  for (let image = 0; image < count; image++) {
    const waves = Array.from({ length: 3 }, () => [stream.uniform(), stream.uniform(), 6 * stream.uniform()] as const);
    for (let pixel = 0; pixel < 1024; pixel++) {
      for (let colour = 0; colour < 3; colour++) {
        const [a, b, phase] = waves[colour]!;
        const value = 127 + 90 * Math.sin(a * (pixel % 32) * 0.4 + b * Math.floor(pixel / 32) * 0.4 + phase);
        images[image * imageBytes + 3 * pixel + colour] = Math.round(value + 8 * stream.normal());
      }
    }
  }
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 10);
  return { name: 'tiny', count, classCount: 10, images, labels, sha256: 'tiny' };
}

function randomTensor(name: string, tensorShape: readonly number[], scale: number): [string, NamedTensor] {
  const stream = streams.stream(name);
  const size = tensorShape.reduce((product, extent) => product * extent, 1);
  return [name, { shape: tensorShape, data: Float32Array.from({ length: size }, () => scale * stream.normal()) }];
}

function backboneTensors(): Map<string, NamedTensor> {
  const tensors = new Map<string, NamedTensor>();
  for (const { name, kernel, inputs, outputs } of backboneStages(shape).flatMap(convolutionsOf)) {
    const scale = Math.sqrt(2 / (kernel * kernel * inputs));
    tensors.set(...randomTensor(`${name}.weight`, [kernel, kernel, inputs, outputs], scale));
    tensors.set(...randomTensor(`${name}.bias`, [outputs], 0.3));
  }
  tensors.set(...randomTensor('dense.weight', [8, 10], 1));
  tensors.set(...randomTensor('dense.bias', [10], 0.1));
  return tensors;
}

function codecTensors(): Map<string, NamedTensor> {
  return new Map([
    randomTensor('encoder.weight', [3, 3, 9, 3], 0.3),
    randomTensor('encoder.bias', [3], 0.1),
    randomTensor('decoder.weight', [3, 3, 8, 3], 0.3),
    randomTensor('decoder.bias', [8], 0.1),
  ]);
}

/** Writes `card.json` and `weights.safetensors`; the card gets size and sha256. */
export function writeModel(folder: string, card: object & { name: string }, tensors: Map<string, NamedTensor>): string {
  const bytes = writeSafetensors(tensors, 'F16');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const inside = join(folder, card.name);
  mkdirSync(inside, { recursive: true });
  writeFileSync(join(inside, 'weights.safetensors'), bytes);
  const full = { format: modelFormat, dataSet: 'tiny', ...card, bytes: bytes.length, sha256 };
  writeFileSync(join(inside, 'card.json'), JSON.stringify(full));
  return sha256;
}

export function codecCard(
  name: string,
  backboneSha256: string,
  channel: BottleNetCard['channel'],
  receiver: BottleNetCard['receiver'],
): Omit<BottleNetCard, 'format' | 'dataSet' | 'bytes' | 'sha256'> {
  const grid =
    channel === 'awgn' ? Array.from({ length: 45 }, (_, index) => index - 2) : [0, 0.001, 0.01, 0.03, 0.1, 0.2, 0.3];
  return {
    kind: 'bottlenet',
    name,
    backbone: 'tiny',
    backboneSha256,
    split: tinySplit,
    channel,
    shape: { kernel: 3, stride: 1, padding: 'same', channels: 3 },
    values: tinyValues,
    codeShape: [3, 3, 3],
    compression: tinyFeatureValues / tinyValues,
    powerMode: 'ac',
    receiver,
    told: { grid, mean: grid.map(() => 0.5), variance: grid.map(() => 0.05) },
    prefixes: [1, 2].map((channels) => ({
      channels,
      mean: grid.map(() => 0.5),
      variance: grid.map(() => 0.05 + 0.01 * channels),
    })),
    encoderMacs: 9 * 81 * 3,
    decoderMacs: 9 * 72 * 3,
    training: {},
  };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with the tiny models, removed after the file's tests. */
export function writeTinyModels(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bottlenet-sim-models-'));
  folders.push(folder);
  const macs = backboneMacs(shape);
  const card = { kind: 'backbone', name: 'tiny', shape, macs, parameters: 0, accuracy: { validation: 10 } };
  const sha256 = writeModel(folder, card, backboneTensors());
  for (const [name, channel, receiver] of [
    ['tiny-awgn-zf', 'awgn', 'zf'],
    ['tiny-awgn-lmmse', 'awgn', 'lmmse'],
    ['tiny-erasure', 'bit-erasure', 'zf'],
  ] as const) {
    writeModel(folder, codecCard(name, sha256, channel, receiver), codecTensors());
  }
  return folder;
}

export async function tinyContext(imageCount = 40, choice: EngineChoice = 'auto'): Promise<CodecContext> {
  const engine = await loadEngine(choice);
  const folder = writeTinyModels();
  return {
    engine,
    images: tinyImages(imageCount),
    backbone: loadSplitNetwork(engine, join(folder, 'tiny')),
    modelFolders: [folder],
    batchSize: tinyBatch,
    logger: silentLogger,
  };
}

/**
 * Codecs of known accuracy for the parts of an evaluation: no network, one rule by which an answer is right.
 *
 * Noise: ten values of 1/2; right where the mean of what arrived is within `tolerance` of 1/2, so A(sigma) = 2 Phi(tolerance
 * sqrt(10)/sigma) - 1. Bits: four values of 1; right where all 32 bits arrive as they were sent.
 */
import type { BottleNetCard, BottleNetNetwork } from '../../../src/codec/bottlenet-network.js';
import { type EvaluationSubject, evaluationDraws } from '../../../src/codec/evaluation/trial.js';
import type { SplitNetwork } from '../../../src/neural/split-network.js';

export const noiseValues = 10;
const codeVariance = 0.02;
export const bitValues = 4;
export const codeBits = 8 * bitValues;

/** Distance of the mean at which an answer is still right; the better the condition told, the smaller. */
export const tolerance = (told: number): number => 0.08 - 0.001 * told;

const grids = {
  awgn: Array.from({ length: 45 }, (_, index) => index - 2),
  'bit-erasure': [0, 0.001, 0.01, 0.1, 0.4],
};

function cardOf(channel: BottleNetCard['channel'], values: number, grid: readonly number[]): BottleNetCard {
  const told = { grid, mean: grid.map(() => 0.5), variance: grid.map(() => codeVariance) };
  const card = { name: `known-${channel}`, sha256: 'weights', channel, split: 'split', values, told, powerMode: 'ac' };
  return { ...card, backbone: 'known', encoderMacs: 3, decoderMacs: 4 } as unknown as BottleNetCard;
}

/** Logits of two classes, the first being every image's label. */
function network(card: BottleNetCard, sent: number, isRight: (code: Float32Array, told: number) => boolean) {
  return {
    card,
    encode: (_features, _told, count) => new Float32Array(count * card.values).fill(sent),
    answer: (received, told) =>
      Float32Array.from({ length: 2 * told.length }, (_, i) => {
        const row = i >> 1;
        const right = isRight(received.subarray(row * card.values, (row + 1) * card.values), told[row]!);
        return right === (i % 2 === 0) ? 1 : 0;
      }),
    dispose() {},
  } satisfies BottleNetNetwork;
}

/** @param grid conditions that the encoder knows */
export function knownSubject(
  channel: BottleNetCard['channel'],
  count: number,
  repeats = 1,
  grid: readonly number[] = grids[channel],
): EvaluationSubject {
  const images = {
    name: 'known',
    count,
    classCount: 2,
    images: new Uint8Array(count * 3072),
    labels: new Uint8Array(count),
    sha256: 'images',
  };
  const split = { front: (_split: string, _part: Uint8Array, rows: number) => new Float32Array(rows) };
  const mean = (code: Float32Array) => code.reduce((sum, value) => sum + value, 0) / code.length;
  const codec =
    channel === 'awgn'
      ? network(cardOf(channel, noiseValues, grid), 0.5, (code, told) => Math.abs(mean(code) - 0.5) < tolerance(told))
      : network(cardOf(channel, bitValues, grid), 1, (code) => code.every((value) => value === 1));
  return {
    codec,
    network: split as unknown as SplitNetwork,
    images,
    base: new Uint8Array(count).fill(1),
    draws: evaluationDraws(5),
    repeats,
  };
}

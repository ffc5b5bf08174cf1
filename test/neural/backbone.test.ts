/** Shapes and multiply-accumulates of the compact backbone, against numbers worked out by hand. */
import { expect, test } from 'vitest';
import {
  type BackboneShape,
  backboneMacs,
  backboneParameters,
  backboneStages,
  denseMacs,
  splitPlaces,
} from '../../src/neural/backbone.js';

const colours = { mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25] } as const;
const shape = {
  architecture: 'compact' as const,
  whiteningKernel: 2,
  widths: [64, 256, 256],
  classCount: 10,
  mean: [0.5, 0.5, 0.5] as const,
  deviation: [0.25, 0.25, 0.25] as const,
};

test('maps shrink 31, 15, 15, 7, 7, 3, 3', () => {
  expect(backboneStages(shape).map((stage) => stage.side)).toEqual([31, 15, 15, 7, 7, 3, 3]);
});

test('multiply-accumulates are positions x kernel area x inputs x outputs', () => {
  const byHand = [
    31 * 31 * 4 * 3 * 24,
    31 * 31 * 9 * 24 * 64,
    15 * 15 * 9 * 64 * 64,
    15 * 15 * 9 * 64 * 256,
    7 * 7 * 9 * 256 * 256,
    7 * 7 * 9 * 256 * 256,
    3 * 3 * 9 * 256 * 256,
  ];
  expect(backboneStages(shape).map((stage) => stage.macs)).toEqual(byHand);
  expect(denseMacs(shape)).toBe(2560);
  expect(byHand.reduce((sum, macs) => sum + macs, 2560)).toBe(118_147_360);
});

test('the early split leaves more than 40 % of the work to the server', () => {
  const stages = backboneStages(shape);
  const early = splitPlaces(shape).find((place) => place.name === 'early')!.stages;
  const total = stages.reduce((sum, stage) => sum + stage.macs, denseMacs(shape));
  const server = stages.slice(early).reduce((sum, stage) => sum + stage.macs, denseMacs(shape));
  expect(server / total).toBeCloseTo(0.534, 3);
});

/** Split: side, channels, device multiply-accumulates in millions to one decimal, as published layer lists give them. */
const published: Record<string, Record<string, readonly [number, number, number]>> = {
  vgg16: {
    div2: [16, 64, 39.5],
    div4: [8, 128, 96.1],
    div7: [4, 256, 190.5],
    div10: [2, 512, 284.9],
    div12: [2, 512, 303.8],
    div13: [1, 512, 313.2],
  },
  resnet50: {
    conv1: [32, 64, 1.8],
    conv2_3: [32, 256, 219.9],
    conv3_4: [16, 512, 555.4],
    conv4_6: [8, 1024, 1033.6],
    conv5_3: [4, 2048, 1297.8],
  },
};

test.each(['vgg16', 'resnet50'] as const)(
  '%s: shapes and device work of the published split points',
  (architecture) => {
    const big: BackboneShape = { architecture, classCount: 100, ...colours };
    const stages = backboneStages(big);
    const places = splitPlaces(big);
    for (const [name, [side, channels, millions]] of Object.entries(published[architecture]!)) {
      const count = places.find((place) => place.name === name)!.stages;
      const last = stages[count - 1]!;
      expect([name, last.side, last.outputs]).toEqual([name, side, channels]);
      const macs = stages.slice(0, count).reduce((sum, stage) => sum + stage.macs, 0);
      expect((macs / 1e6).toFixed(1)).toBe(millions.toFixed(1));
    }
  },
);

test('whole networks: multiply-accumulates and parameters by hand', () => {
  const vgg: BackboneShape = { architecture: 'vgg16', classCount: 100, ...colours };
  const resnet: BackboneShape = { architecture: 'resnet50', classCount: 100, ...colours };
  // Convolutions of configuration D without biases, by hand; 4,224 biases; 512 x 100 + 100 in the dense layer.
  expect(backboneParameters(vgg)).toBe(14_710_464 + 4_224 + 51_300);
  expect(backboneMacs(vgg)).toBe(313_196_544 + 51_200);
  expect((backboneMacs(resnet) / 1e6).toFixed(1)).toBe('1298.0');
  expect((backboneParameters(resnet) / 1e6).toFixed(2)).toBe('23.68');
});

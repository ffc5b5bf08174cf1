/** Shapes and multiply-accumulates of the compact backbone, against numbers worked out by hand. */
import { expect, test } from 'vitest';
import { backboneStages, denseMacs, splitPlaces } from '../../src/neural/backbone.js';

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

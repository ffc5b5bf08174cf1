/**
 * Backbones as named stages: one list per architecture gives the layers' shapes, the split points and the multiply-accumulates
 * (MACs: convolutions and the dense layer; norms are folded, pooling and ReLU cost none).
 *
 * Every architecture ends in mean pool and one dense layer. An architecture is one file and one line in `architectures`.
 */
import { type CompactShape, compactSplits, compactStages } from './backbone-compact.js';
import { type Vgg16Shape, vgg16Splits, vgg16Stages } from './backbone-vgg16.js';
import type { SplitPlace, Stage } from './stage.js';

export type BackboneShape = CompactShape | Vgg16Shape;

export function backboneStages(shape: BackboneShape): readonly Stage[] {
  return shape.architecture === 'compact' ? compactStages(shape) : vgg16Stages();
}

/** Split points, named from the input on. */
export function splitPlaces(shape: BackboneShape): readonly SplitPlace[] {
  return shape.architecture === 'compact' ? compactSplits(shape) : vgg16Splits();
}

/** Channels of the last map, which are the inputs of the dense layer. */
export function lastWidth(shape: BackboneShape): number {
  return backboneStages(shape).at(-1)!.outputs;
}

export function denseMacs(shape: BackboneShape): number {
  return lastWidth(shape) * shape.classCount;
}

export function backboneMacs(shape: BackboneShape): number {
  return backboneStages(shape).reduce((sum, stage) => sum + stage.macs, denseMacs(shape));
}

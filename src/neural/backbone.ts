/**
 * The shape of the compact backbone: a fixed 2 x 2 whitening convolution with ReLU, then three blocks of
 * [3 x 3 convolution, 2 x 2 max pool, norm, ReLU, 3 x 3 convolution, norm, ReLU], mean pool, dense layer.
 *
 * One list of stages gives the layers' shapes, the split points and the multiply-accumulates (MACs: convolutions and the dense
 * layer; norms are folded, pooling and ReLU cost none). Maps shrink 32 -> 31 -> 15 -> 7 -> 3.
 * Source: after K. Jordan, 94 % on CIFAR-10 in 3.29 seconds on a single GPU (airbench), 2024.
 */
import { imageSide } from './image-sheet.js';

export interface BackboneShape {
  readonly whiteningKernel: number;
  /** Channels of the blocks. */
  readonly widths: readonly number[];
  readonly classCount: number;
  /** Per colour: images enter as (x/255 - mean)/deviation. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** One convolution with what follows it: `convolution -> [max pool] -> [norm] -> ReLU`. */
export interface Stage {
  readonly name: string;
  readonly kernel: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly padding: 'same' | 'valid';
  readonly pool: boolean;
  readonly norm: boolean;
  /** Side of the map that leaves the stage. */
  readonly side: number;
  readonly macs: number;
}

export interface SplitPlace {
  readonly name: string;
  /** Stages that run on the device. */
  readonly stages: number;
}

export function backboneStages(shape: BackboneShape): readonly Stage[] {
  const whitened = 2 * 3 * shape.whiteningKernel ** 2;
  let side = imageSide - shape.whiteningKernel + 1;
  const macsOf = (kernel: number, inputs: number, outputs: number) => side * side * kernel * kernel * inputs * outputs;
  const stages: Stage[] = [
    {
      name: 'whitening',
      kernel: shape.whiteningKernel,
      inputs: 3,
      outputs: whitened,
      padding: 'valid',
      pool: false,
      norm: false,
      side,
      macs: macsOf(shape.whiteningKernel, 3, whitened),
    },
  ];
  let inputs = whitened;
  shape.widths.forEach((outputs, block) => {
    for (const half of [1, 2]) {
      const macs = macsOf(3, inputs, outputs);
      const pool = half === 1;
      if (pool) side = side >> 1;
      const name = `block${block + 1}.convolution${half}`;
      stages.push({ name, kernel: 3, inputs, outputs, padding: 'same', pool, norm: true, side, macs });
      inputs = outputs;
    }
  });
  return stages;
}

export function denseMacs(shape: BackboneShape): number {
  return shape.widths.at(-1)! * shape.classCount;
}

/** Split points of a three-block backbone, named from the input on. */
export const splitPlaces: readonly SplitPlace[] = [
  { name: 'block1', stages: 3 },
  { name: 'early', stages: 4 },
  { name: 'block2', stages: 5 },
  { name: 'late', stages: 7 },
];

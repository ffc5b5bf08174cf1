/**
 * The compact backbone: a fixed 2 x 2 whitening convolution with ReLU, then three blocks of
 * [3 x 3 convolution, 2 x 2 max pool, norm, ReLU, 3 x 3 convolution, norm, ReLU], mean pool, dense layer.
 *
 * Maps shrink 32 -> 31 -> 15 -> 7 -> 3. Source: after K. Jordan, 94 % on CIFAR-10 in 3.29 seconds on a single GPU (airbench), 2024.
 */
import { imageSide } from './image-sheet.js';
import { type CommonShape, foldedConvolution, type SplitPlace, type Stage } from './stage.js';

export interface CompactShape extends CommonShape {
  readonly architecture: 'compact';
  readonly whiteningKernel: number;
  /** Channels of the blocks. */
  readonly widths: readonly number[];
}

export function compactStages(shape: CompactShape): readonly Stage[] {
  const whitened = 2 * 3 * shape.whiteningKernel ** 2;
  let side = imageSide - shape.whiteningKernel + 1;
  const whitening = foldedConvolution({
    name: 'whitening',
    kernel: shape.whiteningKernel,
    stride: 1,
    padding: 'valid',
    inputs: 3,
    outputs: whitened,
    side,
  });
  const stages: Stage[] = [
    {
      kind: 'convolution',
      name: 'whitening',
      convolution: whitening,
      pool: false,
      norm: false,
      poolsFirst: false,
      fixed: true,
      outputs: whitened,
      side,
      macs: whitening.macs,
    },
  ];
  let inputs = whitened;
  shape.widths.forEach((outputs, block) => {
    for (const half of [1, 2]) {
      const name = `block${block + 1}.convolution${half}`;
      const convolution = foldedConvolution({ name, kernel: 3, stride: 1, padding: 'same', inputs, outputs, side });
      const pool = half === 1;
      if (pool) side = side >> 1;
      const kind = { kind: 'convolution', pool, norm: true, poolsFirst: true, fixed: false } as const;
      stages.push({ ...kind, name, convolution, outputs, side, macs: convolution.macs });
      inputs = outputs;
    }
  });
  return stages;
}

const places: readonly SplitPlace[] = [
  { name: 'block1', stages: 3 },
  { name: 'early', stages: 4 },
  { name: 'block2', stages: 5 },
  { name: 'late', stages: 7 },
];

export function compactSplits(shape: CompactShape): readonly SplitPlace[] {
  return places.filter(({ stages }) => stages <= 1 + 2 * shape.widths.length);
}

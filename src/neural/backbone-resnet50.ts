/**
 * ResNet-50 in its CIFAR layout: a 3 x 3 convolution to 64 channels at full size, no max pool, then 3, 4, 6 and 3 bottleneck blocks
 * [1 x 1 to w, 3 x 3, 1 x 1 to 4w], w = 64, 128, 256, 512, the first block of the last three groups with stride 2 in its 3 x 3.
 *
 * Maps shrink 32 -> 32 -> 16 -> 8 -> 4. Split points are `conv1` and `convG_B` after block B of group G = 2..5.
 * Source: He, Zhang, Ren and Sun, CVPR 2016.
 */
import { imageSide } from './image-sheet.js';
import { type CommonShape, foldedConvolution, type ResidualStage, type SplitPlace, type Stage } from './stage.js';

export interface Resnet50Shape extends CommonShape {
  readonly architecture: 'resnet50';
}

const groups = [
  { width: 64, blocks: 3, stride: 1 },
  { width: 128, blocks: 4, stride: 2 },
  { width: 256, blocks: 6, stride: 2 },
  { width: 512, blocks: 3, stride: 2 },
];

export function resnet50Stages(): readonly Stage[] {
  const stem = foldedConvolution({
    name: 'conv1',
    kernel: 3,
    stride: 1,
    padding: 'same',
    inputs: 3,
    outputs: 64,
    side: imageSide,
  });
  const { outputs, macs } = stem;
  const kind = { kind: 'convolution', pool: false, norm: true, poolsFirst: false, fixed: false } as const;
  const stages: Stage[] = [{ ...kind, name: 'conv1', convolution: stem, outputs, side: imageSide, macs }];
  let side = imageSide;
  let inputs = outputs;
  groups.forEach(({ width, blocks, stride }, group) => {
    for (let block = 1; block <= blocks; block++) {
      const stage = bottleneck(`conv${group + 2}_${block}`, inputs, width, side, block === 1 ? stride : 1);
      stages.push(stage);
      ({ side, outputs: inputs } = stage);
    }
  });
  return stages;
}

/** @param side of the map that enters */
function bottleneck(name: string, inputs: number, width: number, side: number, stride: number): ResidualStage {
  const outputs = 4 * width;
  const after = side / stride;
  const pointwise = { kernel: 1, padding: 'valid' } as const;
  const main = [
    foldedConvolution({ name: `${name}.reduce`, ...pointwise, stride: 1, inputs, outputs: width, side }),
    foldedConvolution({
      name: `${name}.spatial`,
      kernel: 3,
      padding: stride === 1 ? 'same' : 'centred',
      stride,
      inputs: width,
      outputs: width,
      side: after,
    }),
    foldedConvolution({ name: `${name}.expand`, ...pointwise, stride: 1, inputs: width, outputs, side: after }),
  ];
  const shortcut =
    stride === 1 && inputs === outputs
      ? null
      : foldedConvolution({ name: `${name}.shortcut`, ...pointwise, stride, inputs, outputs, side: after });
  const macs = main.reduce((sum, convolution) => sum + convolution.macs, shortcut?.macs ?? 0);
  return { kind: 'residual', name, main, shortcut, outputs, side: after, macs };
}

export function resnet50Splits(): readonly SplitPlace[] {
  return resnet50Stages().map(({ name }, index) => ({ name, stages: index + 1 }));
}

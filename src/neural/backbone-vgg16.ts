/**
 * VGG-16 in its CIFAR layout: thirteen [3 x 3 convolution, norm, ReLU], five of them followed by a 2 x 2 max pool, and one dense
 * layer of 512 inputs. Split point `divN` lies after convolution N and what follows it, as in BottleNet++ (Shao and Zhang, 2020).
 *
 * Maps shrink 32 -> 16 -> 8 -> 4 -> 2 -> 1. While training, max pools stand before norm and ReLU (see `Stage.poolsFirst`); the
 * trained network is the same function of its folded weights either way.
 * Source: Simonyan and Zisserman, ICLR 2015, configuration D, with the norms of Ioffe and Szegedy, 2015. Its classifier of
 * 512-4096-4096 neurons is left out: on CIFAR it holds 57 % of the parameters and 6 % of the work.
 */
import { imageSide } from './image-sheet.js';
import { type CommonShape, foldedConvolution, type SplitPlace, type Stage } from './stage.js';

export interface Vgg16Shape extends CommonShape {
  readonly architecture: 'vgg16';
}

/** Channels of the convolutions; `pool` after the one before it. */
const layout = [64, 64, 'pool', 128, 128, 'pool', 256, 256, 256, 'pool', 512, 512, 512, 'pool', 512, 512, 512, 'pool'];

export function vgg16Stages(): readonly Stage[] {
  const stages: Stage[] = [];
  let side = imageSide;
  let inputs = 3;
  layout.forEach((entry, place) => {
    if (typeof entry === 'string') return;
    const name = `convolution${stages.length + 1}`;
    const convolution = foldedConvolution({
      name,
      kernel: 3,
      stride: 1,
      padding: 'same',
      inputs,
      outputs: entry,
      side,
    });
    const pool = layout[place + 1] === 'pool';
    if (pool) side = side >> 1;
    const kind = { kind: 'convolution', pool, norm: true, poolsFirst: pool, fixed: false } as const;
    stages.push({ ...kind, name, convolution, outputs: entry, side, macs: convolution.macs });
    inputs = entry;
  });
  return stages;
}

export function vgg16Splits(): readonly SplitPlace[] {
  return vgg16Stages().map((_, index) => ({ name: `div${index + 1}`, stages: index + 1 }));
}

/** Which layers become which stages, and what is refused of a description, with its place. */
import { describe, expect, it } from 'vitest';
import { backboneMacs, backboneParameters, backboneStages, splitPlaces } from '../../../src/neural/backbone.js';
import { planLayers } from '../../../src/neural/import/layer-plan.js';
import type { BranchLayer, NetworkFile, NetworkLayer } from '../../../src/neural/import/network-file.js';
import type { FoldedConvolution } from '../../../src/neural/stage.js';

const common = { classCount: 10, mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25] } as const;
type Shapes = Record<string, readonly number[]>;

function networkOf(layers: readonly NetworkLayer[], classCount = 10): NetworkFile {
  return { format: 'bottlenet-sim/network@1', name: 'net', dataSet: 'cifar10', ...common, classCount, layers } as never;
}

const plan = (layers: readonly NetworkLayer[], shapes: Shapes, classCount = 10) =>
  planLayers(networkOf(layers, classCount), (name) => shapes[name]);

/** A stage list as a framework would list its layers, and the tensors they need. */
function described(architecture: 'vgg16' | 'resnet50') {
  const shape = { architecture, ...common } as const;
  const shapes: Shapes = {};
  const unit = ({ name, kernel, stride, padding, inputs, outputs }: FoldedConvolution): BranchLayer[] => {
    shapes[`${name}.weight`] = [outputs, inputs, kernel, kernel];
    for (const part of ['weight', 'bias', 'running_mean', 'running_var']) shapes[`${name}.norm.${part}`] = [outputs];
    return [
      { kind: 'convolution', parameters: name, stride, padding: padding === 'valid' ? 0 : (kernel - 1) / 2 },
      { kind: 'batch-norm', parameters: `${name}.norm`, epsilon: 1e-5 },
    ];
  };
  const places = splitPlaces(shape);
  const layers = backboneStages(shape).flatMap((stage, index): NetworkLayer[] => {
    const split = places.filter(({ stages }) => stages === index + 1);
    const cuts = split.map(({ name }): NetworkLayer => ({ kind: 'split', name }));
    if (stage.kind === 'residual') {
      const main = stage.main.flatMap((part, i) => [...(i > 0 ? [{ kind: 'relu' } as const] : []), ...unit(part)]);
      const shortcut = stage.shortcut === null ? [] : unit(stage.shortcut);
      return [{ kind: 'residual', main, shortcut }, { kind: 'relu' }, ...cuts];
    }
    const pool: NetworkLayer[] = stage.pool ? [{ kind: 'max-pool', size: 2, stride: 2, padding: 0 }] : [];
    return [...unit(stage.convolution), { kind: 'relu' }, ...pool, ...cuts];
  });
  shapes['classifier.weight'] = [10, backboneStages(shape).at(-1)!.outputs];
  shapes['classifier.bias'] = [10];
  return {
    shape,
    shapes,
    layers: [...layers, { kind: 'mean-pool' }, { kind: 'dense', parameters: 'classifier' }] as NetworkLayer[],
  };
}

describe.each(['vgg16', 'resnet50'] as const)('%s in its CIFAR layout', (architecture) => {
  it('is described layer by layer, and gives the same stages', () => {
    const { shape, shapes, layers } = described(architecture);
    const found = plan(layers, shapes);
    if ('issues' in found) throw new Error(JSON.stringify(found.issues));
    const sizes = (of: typeof shape | typeof found.shape) =>
      backboneStages(of).map(({ kind, side, outputs, macs }) => ({ kind, side, outputs, macs }));
    expect(sizes(found.shape)).toEqual(sizes(shape));
    expect(splitPlaces(found.shape)).toEqual(splitPlaces(shape));
    expect(backboneMacs(found.shape)).toBe(backboneMacs(shape));
    expect(backboneParameters(found.shape)).toBe(backboneParameters(shape));
  });
});

const conv = (parameters: string, padding = 0, stride = 1): NetworkLayer => ({
  kind: 'convolution',
  parameters,
  stride,
  padding,
});
const relu: NetworkLayer = { kind: 'relu' };
const pool: NetworkLayer = { kind: 'max-pool', size: 2, stride: 2, padding: 0 };
const norm: NetworkLayer = { kind: 'batch-norm', parameters: 'n', epsilon: 1e-5 };
const cut: NetworkLayer = { kind: 'split', name: 'here' };
const mean: NetworkLayer = { kind: 'mean-pool' };
const dense = (parameters = 'd'): NetworkLayer => ({ kind: 'dense', parameters });
const shapes: Shapes = {
  'a.weight': [8, 3, 3, 3],
  'b.weight': [8, 8, 3, 3],
  'b.bias': [8],
  'wide.weight': [16, 8, 3, 3],
  'group.weight': [8, 4, 3, 3],
  'oblong.weight': [8, 3, 3, 5],
  'even.weight': [8, 3, 4, 4],
  'huge.weight': [8, 8, 33, 33],
  'short.bias': [7],
  'short.weight': [8, 3, 3, 3],
  'n.weight': [8],
  'n.bias': [8],
  'n.running_mean': [8],
  'n.running_var': [8],
  'half.running_mean': [8],
  'half.running_var': [4],
  'd.weight': [10, 8],
  'many.weight': [11, 8],
  'flat.weight': [12, 8 * 32 * 32],
  'flat.bias': [12],
  'last.weight': [10, 12],
};
const residual = (main: BranchLayer[], shortcut: BranchLayer[] = []): NetworkLayer => ({
  kind: 'residual',
  main,
  shortcut,
});
const end = [cut, mean, dense()];

describe('a description', () => {
  it('may have hidden dense layers, which cover their whole map', () => {
    const found = plan([conv('a', 1), relu, cut, dense('flat'), relu, dense('last')], shapes);
    if ('issues' in found) throw new Error(JSON.stringify(found.issues));
    expect(backboneStages(found.shape)[1]).toMatchObject({ side: 1, outputs: 12, macs: 12 * 8 * 32 * 32 });
    expect(found.recipes.map(({ layout }) => layout)).toEqual(['convolution', 'flattened', 'dense']);
  });

  it.each([
    ['a missing tensor', [conv('none'), relu, ...end], '/layers/0', /no tensor "none.weight"/],
    [
      'a shape of another rank',
      [conv('d'), relu, ...end],
      '/layers/0',
      /"d.weight" is 10 x 8; accepted: outputs x inputs x/,
    ],
    ['an oblong kernel', [conv('oblong'), relu, ...end], '/layers/0', /3 x 5; accepted: a square one/],
    ['channels that do not fit', [conv('b'), relu, ...end], '/layers/0', /takes 8 channels, the map has 3/],
    ['groups', [conv('a', 1), relu, conv('group', 1), relu, ...end], '/layers/2', /groups are not accepted/],
    ['odd padding', [conv('a', 2), relu, ...end], '/layers/0/padding', /found 2 for a kernel of 3; accepted: 0 or 1/],
    ['padding of an even kernel', [conv('even', 1), relu, ...end], '/layers/0/padding', /accepted: 0$/],
    ['a short bias', [conv('short', 1), relu, ...end], '/layers/0', /"short.bias" is 7; accepted: 8/],
    ['no ReLU', [conv('a', 1), conv('b', 1), relu, ...end], '/layers/1', /has no ReLU before this/],
    ['two ReLUs', [conv('a', 1), relu, relu, ...end], '/layers/2', /a ReLU here/],
    ['a norm behind ReLU', [conv('a', 1), relu, norm, ...end], '/layers/2', /directly behind a convolution/],
    [
      'a norm that is too short',
      [conv('a', 1), { ...norm, parameters: 'half' } as NetworkLayer, relu, ...end],
      '/layers/1',
      /"half.running_var" is 4; accepted: 8/,
    ],
    [
      'a wide pool',
      [conv('a', 1), relu, { ...pool, size: 3 } as NetworkLayer, ...end],
      '/layers/2',
      /max pool of 3 x 3, stride 2, padding 0; accepted/,
    ],
    ['a pool behind a split', [conv('a', 1), relu, cut, pool, mean, dense()], '/layers/3', /before a split/],
    ['two pools', [conv('a', 1), relu, pool, pool, ...end], '/layers/3', /a max pool here/],
    [
      'a map that vanishes',
      [conv('a', 1), relu, conv('huge'), relu, ...end],
      '/layers/2',
      /33 x 33 on a map of 32 x 32/,
    ],
    [
      'sums of unequal maps',
      [conv('a', 1), relu, residual([conv('wide', 1)] as BranchLayer[]), relu, ...end],
      '/layers/3',
      /32 x 32 x 16 to one of 32 x 32 x 8/,
    ],
    [
      'a residual without ReLU',
      [conv('a', 1), relu, residual([conv('b', 1)] as BranchLayer[]), ...end],
      '/layers/3',
      /has no ReLU before this/,
    ],
    ['an empty main way', [conv('a', 1), relu, residual([]), relu, ...end], '/layers/2/main', /empty/],
    [
      'a ReLU at the end of a way',
      [conv('a', 1), relu, residual([conv('b', 1), relu] as BranchLayer[]), relu, ...end],
      '/layers/2/main/1',
      /the one of the sum/,
    ],
    [
      'a long shortcut',
      [
        conv('a', 1),
        relu,
        residual([conv('b', 1)] as BranchLayer[], [conv('b', 1), relu, conv('b', 1)] as BranchLayer[]),
        relu,
        ...end,
      ],
      '/layers/2/shortcut',
      /two convolutions/,
    ],
    ['a split used twice', [conv('a', 1), relu, cut, cut, mean, dense()], '/layers/3/name', /names a split already/],
    ['a split in front', [cut, conv('a', 1), relu, mean, dense()], '/layers/0', /before the first stage/],
    ['no split', [conv('a', 1), relu, mean, dense()], '/layers', /no place to cut it/],
    [
      'no mean pool',
      [conv('a', 1), relu, cut, dense()],
      '/layers/3',
      /on a map of 32 x 32; accepted: behind a mean pool/,
    ],
    [
      'classes that do not fit',
      [conv('a', 1), relu, cut, mean, dense('many')],
      '/layers/4',
      /gives 11 values; accepted: one for each of 10/,
    ],
    [
      'an end that is no dense layer',
      [conv('a', 1), relu, cut, mean],
      '/layers/3',
      /the last layer; accepted: a dense layer/,
    ],
    [
      'something behind the mean pool',
      [conv('a', 1), relu, cut, mean, relu, dense()],
      '/layers/4',
      /behind the mean pool/,
    ],
    ['only a dense layer', [mean, dense()], '/layers/1', /at least one convolution/],
  ] as const)('with %s is refused', (_what, layers, path, message) => {
    const found = plan(layers as readonly NetworkLayer[], shapes);
    expect(found).toMatchObject({ issues: [{ path, message: expect.stringMatching(message) }] });
  });
});

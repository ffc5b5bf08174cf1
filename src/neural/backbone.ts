/**
 * Backbones as named stages: one list per architecture gives the layers' shapes, the split points and the multiply-accumulates
 * (MACs: convolutions and the dense layer; norms are folded, pooling and ReLU cost none).
 *
 * Every architecture ends in mean pool and one dense layer. An architecture is one file and one line in `architectures`.
 */
import { type CompactShape, compactSplits, compactStages } from './backbone-compact.js';
import { type ImportedShape, importedSplits, importedStages } from './backbone-imported.js';
import { type Resnet50Shape, resnet50Splits, resnet50Stages } from './backbone-resnet50.js';
import { type Vgg16Shape, vgg16Splits, vgg16Stages } from './backbone-vgg16.js';
import { convolutionsOf, type SplitPlace, type Stage } from './stage.js';

export type BackboneShape = CompactShape | Vgg16Shape | Resnet50Shape | ImportedShape;

interface Architecture<Shape extends BackboneShape> {
  stages(shape: Shape): readonly Stage[];
  /** Split points, named from the input on. */
  splits(shape: Shape): readonly SplitPlace[];
}

const architectures: {
  readonly [Name in BackboneShape['architecture']]: Architecture<Extract<BackboneShape, { architecture: Name }>>;
} = {
  compact: { stages: compactStages, splits: compactSplits },
  vgg16: { stages: vgg16Stages, splits: vgg16Splits },
  resnet50: { stages: resnet50Stages, splits: resnet50Splits },
  imported: { stages: importedStages, splits: importedSplits },
};

const architectureOf = (shape: BackboneShape) => architectures[shape.architecture] as Architecture<BackboneShape>;

export function backboneStages(shape: BackboneShape): readonly Stage[] {
  return architectureOf(shape).stages(shape);
}

/** Split points, named from the input on. */
export function splitPlaces(shape: BackboneShape): readonly SplitPlace[] {
  return architectureOf(shape).splits(shape);
}

/** Channels of the last map, which are the inputs of the dense layer. */
export function lastWidth(shape: BackboneShape): number {
  return backboneStages(shape).at(-1)!.outputs;
}

export function denseMacs(shape: BackboneShape): number {
  return lastWidth(shape) * shape.classCount;
}

/** Multiply-accumulates per image of the whole network. */
export function backboneMacs(shape: BackboneShape): number {
  return backboneStages(shape).reduce((sum, stage) => sum + stage.macs, denseMacs(shape));
}

/** Filters, biases and the dense layer, as they are stored: norms folded. */
export function backboneParameters(shape: BackboneShape): number {
  return backboneStages(shape)
    .flatMap(convolutionsOf)
    .reduce(
      (sum, { kernel, inputs, outputs }) => sum + kernel * kernel * inputs * outputs + outputs,
      (lastWidth(shape) + 1) * shape.classCount,
    );
}

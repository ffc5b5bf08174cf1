/**
 * Backbones trained elsewhere: the stages stand in the model's card, as far as they do not follow from those before them.
 *
 * Like every architecture they end in mean pool and one dense layer; images are 32 x 32 x 3. `import` writes such cards, with what
 * it compared; see neural/import.
 */
import { InputError } from '../base/errors.js';
import { imageSide } from './image-sheet.js';
import { type CommonShape, type FoldedConvolution, foldedConvolution, type SplitPlace, type Stage } from './stage.js';

/** What does not follow from the map that enters. */
export type ImportedConvolution = Pick<FoldedConvolution, 'name' | 'kernel' | 'stride' | 'padding' | 'outputs'>;

export type ImportedStage =
  | { readonly kind: 'convolution'; readonly convolution: ImportedConvolution; readonly pool: boolean }
  | {
      readonly kind: 'residual';
      readonly name: string;
      readonly main: readonly ImportedConvolution[];
      readonly shortcut: ImportedConvolution | null;
    };

export interface ImportedShape extends CommonShape {
  readonly architecture: 'imported';
  readonly stages: readonly ImportedStage[];
  readonly splits: readonly SplitPlace[];
}

/** Height (and width) and channels of a map. */
export interface MapExtent {
  readonly side: number;
  readonly channels: number;
}

export const imageExtent: MapExtent = { side: imageSide, channels: 3 };

/** @throws InputError where a map would vanish, or the two ways through a residual stage disagree */
export function importedStages(shape: ImportedShape): readonly Stage[] {
  let extent = imageExtent;
  return shape.stages.map((stage) => {
    const built = importedStage(stage, extent);
    extent = { side: built.side, channels: built.outputs };
    return built;
  });
}

export function importedSplits({ splits }: ImportedShape): readonly SplitPlace[] {
  return splits;
}

/** @throws InputError as `importedStages` */
export function importedStage(stage: ImportedStage, entering: MapExtent): Stage {
  if (stage.kind === 'convolution') {
    const convolution = placed(stage.convolution, entering);
    const side = stage.pool ? convolution.side >> 1 : convolution.side;
    if (side < 1) throw new InputError(`"${convolution.name}" leaves a map of one position to its max pool`);
    const { name, outputs, macs } = convolution;
    return {
      kind: 'convolution',
      name,
      convolution,
      pool: stage.pool,
      norm: false,
      poolsFirst: false,
      fixed: false,
      outputs,
      side,
      macs,
    };
  }
  const main: FoldedConvolution[] = [];
  let extent = entering;
  for (const part of stage.main) {
    const convolution = placed(part, extent);
    main.push(convolution);
    extent = { side: convolution.side, channels: convolution.outputs };
  }
  const shortcut = stage.shortcut === null ? null : placed(stage.shortcut, entering);
  const other = shortcut === null ? entering : { side: shortcut.side, channels: shortcut.outputs };
  if (extent.side !== other.side || extent.channels !== other.channels) {
    const text = ({ side, channels }: MapExtent) => `${side} x ${side} x ${channels}`;
    throw new InputError(
      `"${stage.name}" adds a map of ${text(extent)} to one of ${text(other)}; accepted: two of one size`,
    );
  }
  const macs = main.reduce((sum, convolution) => sum + convolution.macs, shortcut?.macs ?? 0);
  return { kind: 'residual', name: stage.name, main, shortcut, outputs: extent.channels, side: extent.side, macs };
}

function placed(part: ImportedConvolution, { side, channels }: MapExtent): FoldedConvolution {
  const { name, kernel, stride, padding, outputs } = part;
  const margin = padding === 'valid' ? 0 : (kernel - 1) >> 1;
  const after = padding === 'same' ? side : Math.floor((side + 2 * margin - kernel) / stride) + 1;
  if (after < 1)
    throw new InputError(`"${name}" is a convolution of ${kernel} x ${kernel} on a map of ${side} x ${side}`);
  return foldedConvolution({ name, kernel, stride, padding, inputs: channels, outputs, side: after });
}

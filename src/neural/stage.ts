/** What every architecture of a backbone is described by: stages, split points, and how images enter. */

/** What the shape of every architecture holds. */
export interface CommonShape {
  readonly classCount: number;
  /** Per colour: images enter as (x/255 - mean)/deviation. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** One convolution with its norm folded in; its tensors are `NAME.weight` [kernel, kernel, inputs, outputs] and `NAME.bias`. */
export interface FoldedConvolution {
  readonly name: string;
  readonly kernel: number;
  readonly stride: number;
  /** `centred`: (kernel - 1) / 2 zeros on every side, which differs from `same` where the stride is 2. */
  readonly padding: 'same' | 'valid' | 'centred';
  readonly inputs: number;
  readonly outputs: number;
  /** Side of the map that leaves it. */
  readonly side: number;
  readonly macs: number;
}

/** Convolution, norm and ReLU. Folded, it is always `convolution -> ReLU -> [max pool]`. */
export interface ConvolutionStage {
  readonly kind: 'convolution';
  readonly name: string;
  readonly convolution: FoldedConvolution;
  readonly pool: boolean;
  readonly norm: boolean;
  /**
   * While training, the max pool stands before norm and ReLU, which then work on a quarter of the positions; the norm's gain is
   * held at one, so that its factor is positive and folds to before the pool.
   */
  readonly poolsFirst: boolean;
  /** The filters are given, not trained. */
  readonly fixed: boolean;
  readonly outputs: number;
  /** Side of the map that leaves the stage. */
  readonly side: number;
  readonly macs: number;
}

/** y = ReLU(main(x) + shortcut(x)); ReLU between the convolutions of `main`, none after its last; no shortcut is the identity. */
export interface ResidualStage {
  readonly kind: 'residual';
  readonly name: string;
  readonly main: readonly FoldedConvolution[];
  readonly shortcut: FoldedConvolution | null;
  readonly outputs: number;
  readonly side: number;
  readonly macs: number;
}

export type Stage = ConvolutionStage | ResidualStage;

export interface SplitPlace {
  readonly name: string;
  /** Stages that run on the device. */
  readonly stages: number;
}

/** Every convolution of a stage. */
export function convolutionsOf(stage: Stage): readonly FoldedConvolution[] {
  if (stage.kind === 'convolution') return [stage.convolution];
  return stage.shortcut === null ? stage.main : [...stage.main, stage.shortcut];
}

/** A convolution whose map has `side` positions each way when it leaves. */
export function foldedConvolution(given: Omit<FoldedConvolution, 'macs'>): FoldedConvolution {
  const { side, kernel, inputs, outputs } = given;
  return { ...given, macs: side * side * kernel * kernel * inputs * outputs };
}

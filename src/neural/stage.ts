/** What every architecture of a backbone is described by: stages, split points, and how images enter. */

/** What the shape of every architecture holds. */
export interface CommonShape {
  readonly classCount: number;
  /** Per colour: images enter as (x/255 - mean)/deviation. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** One convolution with what follows it. Folded, it is always `convolution -> ReLU -> [max pool]`. */
export interface Stage {
  readonly name: string;
  readonly kernel: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly padding: 'same' | 'valid';
  readonly pool: boolean;
  readonly norm: boolean;
  /**
   * While training, the max pool stands before norm and ReLU, which then work on a quarter of the positions; the norm's gain is
   * held at one, so that its factor is positive and folds to before the pool.
   */
  readonly poolsFirst: boolean;
  /** The filters are given, not trained. */
  readonly fixed: boolean;
  /** Side of the map that leaves the stage. */
  readonly side: number;
  readonly macs: number;
}

export interface SplitPlace {
  readonly name: string;
  /** Stages that run on the device. */
  readonly stages: number;
}

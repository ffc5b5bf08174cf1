/** The layers of one stage, whether its convolutions carry a norm of their own or have it folded in. */
import type { FoldedConvolution, Stage } from '../stage.js';
import { type Layer, Sequence } from './layer.js';
import type { NativeOps } from './native-ops.js';
import { Residual } from './residual.js';
import { MaxPool, Relu } from './simple-layers.js';

/** A convolution and its norm; no norm where it is folded in. */
export interface NormedConvolution {
  readonly convolution: Layer;
  readonly norm: Layer | null;
}

export function stageLayers(
  ops: NativeOps,
  stage: Stage,
  make: (part: FoldedConvolution) => NormedConvolution,
): readonly Layer[] {
  if (stage.kind === 'residual') {
    const main = stage.main.flatMap((part, index) => [
      ...layersOf(make(part)),
      ...(index < stage.main.length - 1 ? [new Relu(ops)] : []),
    ]);
    const shortcut = stage.shortcut === null ? null : new Sequence(layersOf(make(stage.shortcut)));
    return [new Residual(ops, new Sequence(main), shortcut), new Relu(ops)];
  }
  const { convolution, norm } = make(stage.convolution);
  const pool = stage.pool ? [new MaxPool(ops)] : [];
  // A folded norm acts in the convolution already: the pool may as well come next, ahead of ReLU.
  if (norm === null) return [convolution, ...pool, new Relu(ops)];
  return stage.poolsFirst ? [convolution, ...pool, norm, new Relu(ops)] : [convolution, norm, new Relu(ops), ...pool];
}

function layersOf({ convolution, norm }: NormedConvolution): Layer[] {
  return norm === null ? [convolution] : [convolution, norm];
}

/** Convolutions of stride 2 leave the fast path of bfloat16 and would take up to fifty times as long. */
export function dtypeOf(ops: NativeOps, part: FoldedConvolution, dtype: number): number {
  return part.stride === 1 ? dtype : ops.float32;
}

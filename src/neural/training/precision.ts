/** The precision of the convolutions in training: bfloat16 where it is faster on this machine, else float32. */
import type { WallClock } from '../../base/clock.js';
import { Convolution } from './convolution.js';
import type { NativeOps } from './native-ops.js';
import { TrainingRandom } from './random.js';

export type Precision = 'auto' | 'bfloat16' | 'float32';

/** The data type for `precision`; `auto` times one convolution both ways, since only CPUs with such instructions gain. */
export function chooseDtype(ops: NativeOps, precision: Precision, clock: WallClock): number {
  if (precision === 'float32') return ops.float32;
  if (precision === 'bfloat16') return ops.bfloat16;
  return timeConvolution(ops, ops.bfloat16, clock) < timeConvolution(ops, ops.float32, clock)
    ? ops.bfloat16
    : ops.float32;
}

function timeConvolution(ops: NativeOps, dtype: number, clock: WallClock): number {
  const random = new TrainingRandom(1, 'precision');
  const options = { name: 'precision', kernel: 3, inputs: 128, outputs: 128, padding: 'same', dtype } as const;
  const layer = new Convolution(ops, options, random);
  const image = ops.into(
    ops.tensor(random.fillGaussian(new Float32Array(32 * 15 * 15 * 128)), [32, 15, 15, 128]),
    dtype,
  );
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 4; i++) {
    const start = clock.now();
    ops.free(layer.forward(ops.retain(image), false));
    best = Math.min(best, clock.now() - start);
  }
  ops.free(image);
  layer.weight.release();
  return best;
}

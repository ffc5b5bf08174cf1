/** The precision of the convolutions in training: bfloat16 on CPUs with instructions for it, else float32. */
import { readFileSync } from 'node:fs';
import { InputError } from '../../base/errors.js';
import type { NativeOps } from './native-ops.js';

export type Precision = 'auto' | 'bfloat16' | 'float32';

/**
 * The data type for `precision`. `auto` asks the CPU's flags, not a stopwatch: a measurement on a busy machine could choose
 * otherwise when a training is resumed. Where the flags cannot be read (other than Linux), it is float32.
 */
export function chooseDtype(ops: NativeOps, precision: Precision): number {
  if (precision === 'bfloat16' && ops.bfloat16 === ops.float32) {
    throw new InputError(
      '/recipe/precision is "bfloat16", which the native engine alone has; accepted here: auto, float32',
    );
  }
  const low = precision === 'bfloat16' || (precision === 'auto' && hasBfloat16());
  return low ? ops.bfloat16 : ops.float32;
}

function hasBfloat16(): boolean {
  try {
    return /\b(avx512_bf16|amx_bf16|bf16)\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Mean over Rayleigh fading of a quantity tabulated against PSNR, for example the accuracy of a codec:
 *
 *   integral over g > 0 of A(sqrt(V/g)) e^(-g/g0)/g0 dg
 *
 * g0: mean SNR, V: scale of the code, PSNR s = 10 log10(g/V) dB. A is linear in s between table points and constant
 * outside. By parts, with S(s) = P(PSNR > s) = exp(-(V/g0) 10^(s/10)):
 *
 *   A(s_1) + sum_i (A_{i+1} - A_i)/(s_{i+1} - s_i) * integral of S over [s_i, s_{i+1}],
 *
 * each piece by Gauss-Legendre quadrature of order 8 on parts of at most 1 dB (error below 1e-12).
 * Holds for one fading block per code and a fixed told condition.
 */
import { ModelError } from '../base/errors.js';

export interface PsnrTable {
  /** Ascending, dB. */
  readonly psnrDb: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

const nodes = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const weights = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

/** Mean of the tabulated quantity at mean SNR `meanSnr` and code scale `scale` (V in `ac`). */
export function rayleighMean({ psnrDb, value }: PsnrTable, meanSnr: number, scale: number): number {
  if (psnrDb.length === 0 || psnrDb.length !== value.length)
    throw new ModelError('a table needs as many values as PSNRs');
  const survival = (s: number): number => Math.exp((-scale / meanSnr) * 10 ** (s / 10));
  let mean = value[0]!;
  for (let i = 0; i + 1 < psnrDb.length; i++) {
    const from = psnrDb[i]!;
    const width = psnrDb[i + 1]! - from;
    if (!(width > 0)) throw new ModelError(`PSNRs must ascend, not ${from}, ${psnrDb[i + 1]}`);
    mean += ((value[i + 1]! - value[i]!) / width) * integrate(survival, from, width);
  }
  return mean;
}

function integrate(f: (x: number) => number, from: number, width: number): number {
  const parts = Math.ceil(width);
  const half = width / parts / 2;
  let sum = 0;
  for (let part = 0; part < parts; part++) {
    const middle = from + (2 * part + 1) * half;
    for (let k = 0; k < nodes.length; k++) {
      sum += weights[k]! * (f(middle - half * nodes[k]!) + f(middle + half * nodes[k]!));
    }
  }
  return sum * half;
}

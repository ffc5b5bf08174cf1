/**
 * Rayleigh fading with the time correlation of a moving device (Clarke's isotropic scattering, Jakes spectrum).
 *
 *   h(t) = M^(-1/2) sum_{n=1..M} [ cos(2 pi f_D t cos a_n + p_n) + i cos(2 pi f_D t sin a_n + q_n) ]
 *   a_n = (2 pi n - pi + theta) / (4 M),   theta, p_n, q_n independent, uniform on (-pi, pi)
 *
 * f_D = v f_c / c: Doppler frequency (Hz) from speed v (m/s) and carrier f_c (Hz). A pure function of time: random
 * access, no state, no drift.
 *
 * Over the ensemble: E|h|^2 = 1; E[h(t) h*(t+tau)] = J0(2 pi f_D tau) exactly, for every M. The time average of |h|^2
 * is 1 on every single path.
 * Limits: the marginal is Rayleigh only as M grows: E|h|^4 = 2 - 3/(4M), so that to first order
 * P(|h|^2 <= x) = 1 - e^-x - 3/(8M) e^-x (x - x^2/2): at most 0.003 off for M = 32, and 1 % (relative) in the tail
 * at -10 dB. Cosines come from a table with linear interpolation, absolute error below 3e-7.
 * Frequency-flat; a device at rest keeps the gain it was born with.
 *
 * Source: Y. R. Zheng, C. Xiao, "Improved models for the generation of multiple uncorrelated Rayleigh fading
 * waveforms", IEEE Communications Letters 6(6), 2002, eq. 8.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import { cos, sin } from '../base/math/sin-cos.js';
import { cosTurn } from '../base/math/turn.js';
import type { SimTime } from '../base/time.js';
import { quantity } from '../base/units.js';
import type { FadingContext, FadingModel, FadingProcess } from './channel-process.js';

export const speedOfLightMps = 299_792_458;

export interface RayleighJakesParameters {
  readonly kind: 'rayleigh-jakes';
  /** v, m/s. */
  readonly speed: number;
  /** M, terms in each of the real and imaginary part. */
  readonly sinusoids: number;
}

export const defaultSinusoids = 32;

// 4096 intervals of one turn: 33 kB, which stays in the first-level cache.
const tableSize = 4096;
const cosineTable = new Float64Array(tableSize + 1);
for (let index = 0; index <= tableSize; index++) cosineTable[index] = cosTurn(index / tableSize);

/** Doppler frequency f_D = v f_c / c in Hz. */
export function dopplerHz(speedMps: number, carrierHz: number): number {
  return (speedMps * carrierHz) / speedOfLightMps;
}

/** The complex field h(t) behind the power gain. */
export interface FadingField extends FadingProcess {
  /** Writes the real and imaginary part of h(time) to out[0], out[1]. */
  sampleField(time: SimTime, out: Float64Array): void;
}

export function createJakesField(parameters: RayleighJakesParameters, context: FadingContext): FadingField {
  const { speed, sinusoids } = parameters;
  if (!(speed >= 0)) throw new ModelError(`speed must be 0 m/s or more, not ${speed}`);
  if (!Number.isInteger(sinusoids) || sinusoids < 1) {
    throw new ModelError(`number of sinusoids must be a positive whole number, not ${sinusoids}`);
  }
  const { stream, carrierHz } = context;
  const doppler = dopplerHz(speed, carrierHz);
  // Per term: frequency and phase of the real part, then of the imaginary part, in table steps (per nanosecond).
  const terms = new Float64Array(4 * sinusoids);
  const theta = Math.PI * (2 * stream.uniform() - 1);
  const stepsPerNanosecond = doppler * tableSize * 1e-9;
  for (let n = 0; n < sinusoids; n++) {
    const angle = (2 * Math.PI * (n + 1) - Math.PI + theta) / (4 * sinusoids);
    terms[4 * n] = stepsPerNanosecond * cos(angle);
    terms[4 * n + 1] = tableSize * stream.uniform();
    terms[4 * n + 2] = stepsPerNanosecond * sin(angle);
    terms[4 * n + 3] = tableSize * stream.uniform();
  }
  const scale = 1 / sinusoids;
  const amplitude = Math.sqrt(scale);
  const table = cosineTable;
  let real = 0;
  let imaginary = 0;

  const evaluate = (time: SimTime): void => {
    if (!(time >= 0)) throw new ModelError(`fading is defined from time 0 on, not at ${time} ns`);
    let re = 0;
    let im = 0;
    for (let base = 0; base < terms.length; base += 4) {
      const x = terms[base]! * time + terms[base + 1]!;
      const xFloor = Math.floor(x);
      // Two's complement makes the mask a true modulo, for negative and for positive arguments alike.
      const i = toTableIndex(xFloor);
      const a = table[i]!;
      re += a + (x - xFloor) * (table[i + 1]! - a);
      const y = terms[base + 2]! * time + terms[base + 3]!;
      const yFloor = Math.floor(y);
      const j = toTableIndex(yFloor);
      const b = table[j]!;
      im += b + (y - yFloor) * (table[j + 1]! - b);
    }
    real = re;
    imaginary = im;
  };

  return {
    sampleGain(time) {
      evaluate(time);
      return (real * real + imaginary * imaginary) * scale;
    },
    sampleField(time, out) {
      evaluate(time);
      out[0] = real * amplitude;
      out[1] = imaginary * amplitude;
    },
  };
}

/** Whole table steps modulo one turn; the conversion to 32 bits is itself modulo 2^32, so any magnitude is right. */
function toTableIndex(wholeSteps: number): number {
  return wholeSteps & (tableSize - 1);
}

export const rayleighJakes: FadingModel<RayleighJakesParameters> = {
  name: 'rayleigh-jakes',
  summary: 'Rayleigh fading correlated in time by the Doppler frequency (Clarke/Jakes), sum of sinusoids',
  schema: Type.Object(
    {
      kind: Type.Literal('rayleigh-jakes'),
      speed: quantity('speed', { description: 'speed of the device relative to its surroundings' }),
      sinusoids: Type.Integer({
        minimum: 8,
        maximum: 1024,
        default: defaultSinusoids,
        description: 'terms in each of the real and imaginary part of the field',
      }),
    },
    { additionalProperties: false, description: 'Rayleigh fading with the time correlation of a moving device' },
  ),
  source: 'Zheng and Xiao, IEEE Communications Letters 6(6), 2002, eq. 8',
  create: createJakesField,
};

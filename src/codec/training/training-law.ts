/**
 * Which channel conditions a codec meets in training, and what its encoder is told of them; one draw per image.
 *
 * `wide`, AWGN: met PSNR uniform in -2..42 dB; in half the draws told = clip(met + N(0, 6 dB)) to -2..42, else told = met.
 * `wide`, bit erasures: met p = 0 in a tenth of the draws, else log-uniform in 1e-3..0.4; in half the draws told is 10 to the
 * power of log10(max(met, 1e-3)) + N(0, 0.5), clipped to 1e-3..0.4 (half a decade is to p what 6 dB is to the noise), in the
 * others told = met.
 * `paper`: sigma uniform in 0..0.1, or p uniform in 0..0.01, told = met, one draw for the whole minibatch.
 */
import type { TrainingRandom } from '../../neural/training/random.js';
import type { CodecChannel } from '../bottlenet-network.js';

export type TrainingLaw = 'wide' | 'paper';

/** Per image: PSNR in dB or erasure probability. */
export interface Conditions {
  readonly met: Float32Array;
  readonly told: Float32Array;
}

export const psnrRangeDb = { low: -2, high: 42 } as const;
export const erasureRange = { low: 1e-3, high: 0.4 } as const;
const mismatchDb = 6;
const mismatchDecades = 0.5;

const clip = (value: number, { low, high }: { low: number; high: number }) => Math.min(high, Math.max(low, value));

export function drawConditions(
  law: TrainingLaw,
  channel: CodecChannel,
  count: number,
  random: TrainingRandom,
): Conditions {
  const met = new Float32Array(count);
  const told = new Float32Array(count);
  if (law === 'paper') {
    const share = random.uniform();
    // At the very best 80 dB, where the noise no longer matters, instead of infinity.
    met.fill(channel === 'awgn' ? Math.min(80, -20 * Math.log10(0.1 * share)) : 0.01 * share);
    told.set(met);
    return { met, told };
  }
  for (let i = 0; i < count; i++) {
    met[i] = channel === 'awgn' ? widePsnr(random) : wideErasure(random);
    const mistaken = random.uniform() < 0.5;
    told[i] = mistaken ? mistakenCondition(channel, met[i]!, random) : met[i]!;
  }
  return { met, told };
}

function widePsnr(random: TrainingRandom): number {
  return psnrRangeDb.low + (psnrRangeDb.high - psnrRangeDb.low) * random.uniform();
}

function wideErasure(random: TrainingRandom): number {
  if (random.uniform() < 0.1) return 0;
  const { low, high } = erasureRange;
  return low * (high / low) ** random.uniform();
}

function mistakenCondition(channel: CodecChannel, met: number, random: TrainingRandom): number {
  if (channel === 'awgn') return clip(met + mismatchDb * random.gaussian(), psnrRangeDb);
  const decades = Math.log10(Math.max(met, erasureRange.low)) + mismatchDecades * random.gaussian();
  return clip(10 ** decades, erasureRange);
}

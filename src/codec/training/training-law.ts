/**
 * Which channel conditions a codec meets in training, and what its encoder is told of them; one draw per image.
 *
 * `wide`, AWGN: met PSNR uniform in -2..42 dB; in half the draws told = clip(met + N(0, 6 dB)) to -2..42, else told = met.
 * `wide`, bit erasures: met p = 0 in a tenth of the draws, else log-uniform in 1e-3..0.4; in half the draws told is 10 to the
 * power of log10(max(met, 1e-3)) + N(0, 0.5), clipped to 1e-3..0.4 (half a decade is to p what 6 dB is to the noise), in the
 * others told = met.
 * `paper`: sigma uniform in 0..0.1, or p uniform in 0..0.01, told = met, one draw for the whole minibatch (the public
 * code of BottleNet++).
 * `{ fixed: c }`: met = told = c, for a codec that knows one condition only.
 * A nested code also meets a random prefix per image.
 */
import type { TrainingRandom } from '../../neural/training/random.js';
import type { CodecChannel } from '../bottlenet-network.js';

export type LawChoice = 'wide' | 'paper' | { readonly fixed: number };

/** Per image: PSNR in dB or erasure probability. */
export interface Conditions {
  readonly met: Float32Array;
  readonly told: Float32Array;
  /** Of a nested code: channels that are sent. */
  readonly channels?: Int32Array;
}

export const psnrRangeDb = { low: -2, high: 42 } as const;
export const erasureRange = { low: 1e-3, high: 0.4 } as const;
/** What `paper` draws: sigma or p from 0 to this. */
const paperSigma = 0.1;
const paperErasure = 0.01;
const mismatchDb = 6;
const mismatchDecades = 0.5;

const clip = (value: number, { low, high }: { low: number; high: number }) => Math.min(high, Math.max(low, value));

/** Told conditions of the tables in a card: those of the grid below that the law trains. */
export function toldGrid(law: LawChoice, channel: CodecChannel): readonly number[] {
  if (typeof law === 'object') return [law.fixed];
  const { low, high } = psnrRangeDb;
  const grid =
    channel === 'awgn'
      ? Array.from({ length: high - low + 1 }, (_, i) => low + i)
      : [0, 0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4];
  if (law === 'wide') return grid;
  const leastPsnr = -20 * Math.log10(paperSigma);
  return grid.filter((condition) => (channel === 'awgn' ? condition >= leastPsnr : condition <= paperErasure));
}

/** @param prefixes of a nested code: one of them is drawn for each image, all equally likely */
export function drawConditions(
  law: LawChoice,
  channel: CodecChannel,
  count: number,
  random: TrainingRandom,
  prefixes?: readonly number[],
): Conditions {
  const conditions = drawChannel(law, channel, count, random);
  if (prefixes === undefined) return conditions;
  return {
    ...conditions,
    channels: Int32Array.from({ length: count }, () => prefixes[random.integer(prefixes.length)]!),
  };
}

function drawChannel(law: LawChoice, channel: CodecChannel, count: number, random: TrainingRandom): Conditions {
  const met = new Float32Array(count);
  const told = new Float32Array(count);
  if (law === 'paper') {
    const share = random.uniform();
    // At the very best 80 dB, where the noise no longer matters, instead of infinity.
    met.fill(channel === 'awgn' ? Math.min(80, -20 * Math.log10(paperSigma * share)) : paperErasure * share);
    told.set(met);
    return { met, told };
  }
  if (law !== 'wide') return { met: met.fill(law.fixed), told: told.fill(law.fixed) };
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

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
 * `{ from, to }`: `wide` over noise with other ends, in whole dB. A fading link gets below -2 dB often: a code of V = 0.19 at a mean SNR of
 * -10 dB, that is -2.8 dB of PSNR, in two thirds of its requests.
 * A nested code also meets a random prefix per image, longer ones more often.
 */
import type { TrainingRandom } from '../../neural/training/random.js';
import type { CodecChannel } from '../bottlenet-network.js';

export type LawChoice = 'wide' | 'paper' | { readonly fixed: number } | PsnrRange;

/** Ends of the PSNR of a law, in whole dB. */
export interface PsnrRange {
  readonly from: number;
  readonly to: number;
}

/** As tables write it. */
export function lawText(law: LawChoice): string {
  if (typeof law === 'string') return law;
  return 'fixed' in law ? `fixed ${law.fixed}` : `${law.from}..${law.to} dB`;
}

/** Per image: PSNR in dB or erasure probability. */
export interface Conditions {
  readonly met: Float32Array;
  readonly told: Float32Array;
  /** Of a nested code: channels that are sent. */
  readonly channels?: Int32Array;
}

export const widePsnrRange: PsnrRange = { from: -2, to: 42 };
/** Widest `{ from, to }`: beyond it a value is noise alone, or as good as without. */
export const psnrLimits: PsnrRange = { from: -30, to: 60 };
const erasureRange = { low: 1e-3, high: 0.4 } as const;
/** What `paper` draws: sigma or p from 0 to this. */
const paperSigma = 0.1;
const paperErasure = 0.01;
const mismatchDb = 6;
const mismatchDecades = 0.5;

const clip = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** What may be told of noise under a law. */
export function toldPsnrRange(law: LawChoice): PsnrRange {
  return typeof law === 'object' && 'from' in law ? law : widePsnrRange;
}

/** Told conditions of the tables in a card: those of the grid below that the law trains. */
export function toldGrid(law: LawChoice, channel: CodecChannel): readonly number[] {
  if (typeof law === 'object' && 'fixed' in law) return [law.fixed];
  const { from, to } = toldPsnrRange(law);
  const grid =
    channel === 'awgn'
      ? Array.from({ length: to - from + 1 }, (_, i) => from + i)
      : [0, 0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4];
  if (law !== 'paper') return grid;
  const leastPsnr = -20 * Math.log10(paperSigma);
  return grid.filter((condition) => (channel === 'awgn' ? condition >= leastPsnr : condition <= paperErasure));
}

/**
 * @param prefixes of a nested code: one of them is drawn for each image, with a probability as the square root of its channels: a long one has
 *   more to learn, and a short one learns from it
 */
export function drawConditions(
  law: LawChoice,
  channel: CodecChannel,
  count: number,
  random: TrainingRandom,
  prefixes?: readonly number[],
): Conditions {
  const conditions = drawChannel(law, channel, count, random);
  if (prefixes === undefined) return conditions;
  let total = 0;
  const upTo = prefixes.map((prefix) => (total += Math.sqrt(prefix)));
  const draw = () => {
    const place = total * random.uniform();
    return prefixes[upTo.findIndex((end) => place < end)]!;
  };
  return { ...conditions, channels: Int32Array.from({ length: count }, draw) };
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
  if (typeof law === 'object' && 'fixed' in law) return { met: met.fill(law.fixed), told: told.fill(law.fixed) };
  const range = toldPsnrRange(law);
  const { from, to } = range;
  for (let i = 0; i < count; i++) {
    met[i] = channel === 'awgn' ? from + (to - from) * random.uniform() : wideErasure(random);
    const mistaken = random.uniform() < 0.5;
    told[i] = mistaken ? mistakenCondition(channel, met[i]!, range, random) : met[i]!;
  }
  return { met, told };
}

function wideErasure(random: TrainingRandom): number {
  if (random.uniform() < 0.1) return 0;
  const { low, high } = erasureRange;
  return low * (high / low) ** random.uniform();
}

function mistakenCondition(
  channel: CodecChannel,
  met: number,
  { from, to }: PsnrRange,
  random: TrainingRandom,
): number {
  if (channel === 'awgn') return clip(met + mismatchDb * random.gaussian(), from, to);
  const decades = Math.log10(Math.max(met, erasureRange.low)) + mismatchDecades * random.gaussian();
  return clip(10 ** decades, erasureRange.low, erasureRange.high);
}

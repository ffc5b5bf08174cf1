/**
 * The channel inside the training graph: what arrives of a code, and the gradient that goes back through it.
 *
 * AWGN: y = x + sigma n, then the receiver, zf: y, lmmse: m + k (y - m), k = v / (v + sigma^2); gradient k. m and v are running
 * estimates per told condition (nearest dB) and count as constants. Bit erasures: q = min(M, round(M x)), M = 2^bits - 1, each
 * bit erased with probability p counts half its weight, value / M; gradient straight through. Of a nested code the channels that are
 * not sent arrive as m over noise and as one half over erasures, and get no gradient.
 */
import type { NativeOps, NativeTensor } from '../../neural/training/native-ops.js';
import type { TrainingRandom } from '../../neural/training/random.js';
import type { CodecChannel, Receiver } from '../bottlenet-network.js';
import { type Conditions, type LawChoice, type PsnrRange, toldPsnrRange } from './training-law.js';

/** Weight of one image's code in the running mean and variance of its told condition. */
const imageWeight = 0.02;

export class TrainingChannel {
  readonly #ops: NativeOps;
  readonly #channel: CodecChannel;
  readonly #receiver: Receiver;
  readonly #bits: number;
  readonly #told: PsnrRange;
  /** Per told condition in whole dB. */
  readonly #mean: Float32Array;
  readonly #variance: Float32Array;
  #gain: NativeTensor | null = null;

  /** @param options.bits per value, where bits are erased */
  constructor(ops: NativeOps, options: { channel: CodecChannel; receiver: Receiver; bits: number; law: LawChoice }) {
    this.#ops = ops;
    this.#channel = options.channel;
    this.#receiver = options.receiver;
    this.#bits = options.bits;
    this.#told = toldPsnrRange(options.law);
    const { from, to } = this.#told;
    this.#mean = new Float32Array(to - from + 1).fill(Number.NaN);
    this.#variance = new Float32Array(to - from + 1).fill(Number.NaN);
  }

  /** Consumes the code, of shape [images, height, width, channels]. */
  forward(code: NativeTensor, conditions: Conditions, random: TrainingRandom, training: boolean): NativeTensor {
    return this.#channel === 'awgn'
      ? this.#awgn(code, conditions, random, training)
      : this.#erasures(code, conditions, random, training);
  }

  /** Consumes the gradient of what arrived; gives that of the code. */
  backward(gradient: NativeTensor): NativeTensor {
    if (this.#gain === null) return gradient;
    const below = this.#ops.binary('Mul', gradient, this.#gain);
    this.#ops.free(gradient, this.#gain);
    this.#gain = null;
    return below;
  }

  /** The running estimates, for a checkpoint. */
  state(): Map<string, Float32Array> {
    return new Map([
      ['channel.mean', this.#mean],
      ['channel.variance', this.#variance],
    ]);
  }

  restore(state: ReadonlyMap<string, Float32Array>): void {
    this.#mean.set(state.get('channel.mean')!);
    this.#variance.set(state.get('channel.variance')!);
  }

  #awgn(
    code: NativeTensor,
    { met, told, channels }: Conditions,
    random: TrainingRandom,
    training: boolean,
  ): NativeTensor {
    const ops = this.#ops;
    const count = met.length;
    const values = ops.read(code) as Float32Array;
    const perImage = values.length / count;
    const noise = random.fillGaussian(new Float32Array(values.length));
    const all = code.shape[3]!;
    const gain = new Float32Array(count * all);
    for (let image = 0; image < count; image++) {
      const part = values.subarray(image * perImage, (image + 1) * perImage);
      const sigma2 = 10 ** (-met[image]! / 10);
      const { mean, variance } = this.#statistics(part, told[image]!, training);
      const k = this.#receiver === 'lmmse' ? variance / (variance + sigma2) : 1;
      const sent = channels?.[image] ?? all;
      gain.fill(k, image * all, image * all + sent);
      const deviation = k * Math.sqrt(sigma2);
      const offset = (1 - k) * mean;
      for (let i = image * perImage; i < (image + 1) * perImage; i++) {
        noise[i] = i % all < sent ? offset + deviation * noise[i]! : mean;
      }
    }
    const gainTensor = ops.tensor(gain, [count, 1, 1, all]);
    const noiseTensor = ops.tensor(noise, code.shape);
    const scaled = ops.binary('Mul', code, gainTensor);
    const arrived = ops.binary('AddV2', scaled, noiseTensor);
    ops.free(code, noiseTensor, scaled);
    if (training) this.#gain = gainTensor;
    else ops.free(gainTensor);
    return arrived;
  }

  /** Mean and variance of the code under its told condition, updated by this image first if in training. */
  #statistics(code: Float32Array, told: number, training: boolean): { mean: number; variance: number } {
    const { from, to } = this.#told;
    const place = Math.min(to, Math.max(from, Math.round(told))) - from;
    if (training || Number.isNaN(this.#mean[place]!)) {
      let sum = 0;
      let squares = 0;
      for (const value of code) {
        sum += value;
        squares += value * value;
      }
      const first = Number.isNaN(this.#mean[place]!);
      const mean = sum / code.length;
      const weight = first ? 1 : imageWeight;
      this.#mean[place] = first ? mean : this.#mean[place]! + weight * (mean - this.#mean[place]!);
      const centre = this.#mean[place]!;
      const variance = squares / code.length - 2 * centre * mean + centre * centre;
      this.#variance[place] = first ? variance : this.#variance[place]! + weight * (variance - this.#variance[place]!);
    }
    return { mean: this.#mean[place]!, variance: this.#variance[place]! };
  }

  #erasures(
    code: NativeTensor,
    { met, channels }: Conditions,
    random: TrainingRandom,
    training: boolean,
  ): NativeTensor {
    const ops = this.#ops;
    const values = ops.read(code) as Float32Array;
    const arrived = eraseBits(values, met, random, this.#bits);
    if (channels !== undefined) {
      const all = code.shape[3]!;
      const perImage = arrived.length / channels.length;
      const sent = (i: number) => i % all < channels[Math.floor(i / perImage)]!;
      for (let i = 0; i < arrived.length; i++) if (!sent(i)) arrived[i] = 0.5;
      const mask = Float32Array.from({ length: channels.length * all }, (_, i) =>
        i % all < channels[Math.floor(i / all)]! ? 1 : 0,
      );
      if (training) this.#gain = ops.tensor(mask, [channels.length, 1, 1, all]);
    }
    const result = ops.tensor(arrived, code.shape);
    ops.free(code);
    return result;
  }
}

/** Values quantised to `bits` with erased bits at half their weight; p to a resolution of 2^-16. */
export function eraseBits(
  values: Float32Array,
  erasure: Float32Array,
  random: TrainingRandom,
  bits: number,
): Float32Array {
  const largest = 2 ** bits - 1;
  const arrived = new Float32Array(values.length);
  const perImage = values.length / erasure.length;
  erasure.forEach((p, image) => {
    const threshold = Math.round(p * 65536);
    for (let i = image * perImage; i < (image + 1) * perImage; i++) {
      const quantised = Math.min(largest, Math.round(largest * values[i]!));
      let value = 0;
      for (let bit = 0; bit < bits; bit += 2) {
        const draw = random.bits();
        const low = 1 << bit;
        const high = 2 << bit;
        value += (draw & 65535) < threshold ? low / 2 : quantised & low;
        if (high <= largest) value += draw >>> 16 < threshold ? high / 2 : quantised & high;
      }
      arrived[i] = value / largest;
    }
  });
  return arrived;
}

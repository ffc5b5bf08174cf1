/**
 * Sends every image of a set once through each of many channels, outside the simulator: front network, encoder, the trial's own
 * channel, decoder, back network.
 *
 * A trial says, image by image, what the encoder is told and what becomes of the code. Noise and erasures come from the keyed
 * streams of the seed, keyed by image and by the trial's purpose: they repeat whatever the batch, the engine or the other
 * trials, and trials of one purpose meet the same draws.
 */
import { log } from '../../base/math/log.js';
import { KeyedDraws, type NoiseKey } from '../../base/random/keyed-draws.js';
import { type BitRun, receiveBits } from '../../channel/bit-runs.js';
import { sigma2FromPsnrDb } from '../../channel/code-mapping.js';
import { addAwgn } from '../../channel/impairment.js';
import type { ImageSet } from '../../neural/image-set.js';
import { imageBytes } from '../../neural/image-sheet.js';
import type { SplitNetwork } from '../../neural/split-network.js';
import type { BottleNetCard, BottleNetNetwork } from '../bottlenet-network.js';
import { predictedClasses } from '../predicted-class.js';
import { withinTold } from '../told-grid.js';
import { computedFeatures, eachFeatureBatch, evaluationBatch, type FeatureSource } from './feature-source.js';

/** A codec, the images it is evaluated on, and the unsplit network on the same images. */
export interface EvaluationSubject {
  readonly codec: BottleNetNetwork;
  readonly network: SplitNetwork;
  readonly images: ImageSet;
  /** 1 where the unsplit network is right, by image. */
  readonly base: Uint8Array;
  readonly draws: KeyedDraws;
  /** Front features of the images at the codec's split; absent: computed. */
  readonly features?: FeatureSource;
  /** Draws of the channel per image where a surface is measured (part `table`); one elsewhere. */
  readonly repeats: number;
}

/** One channel. */
export interface Trial {
  /** Condition the encoder is told: PSNR in dB, or erasure probability. */
  told(image: number): number;
  /** Writes what arrived of a code, and the variance of its noise, known to the receiver. */
  transmit(code: Float32Array, image: number, received: Float32Array, sigma2: Float32Array): void;
}

export function evaluationDraws(seed: number): KeyedDraws {
  return new KeyedDraws({ seed, replication: 0 });
}

/** Key of an image's draws for one purpose. */
export function drawKey({ draws }: Pick<EvaluationSubject, 'draws'>, image: number, purpose: string): NoiseKey {
  return draws.key('evaluate', 0, image, purpose);
}

/** Power gain of Rayleigh fading, exponential of mean 1: one for an image, whatever else is drawn for it. */
export function rayleighGain(subject: Pick<EvaluationSubject, 'draws'>, image: number): number {
  return -log(1 - subject.draws.uniform(drawKey(subject, image, 'Rayleigh gain')));
}

type ByImage = number | ((image: number) => number);

const reader = (value: ByImage) => (typeof value === 'number' ? () => value : value);

/** White noise at one PSNR in dB over the whole code. */
export function noiseTrial(
  subject: Pick<EvaluationSubject, 'draws'>,
  options: { readonly told: ByImage; readonly psnr: ByImage; readonly purpose: string },
): Trial {
  const psnr = reader(options.psnr);
  return {
    told: reader(options.told),
    transmit(code, image, received, sigma2) {
      const variance = sigma2FromPsnrDb(psnr(image));
      addAwgn(code, variance, drawKey(subject, image, options.purpose), subject.draws, received);
      sigma2.fill(variance);
    },
  };
}

/** Bits of a whole code erased one by one. */
export function erasureTrial(
  subject: Pick<EvaluationSubject, 'draws'>,
  options: {
    readonly told: ByImage;
    readonly erasure: ByImage;
    readonly bits: ReturnType<typeof bitsOf>;
    readonly purpose: string;
  },
): Trial {
  const { told, bits, purpose } = options;
  const erasure = reader(options.erasure);
  const runs = (image: number) => [{ bits: bits.perRequest, erasure: erasure(image), flip: 0 }];
  return bitTrial(subject, { told, runs, bitsPerValue: bits.perValue, purpose });
}

/** Bits erased and flipped as `runs` says of an image. */
export function bitTrial(
  subject: Pick<EvaluationSubject, 'draws'>,
  options: {
    readonly told: ByImage;
    readonly runs: (image: number) => readonly BitRun[];
    readonly bitsPerValue: number;
    readonly purpose: string;
  },
): Trial {
  const { runs, bitsPerValue, purpose } = options;
  return {
    told: reader(options.told),
    transmit(code, image, received, sigma2) {
      receiveBits(code, runs(image), drawKey(subject, image, purpose), subject.draws, received, bitsPerValue);
      sigma2.fill(0);
    },
  };
}

/** Bits per value, and per request, of a code that is sent as bits. */
export function bitsOf({ values, bits = 8 }: Pick<BottleNetCard, 'values' | 'bits'>): {
  readonly perValue: number;
  readonly perRequest: number;
} {
  return { perValue: bits, perRequest: bits * values };
}

/**
 * For each trial, 1 per image that was answered rightly. The encoder is told no condition beyond those of its card: the end that
 * is nearest instead.
 */
export function runTrials(
  { codec, network, images, features: given }: Pick<EvaluationSubject, 'codec' | 'network' | 'images' | 'features'>,
  trials: readonly Trial[],
  onProgress: (done: number, of: number) => void = () => {},
): Uint8Array[] {
  const { values, split, told: table } = codec.card;
  const correct = trials.map(() => new Uint8Array(images.count));
  const source = given ?? computedFeatures(network, split, images);
  eachFeatureBatch(source, images.count, (features, rows, first) => {
    const told = new Float32Array(rows);
    const received = new Float32Array(rows * values);
    const sigma2 = new Float32Array(rows * values);
    trials.forEach((trial, place) => {
      for (let row = 0; row < rows; row++) told[row] = withinTold(table, trial.told(first + row));
      const code = codec.encode(features, told, rows);
      for (let row = 0; row < rows; row++) {
        const [start, end] = [row * values, (row + 1) * values];
        trial.transmit(
          code.subarray(start, end),
          first + row,
          received.subarray(start, end),
          sigma2.subarray(start, end),
        );
      }
      markCorrect(codec.answer(received, told, sigma2, rows), rows, images.labels, first, correct[place]!);
    });
    onProgress(first + rows, images.count);
  });
  return correct;
}

/** Per image, 1 if the unsplit network is right. */
export function baseCorrect(network: SplitNetwork, images: ImageSet): Uint8Array {
  const correct = new Uint8Array(images.count);
  for (let first = 0; first < images.count; first += evaluationBatch) {
    const rows = Math.min(evaluationBatch, images.count - first);
    const part = images.images.subarray(first * imageBytes, (first + rows) * imageBytes);
    markCorrect(network.whole(part, rows), rows, images.labels, first, correct);
  }
  return correct;
}

/** The same from front features: bit for bit, since front and back are the whole network. */
export function baseCorrectFrom(
  network: SplitNetwork,
  split: string,
  source: FeatureSource,
  { count, labels }: Pick<ImageSet, 'count' | 'labels'>,
): Uint8Array {
  const correct = new Uint8Array(count);
  eachFeatureBatch(source, count, (features, rows, first) => {
    markCorrect(network.back(split, features, rows), rows, labels, first, correct);
  });
  return correct;
}

/** 1 where the largest of an image's logits is its label's. */
export function markCorrect(
  logits: Float32Array,
  rows: number,
  labels: Uint8Array,
  first: number,
  correct: Uint8Array,
): void {
  predictedClasses(logits, rows, logits.length / rows).forEach((predicted, row) => {
    correct[first + row] = predicted === labels[first + row] ? 1 : 0;
  });
}

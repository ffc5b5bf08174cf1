/**
 * What the BottleNet++ codecs share: front features -> encoder -> this request's channel -> receiver, decoder, back network.
 *
 * Row i of a batch belongs to question i; the rest of the fixed batch shape is zeros whose results nobody reads. The channel is
 * applied row by row from the request's own noise key, so a row depends on its question alone.
 *
 * Source: Shao and Zhang, "BottleNet++: an end-to-end approach for feature compression in device-edge co-inference
 * systems", ICC Workshops 2020.
 */
import type { BottleNetCard, BottleNetNetwork } from './bottlenet-network.js';
import type { CodecContext, Question } from './codec.js';
import { frontFeatures } from './front-features.js';
import { predictedClasses } from './predicted-class.js';

/**
 * Writes what arrived of one code to `received`, and the noise variance of each value, known to the receiver, to `sigma2`.
 * @param code values in (0, 1) in H, W, C order
 */
export type Transmission<Meeting = Question> = (
  code: Float32Array,
  question: Meeting,
  received: Float32Array,
  sigma2: Float32Array,
) => void;

/** A batch after the channel, before the receiver: `batchSize` rows of `values`, and one told condition per row. */
export interface ReceivedBatch {
  readonly code: Float32Array;
  readonly received: Float32Array;
  readonly sigma2: Float32Array;
  readonly told: Float32Array;
}

export interface BottleNetRun {
  /** Encodes and sends; the arrays are overwritten by the next batch. */
  transmit(questions: readonly Question[]): ReceivedBatch;
  /** `batchSize` rows of logits, the questions' first. */
  logits(questions: readonly Question[]): Float32Array;
  answer(questions: readonly Question[]): Int32Array;
}

/**
 * `BottleNet++ early 1/16`: the split, and how many feature values become one real value that is sent; of a code for erasures,
 * how many bits of the 8-bit feature become one bit.
 */
export function bottleNetLabel(
  { split, channel, bits = 8, compression, values }: BottleNetCard,
  sent: { readonly values: number },
): string {
  const size = channel === 'awgn' ? sent.values : (sent.values * bits) / 8;
  return `BottleNet++ ${split} 1/${Math.round((compression * values) / size)}`;
}

/** @param toEncoder what the encoder hears of a condition told to it */
export function bottleNetRun(
  network: BottleNetNetwork,
  context: CodecContext,
  transmission: Transmission,
  toEncoder: (told: number) => number = (told) => told,
): BottleNetRun {
  const { batchSize, backbone } = context;
  const { values, split } = network.card;
  const front = frontFeatures(context, split);
  const features = new Float32Array(batchSize * front.valuesPerImage);
  const told = new Float32Array(batchSize);
  const received = new Float32Array(batchSize * values);
  const sigma2 = new Float32Array(batchSize * values);

  const transmit = (questions: readonly Question[]): ReceivedBatch => {
    const rows = questions.length;
    front.gather(
      questions.map((question) => question.image),
      features,
    );
    features.fill(0, rows * front.valuesPerImage);
    for (let row = 0; row < batchSize; row++) told[row] = row < rows ? toEncoder(questions[row]!.told) : 0;
    const code = network.encode(features, told, batchSize);
    for (let row = 0; row < rows; row++) {
      const start = row * values;
      const end = start + values;
      const place = [received.subarray(start, end), sigma2.subarray(start, end)] as const;
      transmission(code.subarray(start, end), questions[row]!, ...place);
    }
    received.fill(0, rows * values);
    sigma2.fill(0, rows * values);
    return { code, received, sigma2, told };
  };
  const logits = (questions: readonly Question[]): Float32Array => {
    const batch = transmit(questions);
    return network.answer(batch.received, batch.told, batch.sigma2, batchSize);
  };
  const answer = (questions: readonly Question[]): Int32Array =>
    predictedClasses(logits(questions), questions.length, backbone.classCount);
  return { transmit, logits, answer };
}

/**
 * Nested codes: any of a codec's prefixes, the first channels of its code at every position, decodes with the same weights.
 *
 * What is not sent reaches the decoder as what it knows of it beforehand: the code's mean b(told) over noise (a value behind infinite
 * noise, which the LMMSE receiver draws to b), half the scale over erasures (every bit erased). Training drew the prefix at
 * random per image, so that the channels are ordered by what they add.
 *
 * Source of the idea: nested (prefix) dropout, Rippel, Gelbart and Adams, ICML 2014.
 */
import { InputError } from '../base/errors.js';
import type { Transmission } from './bottlenet.js';
import { type BottleNetCard, nearestTold, type ToldTable } from './bottlenet-network.js';
import type { Question } from './codec.js';

/** What is sent of a code. */
export interface CodePrefix {
  readonly channels: number;
  /** Values per request. */
  readonly values: number;
  /** b and V of the values that are sent. */
  readonly told: ToldTable;
}

/**
 * @param channels of the code that are sent; undefined for all
 * @throws InputError unless the model was trained for that prefix
 */
export function codePrefix(card: BottleNetCard, channels: number | undefined): CodePrefix {
  const [height, width, all] = card.codeShape;
  if (channels === undefined || channels === all) return { channels: all, values: card.values, told: card.told };
  const nested = card.prefixes?.find((prefix) => prefix.channels === channels);
  if (nested === undefined) {
    const accepted = [...(card.prefixes ?? []).map((prefix) => prefix.channels), all].join(', ');
    throw new InputError(`prefix ${channels} of model "${card.name}": accepted are ${accepted} channels`);
  }
  return { channels, values: height * width * channels, told: { grid: card.told.grid, ...nested } };
}

/**
 * Sends the prefix alone through `transmission` and puts in place of the rest what the decoder knows beforehand.
 *
 * @typeParam Meeting what the transmission is told of one code, the told condition among it
 */
export function prefixTransmission<Meeting extends { readonly told: number } = Question>(
  card: BottleNetCard,
  prefix: CodePrefix,
  transmission: Transmission<Meeting>,
): Transmission<Meeting> {
  const all = card.codeShape[2];
  const { channels, values } = prefix;
  if (channels === all) return transmission;
  const sent = new Float32Array(values);
  const arrived = new Float32Array(values);
  const variance = new Float32Array(values);
  const overNoise = card.channel === 'awgn';
  return (code, question, received, sigma2) => {
    for (let i = 0; i < values; i++) sent[i] = code[placeOf(i)]!;
    transmission(sent, question, arrived, variance);
    const { grid, mean } = card.told;
    received.fill(overNoise ? mean[nearestTold(grid, question.told)]! : 0.5);
    sigma2.fill(overNoise ? Number.POSITIVE_INFINITY : 0);
    for (let i = 0; i < values; i++) {
      received[placeOf(i)] = arrived[i]!;
      sigma2[placeOf(i)] = variance[i]!;
    }
  };
  function placeOf(i: number): number {
    return Math.floor(i / channels) * all + (i % channels);
  }
}

/**
 * A codec without code: payload and cost as a file states them, answers drawn with the accuracy that was measured elsewhere.
 *
 * A request that was told t and met m is answered rightly if u < a(t, m), with u the request's own uniform draw: the same for every
 * tabulated codec and for the unsplit network, so that two of them are compared on equal luck. m is the PSNR of the mean noise
 * variance, -10 log10 (V(t) mean(1/g)), or the mean erasure probability of the bits. A wrong answer is another class, whichever.
 *
 * Limits: images are not told apart, so an easy image is no easier than a hard one; noise that varies within the code counts by its mean
 * variance, bursts and lost blocks by the share of bits they erase (requests outside the table, and those whose noise varies by more than
 * 3 dB or whose erasures vary at all, are counted in `accuracy.outsideTrained`); sizes of digital payloads do not depend on the answer.
 * The error of the table enters the intervals of accuracies (base/statistics/table-error.ts).
 * Source: definition; tables of accuracy against told and met condition.
 */
import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import { KeyedDraws, type NoiseKey } from '../base/random/keyed-draws.js';
import { type TableReading, tableReading } from '../base/statistics/table-error.js';
import { meanErasure } from '../channel/bit-runs.js';
import { psnrDb, toldScale } from '../channel/code-mapping.js';
import { meanInverseSnr } from '../channel/payload.js';
import { gridReader } from './accuracy-grid.js';
import type { Codec, CodecContext, CodecModel, CodecTable, Question } from './codec.js';
import { type MeasuredAccuracy, type TabulatedCodec, tabulatedDescription } from './tabulated-file.js';

interface TabulatedParameters {
  readonly kind: 'tabulated';
  /** As the scenario names it. */
  readonly file: string;
  readonly contents: TabulatedCodec;
}

export const tabulated: CodecModel = {
  name: 'tabulated',
  summary: 'payload and cost from a file, answers drawn with an accuracy measured elsewhere',
  source: 'definition; docs/bring-your-own-codec.md',
  networks: false,
  payloadKind: ({ contents }: Partial<TabulatedParameters>) => contents?.payload,
  description: tabulatedDescription,
  schema: Type.Object(
    {
      kind: Type.Literal('tabulated'),
      file: Type.String({
        'x-file': true,
        minLength: 1,
        description: 'codec file (bottlenet-sim/codec@1) in the folder of the scenario or of --data-root',
      }),
    },
    { additionalProperties: false, description: 'A codec by its measured accuracy' },
  ),
  async create({ contents }: TabulatedParameters, context: CodecContext): Promise<Codec> {
    return tabulatedCodec(contents, context.images);
  },
};

/** What the codec needs to know of the images: their classes, and how many there are. */
export type AnsweredImages = Pick<CodecContext['images'], 'labels' | 'classCount' | 'count'>;

export function tabulatedCodec(contents: TabulatedCodec, images: AnsweredImages): Codec {
  const { name, deviceMacs, serverMacs, base } = contents;
  const table: CodecTable = { read: readerOf(contents), base: readingOf(base, 'base', name) };
  const draws = new KeyedDraws({ seed: 0, replication: 0 });
  const answer = (image: number, key: NoiseKey, accuracy: number): number => {
    const label = images.labels[image]!;
    return draws.uniform(key) < accuracy ? label : (label + 1) % images.classCount;
  };
  const answerOf = (image: number, noiseKey?: NoiseKey): number => {
    if (noiseKey === undefined) throw new ModelError(`codec "${name}" draws its answers: a key is needed`);
    return answer(image, noiseKey, table.read(Number.NaN, Number.NaN).accuracy);
  };
  const answers = (met: (question: Question) => number) => (questions: readonly Question[]) =>
    Int32Array.from(questions, (question) =>
      answer(question.image, question.noiseKey, table.read(question.told, met(question)).accuracy),
    );
  const common = { label: name, deviceMacs, serverMacs, table, dispose() {} };
  switch (contents.payload) {
    case 'analog': {
      const { values, toldMinimum, symbolPower, grid } = contents;
      const toldVariance = Float64Array.from(contents.toldVariance);
      const met = ({ told, reception }: Question): number => {
        if (reception.kind !== 'analog') throw new ModelError(`reception "${reception.kind}" of an analog payload`);
        return psnrDb(toldScale(told, { toldMinimum, toldVariance }) * meanInverseSnr(reception.segments));
      };
      const psnrRange = [grid.met[0]!, grid.met.at(-1)!] as const;
      return {
        ...common,
        payloadKind: 'analog',
        values,
        toldMinimum,
        toldVariance,
        ...(symbolPower === undefined ? {} : { symbolPower: (told: number) => symbolPower[told - toldMinimum]! }),
        psnrRange,
        answer: answers(met),
      };
    }
    case 'erasure-tolerant': {
      const { bits, grid } = contents;
      const met = ({ reception }: Question): number => {
        if (reception.kind === 'erasure-tolerant') return meanErasure(reception.runs);
        throw new ModelError(`reception "${reception.kind}" of an erasure-tolerant payload`);
      };
      const largestErasure = grid.met.at(-1)!;
      return { ...common, payloadKind: 'erasure-tolerant', largestErasure, bits: () => bits, answer: answers(met) };
    }
    case 'digital': {
      const sizes = sizesByImage(contents.sizes, images.count);
      return { ...common, payloadKind: 'digital', bits: (image) => sizes[image]!, answerOf };
    }
    case 'none':
      return { ...common, payloadKind: 'none', answerOf };
  }
}

function readerOf(contents: TabulatedCodec): CodecTable['read'] {
  if ('grid' in contents) {
    const { accuracies, images } = contents.grid;
    return gridReader(contents.grid, { id: idOf(contents.name, 'answer', contents.grid), accuracies, images });
  }
  const reading = readingOf(contents.share, 'answer', contents.name);
  return () => reading;
}

type Subject = 'answer' | 'base';

function readingOf({ accuracy, images }: MeasuredAccuracy, subject: Subject, name: string): TableReading {
  const table = { id: idOf(name, subject, { accuracy, images }), accuracies: [accuracy], images: [images] };
  return tableReading(table, [0], [1]);
}

/** Two codecs whose shares happen to be equal are not the same measurement. */
function idOf(name: string, subject: Subject, contents: object): string {
  const text = JSON.stringify([name, subject, contents]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** A size for every image, in shares of the images that follow the weights. */
function sizesByImage(
  { bits, weights }: { readonly bits: readonly number[]; readonly weights: readonly number[] },
  count: number,
): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const sizes = new Float64Array(count);
  let row = 0;
  let upTo = weights[0]!;
  for (let image = 0; image < count; image++) {
    const target = ((image + 0.5) / count) * total;
    while (upTo < target && row < bits.length - 1) upTo += weights[++row]!;
    sizes[image] = bits[row]!;
  }
  return sizes;
}

/**
 * The two-dimensional table of a tabulated codec: accuracy by condition told and condition met, fine where it climbs, and how far
 * readings between its points are from what is measured there.
 *
 * The reading is the tabulated codec's own (codec/accuracy-grid): weights on up to four neighbouring cells. At the middle of every
 * second cell of the grid, on both axes, the codec is evaluated directly; the difference is paired image by image, and all
 * cells and middles meet the same noise, so that it is the interpolation's and hardly the draws'. `bound`: the largest
 * |difference| + z standard errors over the K middles, z such that all K hold at once with 95 % (Bonferroni).
 *
 * Limits: a smooth surface deviates most from its chords near the middle; what happens between middle and corner is not looked at.
 */

import { exp } from '../../../base/math/exp.js';
import { log } from '../../../base/math/log.js';
import { normalQuantile } from '../../../base/statistics/normal-distribution.js';
import { type AccuracyGrid, gridReader } from '../../accuracy-grid.js';
import type { BottleNetCard, CodecChannel } from '../../bottlenet-network.js';
import { type EvaluationPart, metColumn, toldColumn } from '../evaluation-part.js';
import { meanDifference } from '../measured-loss.js';
import { bitsOf, type EvaluationSubject, erasureTrial, noiseTrial, type Trial } from '../trial.js';

interface Axes {
  readonly told: readonly number[];
  readonly met: readonly number[];
}

const range = (from: number, to: number, by: number): number[] =>
  Array.from({ length: Math.round((to - from) / by) + 1 }, (_, index) => from + index * by);

/** Between the ends of what a card's encoder may be told. */
const innerTold: Readonly<Record<CodecChannel, readonly number[]>> = {
  awgn: [-20, -10, -2, 6, 14, 22, 32, 42, 50],
  'bit-erasure': [0.001, 0.01, 0.1],
};
/** Beyond the trained range as far as accuracy changes: a run may meet anything. */
const metPoints: Readonly<Record<CodecChannel, readonly number[]>> = {
  awgn: [...range(-30, -10, 2), ...range(-9, 12, 1), 14, 16, 19, 23, 28, 34, 42],
  'bit-erasure': [0, 0.001, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, ...range(0.5, 0.7, 0.05), ...range(0.725, 1, 0.025)],
};
const level = 0.95;

export const accuracyTable: EvaluationPart = {
  name: 'table',
  summary: 'fine table of a tabulated codec, its interpolation error measured, and the codec file',
  channels: ['awgn', 'bit-erasure'],
  plan(subject) {
    const { channel } = subject.codec.card;
    const axes = axesOf(subject.codec.card);
    const cells = axes.told.flatMap((a) => axes.met.map((b) => ({ told: a, met: b })));
    const middles = middlesOf(axes, channel);
    const { repeats } = subject;
    return {
      trials: [...cells, ...middles].flatMap((pair) =>
        Array.from({ length: repeats }, (_, repeat) => pairTrial(subject, pair, repeat)),
      ),
      tables(correct) {
        const right = byPair(correct, repeats);
        const shares = cells.map((_, cell) => mean(right[cell]!));
        const { count } = subject.images;
        const grid: AccuracyGrid = {
          scale: channel === 'awgn' ? 'dB' : 'p',
          betweenTold: 'interpolated',
          ...axes,
          accuracies: shares,
          images: shares.map(() => count),
        };
        const checks = checkMiddles(grid, middles, right);
        const interpolation = summary(checks, count, repeats);
        return [
          {
            name: accuracyTableName,
            title: 'Accuracy by condition told and condition met, for a tabulated codec',
            columns: [toldColumn[channel], metColumn[channel], 'accuracy', 'images'],
            rows: cells.map((pair, cell) => [pair.told, pair.met, shares[cell]!, count]),
            note: interpolationText(interpolation),
            facts: { interpolation },
          },
          {
            name: 'interpolation',
            title: 'Readings between the points of the table against direct evaluation, paired',
            columns: [
              toldColumn[channel],
              metColumn[channel],
              'read_percent',
              'direct_percent',
              'difference_points',
              'difference_standard_error',
            ],
            rows: checks.map((check) => [
              check.told,
              check.met,
              check.readPercent,
              check.directPercent,
              check.difference.mean,
              check.difference.standardError,
            ]),
          },
        ];
      },
    };
  },
};

export const accuracyTableName = 'accuracy-table';

interface Pair {
  readonly told: number;
  readonly met: number;
}

interface Check extends Pair {
  readonly readPercent: number;
  readonly directPercent: number;
  readonly difference: { readonly mean: number; readonly standardError: number };
}

/** What is stated of the interpolation; points of a percentage. */
export interface InterpolationSummary {
  /** K. */
  readonly middles: number;
  readonly images: number;
  /** Draws of the channel per image. */
  readonly repeats: number;
  readonly meanDifference: number;
  readonly rootMeanSquare: number;
  readonly largest: {
    readonly told: number;
    readonly met: number;
    readonly difference: number;
    readonly standardError: number;
  };
  readonly bound: number;
  readonly level: number;
}

/** Told: both ends of the card's table, beyond which readings stay as they are there, and points between them. */
function axesOf({ channel, told: { grid } }: Pick<BottleNetCard, 'channel' | 'told'>): Axes {
  const [first, last] = [grid[0]!, grid.at(-1)!];
  const inner = innerTold[channel].filter((condition) => condition > first && condition < last);
  return { told: [...new Set([first, ...inner, last])], met: metPoints[channel] };
}

/** Middles of every second cell, like the squares of one colour of a chessboard; of every second step on `met` where one condition is told. */
function middlesOf({ told, met }: Axes, channel: CodecChannel): Pair[] {
  const middle = (a: number, b: number): number => {
    if (channel === 'awgn') return (a + b) / 2;
    return a === 0 ? b / 2 : exp((log(a) + log(b)) / 2);
  };
  // An encoder for noise is told whole decibels.
  const toldMiddle = (a: number, b: number) => (channel === 'awgn' ? Math.round(middle(a, b)) : middle(a, b));
  const toldMiddles = told.length === 1 ? told : told.slice(1).map((upper, i) => toldMiddle(told[i]!, upper));
  return toldMiddles.flatMap((condition, i) =>
    met.slice(1).flatMap((above, j): Pair[] => {
      if ((i + j) % 2 === 1) return [];
      return [{ told: condition, met: middle(met[j]!, above) }];
    }),
  );
}

/** One purpose per repeat: every pair of conditions meets the same draws. */
function pairTrial(subject: EvaluationSubject, { told, met }: Pair, repeat: number): Trial {
  const { card } = subject.codec;
  const purpose = `table ${repeat}`;
  if (card.channel === 'awgn') return noiseTrial(subject, { told, psnr: met, purpose });
  return erasureTrial(subject, { told, erasure: met, bits: bitsOf(card), purpose });
}

/** Share of the repeats that were right, by pair, then image. */
function byPair(correct: readonly Uint8Array[], repeats: number): Float64Array[] {
  return Array.from({ length: correct.length / repeats }, (_, pair) => {
    const own = correct.slice(pair * repeats, (pair + 1) * repeats);
    return Float64Array.from(own[0]!, (_value, image) => own.reduce((sum, row) => sum + row[image]!, 0) / repeats);
  });
}

function checkMiddles(grid: AccuracyGrid, middles: readonly Pair[], correct: readonly Float64Array[]): Check[] {
  const { accuracies, images } = grid;
  const read = gridReader(grid, { id: accuracyTableName, accuracies, images });
  return middles.map(({ told, met }, place) => {
    const { accuracy, cells, weights } = read(told, met);
    const direct = correct[accuracies.length + place]!;
    const reading = Float64Array.from(direct, (_, image) =>
      cells.reduce((sum, cell, index) => sum + weights[index]! * correct[cell]![image]!, 0),
    );
    return {
      told,
      met,
      readPercent: 100 * accuracy,
      directPercent: 100 * mean(direct),
      difference: meanDifference(reading, direct),
    };
  });
}

function summary(checks: readonly Check[], images: number, repeats: number): InterpolationSummary {
  const differences = checks.map(({ difference }) => difference.mean);
  const z = normalQuantile(1 - (1 - level) / 2 / checks.length);
  const largest = checks.reduce((a, b) => (Math.abs(b.difference.mean) > Math.abs(a.difference.mean) ? b : a));
  return {
    middles: checks.length,
    images,
    repeats,
    meanDifference: differences.reduce((sum, value) => sum + value, 0) / checks.length,
    rootMeanSquare: Math.sqrt(differences.reduce((sum, value) => sum + value * value, 0) / checks.length),
    largest: {
      told: largest.told,
      met: largest.met,
      difference: largest.difference.mean,
      standardError: largest.difference.standardError,
    },
    bound: Math.max(...checks.map(({ difference: { mean: d, standardError } }) => Math.abs(d) + z * standardError)),
    level,
  };
}

/** How far readings between the points may be trusted. */
export function interpolationText({
  middles,
  bound,
  level: confidence,
  largest,
  rootMeanSquare,
}: InterpolationSummary): string {
  const points = (value: number) => value.toFixed(2);
  return [
    `Readings between the points lie within ${points(bound)} percentage points of direct evaluation (${100 * confidence} %, all ${middles} middles of cells at once).`,
    `Largest difference found: ${points(largest.difference)} +- ${points(largest.standardError)} at told ${condition(largest.told)}, met ${condition(largest.met)}; root mean square ${points(rootMeanSquare)}.`,
  ].join(' ');
}

const condition = (value: number): string => String(Number(value.toPrecision(4)));

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

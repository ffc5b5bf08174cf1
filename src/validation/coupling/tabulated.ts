/**
 * Answers drawn from a table of measured accuracy: over a channel without fading, reports with a normal error of 6 dB tell the
 * encoder c with probability P(c), and V(c) makes the PSNR met m(c) = 10 log10(g / V(c)). The accuracy of the run is
 *
 *   sum over c of P(c) A(c, m(c)),
 *
 * A bilinear in the file's own rows, P(c) the normal probability between the midpoints of the levels c + 10 log10 V(c).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalCdf } from '../../base/statistics/normal-distribution.js';
import type { CodecModel } from '../../codec/codec.js';
import { tabulated } from '../../codec/tabulated.js';
import type { TabulatedCodec } from '../../codec/tabulated-file.js';
import type { Experiment } from '../experiment.js';
import { ratioOfRows } from '../measurement.js';
import { shippedScenarioFolder } from '../shipped-scenario-folder.js';
import { networkScenario } from './network-scenario.js';

const snrDb = -6;
const errorDb = 6;
/** Of the shipped codec file codecs/late-36.json. */
const variances: readonly (readonly [told: number, variance: number])[] = [
  [-2, 0.1687],
  [10, 0.1645],
  [20, 0.1585],
  [42, 0.1419],
];
const setting = {
  name: 'tabulated',
  duration: '20 s',
  snrDb,
  codec: { kind: 'tabulated', file: 'codecs/late-36.json' },
  group: { report: { period: '20 ms', delay: '0 ms', error: `${errorDb} dB` } },
};

type Row = readonly [told: number, met: number, accuracy: number];

function byHand(): number {
  const text = readFileSync(join(shippedScenarioFolder, 'codecs/late-36.csv'), 'utf8');
  const rows = text.trim().split('\n').slice(1);
  const table = rows.map((line): Row => line.split(',').map(Number) as unknown as Row);
  const decibels = (told: number) => 10 * Math.log10(valueAt(variances, told));
  const level = (told: number) => told + decibels(told);
  const conditions = Array.from({ length: 45 }, (_, index) => index - 2);
  const below = (told: number) =>
    told < -2 ? 0 : told >= 42 ? 1 : normalCdf(((level(told) + level(told + 1)) / 2 - snrDb) / errorDb);
  return conditions.reduce((sum, told) => {
    const column = [...new Set(table.map(([condition]) => condition))].map((condition): readonly [number, number] => [
      condition,
      valueAt(
        table.filter((row) => row[0] === condition).map((row) => [row[1], row[2]]),
        snrDb - decibels(told),
      ),
    ]);
    return sum + (below(told) - below(told - 1)) * valueAt(column, told);
  }, 0);
}

/** On the line between the two points around x. */
function valueAt(points: readonly (readonly [number, number])[], x: number): number {
  const place = Math.max(
    1,
    points.findIndex(([at]) => at >= x),
  );
  const [[from, low], [to, high]] = [points[place - 1]!, points[place]!];
  return low + ((high - low) * (x - from)) / (to - from);
}

/** Reads the table with told and met exchanged. */
const exchanged: CodecModel = {
  ...tabulated,
  name: 'exchanged',
  create(parameters: { readonly contents: TabulatedCodec }, context) {
    const { contents } = parameters;
    if (!('grid' in contents)) return tabulated.create(parameters as never, context);
    const { told, met } = contents.grid;
    const transposed = (cells: readonly number[]) =>
      met.flatMap((_, column) => told.map((_row, row) => cells[row * met.length + column]!));
    const { accuracies, images } = contents.grid;
    const cells = { accuracies: transposed(accuracies), images: transposed(images) };
    const grid = { ...contents.grid, told: met, met: told, ...cells };
    return tabulated.create({ ...parameters, contents: { ...contents, grid } } as never, context);
  },
};

export const tabulatedExperiment: Experiment = {
  quick: true,
  plan: { scenario: networkScenario(setting) },
  checks: [
    {
      id: 'coupling.accuracy.tabulated',
      kind: 'exact',
      title: `accuracy drawn from a table, told with an error of ${errorDb} dB at ${snrDb} dB`,
      unit: '1',
      source: 'mean of the table over the conditions told',
      reference: async () => ({ value: byHand(), standardError: 0 }),
      measure: ratioOfRows(() => (record, sums) => {
        sums.denominator++;
        if (record.correct) sums.numerator++;
      }),
      wrong: {
        change: 'the table read with told and met exchanged',
        scenario: networkScenario({ ...setting, codec: { ...setting.codec, kind: 'exchanged' } }),
        extensions: () => [{ codecs: [exchanged] }],
      },
    },
  ],
};

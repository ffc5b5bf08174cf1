/** The parts of an evaluation on codecs whose accuracy under any channel is known, with wrong models that must fail. */
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../../src/base/statistics/normal-distribution.js';
import { demappedBit } from '../../../src/channel/soft-demapper.js';
import type { BottleNetCard } from '../../../src/codec/bottlenet-network.js';
import type { EvaluationPart, EvaluationTable } from '../../../src/codec/evaluation/evaluation-part.js';
import { accuracyTable, type InterpolationSummary } from '../../../src/codec/evaluation/parts/accuracy-table.js';
import { authorsProtocol } from '../../../src/codec/evaluation/parts/authors-protocol.js';
import { bursts } from '../../../src/codec/evaluation/parts/bursts.js';
import { accuracyRows, channel, channelTable } from '../../../src/codec/evaluation/parts/channel.js';
import { erasureModels } from '../../../src/codec/evaluation/parts/erasure-models.js';
import { evaluationParts } from '../../../src/codec/evaluation/parts/index.js';
import { rayleigh } from '../../../src/codec/evaluation/parts/rayleigh.js';
import { toldMet } from '../../../src/codec/evaluation/parts/told-met.js';
import { runTrials } from '../../../src/codec/evaluation/trial.js';
import { codeBits, knownSubject, noiseValues, tolerance } from './known-codec.js';

function tablesOf(
  part: EvaluationPart,
  kind: BottleNetCard['channel'],
  count: number,
  repeats = 1,
  grid?: readonly number[],
): EvaluationTable[] {
  const subject = knownSubject(kind, count, repeats, grid);
  const plan = part.plan(subject);
  return [...plan.tables(runTrials(subject, plan.trials))];
}

/** Rows as objects by column. */
const records = ({ columns, rows }: EvaluationTable) =>
  rows.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place]]))) as Record<string, never>[];

/** Distance in standard errors of a share of `count` from its probability. */
const off = (percent: number, probability: number, count: number) =>
  Math.abs(percent / 100 - probability) / Math.sqrt((probability * (1 - probability)) / count + 1e-12);

/** Told conditions of a codec trained as published. */
const published = Array.from({ length: 23 }, (_, index) => 20 + index);

const sigma = (psnr: number) => 10 ** (-psnr / 20);
/** Share of right answers told and met conditions in dB. */
const accuracyAt = (told: number, met: number) =>
  2 * normalCdf((tolerance(told) * Math.sqrt(noiseValues)) / sigma(met)) - 1;

describe('channel and told-met', () => {
  const count = 4000;
  const curve = records(tablesOf(channel, 'awgn', count)[0]!);
  const [surface] = tablesOf(toldMet, 'awgn', count);

  it('have the accuracy of the conditions, told and met not exchanged', () => {
    for (const { told_db: told, met_db: met, accuracy_percent: percent } of records(surface!)) {
      expect(off(percent, accuracyAt(told, met), count), `told ${told}, met ${met}`).toBeLessThan(4);
    }
    const [far] = records(surface!).filter((row) => row.told_db === 40 && row.met_db === 5);
    expect(off(far!.accuracy_percent!, accuracyAt(5, 40), count)).toBeGreaterThan(8);
  });

  it('agree draw for draw where told is met', () => {
    const diagonal = records(surface!).filter((row) => row.told_db === row.met_db);
    expect(diagonal.map((row) => row.accuracy_percent)).toEqual(curve.map((row) => row.accuracy_percent));
  });

  it('lose against the unsplit network what they get wrong, with its standard error', () => {
    for (const row of curve) {
      const wrong = 1 - Number(row.accuracy_percent) / 100;
      expect(row.loss_points).toBeCloseTo(100 * wrong, 9);
      const error = 100 * Math.sqrt((wrong * (1 - wrong)) / (count - 1));
      expect(row.loss_standard_error).toBeCloseTo(error, 9);
      expect(row.loss_upper_95).toBeCloseTo(100 * wrong + 1.6448536269514722 * error, 9);
    }
  });

  it('give a card its rows and get them back', () => {
    const subject = knownSubject('bit-erasure', 100);
    const [table] = tablesOf(channel, 'bit-erasure', 100);
    expect(channelTable(subject.codec.card, accuracyRows(table!, 100))).toEqual(table);
  });
});

describe('rayleigh', () => {
  const count = 6000;
  const rows = records(tablesOf(rayleigh, 'awgn', count)[0]!);
  /** a / sqrt(2 + a^2), a = tolerance sqrt(k g / V): the mean of 2 Phi(a sqrt h) - 1 over h of density e^-h. */
  const mean = (told: number, meanPsnr: number) => {
    const a = (tolerance(told) * Math.sqrt(noiseValues)) / sigma(meanPsnr);
    return a / Math.sqrt(2 + a * a);
  };

  it('told one condition, has the mean over the fading, in its runs and in its integral', () => {
    for (const row of rows.filter(({ told }) => told !== 'met')) {
      const expected = mean(row.told!, row.mean_psnr_db!);
      expect(off(row.accuracy_percent!, expected, count)).toBeLessThan(4);
      // the curve is linear between its points: a quarter of a point of error is granted
      expect(Math.abs(row.against_percent! - 100 * expected)).toBeLessThan(4 * Number(row.loss_standard_error) + 0.25);
      expect(Math.abs(row.difference_points!)).toBeLessThan(4 * Number(row.difference_standard_error) + 0.25);
    }
  });

  it('is not the accuracy at the mean SNR', () => {
    const [row] = rows.filter(({ told, mean_psnr_db }) => told !== 'met' && mean_psnr_db === 15);
    expect(off(row!.accuracy_percent!, accuracyAt(15, 15), count)).toBeGreaterThan(8);
  });

  it('told what it meets, tells more about bad channels: here the codec is the more tolerant', () => {
    const informed = rows.filter(({ told }) => told === 'met');
    expect(informed).toHaveLength(6);
    // At a mean of 30 dB most codes meet, and are told, less than 30 dB.
    const last = informed.at(-1)!;
    expect(Number(last.difference_points)).toBeGreaterThan(4 * Number(last.difference_standard_error));
  });

  it('tells an encoder trained from 20 dB on no less, at the SNR that it is told beside', () => {
    const fewer = 1500;
    const milder = records(tablesOf(rayleigh, 'awgn', fewer, 1, published)[0]!).filter(({ told }) => told !== 'met');
    expect(milder.map((row) => [row.mean_psnr_db, row.told])).toEqual([
      [0, 20],
      [5, 20],
      [10, 20],
      [15, 20],
      [20, 20],
      [30, 30],
    ]);
    for (const row of milder) {
      const expected = mean(row.told!, row.mean_psnr_db!);
      expect(off(row.accuracy_percent!, expected, fewer)).toBeLessThan(4);
      expect(Math.abs(row.against_percent! - 100 * expected)).toBeLessThan(4 * Number(row.loss_standard_error) + 0.25);
    }
  });
});

describe('bursts', () => {
  const count = 6000;
  const rows = records(tablesOf(bursts, 'bit-erasure', count)[0]!);
  /** Probability that no bit is erased. */
  const untouched = (loss: number, burst: number | null, advances: string | null) => {
    if (advances === 'time') return 1 - loss;
    if (burst === null) return (1 - loss) ** codeBits;
    return (1 - loss) * (1 - loss / (burst * (1 - loss))) ** (codeBits - 1);
  };

  it('leave a code untouched as often as theory says', () => {
    for (const row of rows) {
      const expected = untouched(row.mean_loss_p!, row.mean_burst_bits!, row.advances_per!);
      expect(off(row.accuracy_percent!, expected, count), JSON.stringify(row)).toBeLessThan(4);
    }
    const [sample] = rows.filter((row) => row.mean_loss_p === 0.1 && row.mean_burst_bits === 8);
    expect(off(sample!.accuracy_percent!, untouched(0.1, null, null), count)).toBeGreaterThan(8);
  });

  it('stand beside independent erasures of the same loss', () => {
    const [independent, ...others] = rows.filter((row) => row.mean_loss_p === 0.2);
    expect(others).toHaveLength(4);
    for (const row of others) {
      const difference = Number(independent!.accuracy_percent) - Number(row.accuracy_percent);
      expect(row.below_independent_points).toBeCloseTo(difference, 9);
    }
  });
});

describe('the three erasure models', () => {
  const count = 6000;
  const rows = records(tablesOf(erasureModels, 'bit-erasure', count)[0]!);

  it('lose what their closed forms say', () => {
    const expected = ({ model, erasure_p, flip_p }: Record<string, never>) =>
      model === 'tb-erasure' ? 1 - erasure_p! : (1 - erasure_p! - flip_p!) ** codeBits;
    for (const row of rows) {
      expect(off(row.accuracy_percent!, expected(row), count), JSON.stringify(row)).toBeLessThan(4);
    }
    // flips forgotten
    const [weak] = rows.filter((row) => row.threshold === 0.25 && row.snr_db === 0);
    expect(off(weak!.accuracy_percent!, (1 - weak!.erasure_p!) ** codeBits, count)).toBeGreaterThan(8);
  });

  it('measures independent erasures once for every share', () => {
    const { trials } = erasureModels.plan(knownSubject('bit-erasure', 2));
    const shares = new Set(rows.map((row) => row.erasure_p));
    expect(trials).toHaveLength(shares.size + rows.filter(({ model }) => model !== 'bit-bec').length);
    for (const row of rows.filter(({ model }) => model === 'tb-erasure')) {
      const [reference] = rows.filter(({ model, erasure_p }) => model === 'bit-bec' && erasure_p === row.erasure_p);
      const below = Number(reference!.accuracy_percent) - Number(row.accuracy_percent);
      expect(row.below_bit_bec_points).toBeCloseTo(below, 9);
    }
  });

  it('states what the demapper makes of the SNR', () => {
    for (const row of rows.filter(({ model }) => model === 'soft-demapper')) {
      const { erasure, flip } = demappedBit(10 ** (row.snr_db! / 10), row.threshold!);
      expect(row.erasure_p).toBeCloseTo(erasure, 12);
      expect(row.flip_p).toBeCloseTo(flip, 12);
    }
  });
});

describe("the authors' protocol", () => {
  it('draws sigma uniform in 0..0.1 once per batch', () => {
    const count = 32 * 400;
    const [row] = records(tablesOf(authorsProtocol, 'awgn', count)[0]!);
    expect(row).toMatchObject({ noise: 0.1, batch: 32, batches: 400 });
    const steps = 4000;
    const mean = (limit: number) =>
      Array.from({ length: steps }, (_, k) => {
        const psnr = -20 * Math.log10((limit * (k + 0.5)) / steps);
        // the encoder is told no more than its card knows
        return accuracyAt(Math.min(42, psnr), psnr) / steps;
      }).reduce((sum, value) => sum + value, 0);
    const error = Number(row!.loss_standard_error);
    expect(Math.abs(row!.accuracy_percent! - 100 * mean(0.1))).toBeLessThan(4 * error);
    expect(Math.abs(row!.accuracy_percent! - 100 * mean(0.3))).toBeGreaterThan(8 * error);
  });

  it('has a standard error of its draws: larger than that of as many independent images', () => {
    const [row] = records(tablesOf(authorsProtocol, 'bit-erasure', 32 * 60)[0]!);
    const wrong = 1 - Number(row!.accuracy_percent) / 100;
    expect(row!.loss_standard_error).toBeGreaterThan(100 * Math.sqrt((wrong * (1 - wrong)) / (32 * 60)));
  });
});

describe('the table of a tabulated codec', () => {
  const count = 800;
  const repeats = 3;
  const [table, checks] = tablesOf(accuracyTable, 'awgn', count, repeats);
  const { interpolation } = table!.facts as { interpolation: InterpolationSummary };

  it('has the columns of a codec file, and shares with the number of images behind them', () => {
    expect(table!.columns).toEqual(['told_db', 'met_db', 'accuracy', 'images']);
    for (const row of records(table!)) {
      expect(row.images).toBe(count);
      const expected = accuracyAt(row.told_db!, row.met_db!);
      expect(off(100 * row.accuracy!, expected, count * repeats)).toBeLessThan(4);
    }
  });

  it('states how far readings are from direct evaluation, and is not further from the truth', () => {
    const rows = records(checks!);
    expect(interpolation).toMatchObject({ middles: rows.length, images: count, repeats, level: 0.95 });
    const largest = Math.max(...rows.map((row) => Math.abs(row.difference_points!)));
    expect(Math.abs(interpolation.largest.difference)).toBe(largest);
    expect(interpolation.bound).toBeGreaterThan(largest);
    const between = (a: number, b: number, x: number, f: (at: number) => number) =>
      f(a) + ((f(b) - f(a)) * (x - a)) / (b - a);
    const axis = (name: string) => [...new Set(records(table!).map((row) => Number(row[name])))];
    const around = (values: number[], x: number) => {
      const above = values.findIndex((value) => value >= x);
      return [values[above - 1]!, values[above]!] as const;
    };
    for (const row of rows) {
      const [told, met] = [Number(row.told_db), Number(row.met_db)];
      const [low, high] = around(axis('told_db'), told);
      const [left, right] = around(axis('met_db'), met);
      const read = between(low, high, told, (t) => between(left, right, met, (m) => accuracyAt(t, m)));
      const truth = 100 * (read - accuracyAt(told, met));
      expect(Math.abs(truth)).toBeLessThan(interpolation.bound);
      // 0.02 points: every image may answer alike, which leaves no standard error
      expect(Math.abs(row.difference_points! - truth)).toBeLessThan(4 * row.difference_standard_error! + 0.02);
    }
  });

  it.each([
    { told: [20, 22, 32, 42], grid: published },
    { told: [-16, -10, -2, 6, 14, 22, 32, 42], grid: Array.from({ length: 59 }, (_, index) => index - 16) },
    { told: [15], grid: [15] },
  ])('tells what the card knows: $told', ({ told, grid }) => {
    const few = 200;
    const [own, readings] = tablesOf(accuracyTable, 'awgn', few, 1, grid);
    expect([...new Set(records(own!).map((row) => row.told_db))]).toEqual(told);
    for (const row of records(own!)) {
      expect(off(100 * row.accuracy!, accuracyAt(row.told_db!, row.met_db!), few)).toBeLessThan(4.5);
    }
    expect(readings!.rows.length).toBeGreaterThan(0);
  });

  it('checks erasures in the coordinates that the reading has', () => {
    const [cells, middles] = tablesOf(accuracyTable, 'bit-erasure', 400);
    expect(cells!.columns).toEqual(['told_p', 'met_p', 'accuracy', 'images']);
    const [first, second] = records(middles!);
    expect(first).toMatchObject({ told_p: 0.0005, met_p: 0.0005 });
    expect(second!.met_p).toBeCloseTo(Math.sqrt(0.01 * 0.03), 12);
  });
});

it('tables say where the encoder heard another condition than the one they name', () => {
  const clipped = "Told is clipped to the card's range, p = 0 .. 0.01.";
  const notes = (grid: readonly number[]) =>
    [channel, toldMet, bursts, erasureModels, authorsProtocol].map(
      (part) => tablesOf(part, 'bit-erasure', 40, 1, grid)[0]!.note,
    );
  // the authors tell up to 0.01 alone, the demapper erases more than 0.4
  expect(notes([0, 0.001, 0.01])).toEqual([clipped, clipped, clipped, clipped, undefined]);
  expect(notes([0, 1])).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(tablesOf(channel, 'awgn', 40, 1, published)[0]!.note).toBe(
    "Told is clipped to the card's range, 20 .. 42 dB.",
  );
});

it('parts have names and files of their own', () => {
  const names = evaluationParts.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const kind of ['awgn', 'bit-erasure'] as const) {
    const subject = knownSubject(kind, 2);
    const files = evaluationParts
      .filter(({ channels }) => channels.includes(kind))
      .flatMap((part) => {
        const plan = part.plan(subject);
        return plan.tables(runTrials(subject, plan.trials)).map(({ name }) => name);
      });
    expect(new Set(files).size).toBe(files.length);
  }
});

/** Codecs by their measured accuracy: how tables are read, how answers are drawn, and what is refused. */
import { describe, expect, it } from 'vitest';
import { KeyedDraws } from '../../src/base/random/keyed-draws.js';
import { noiseScale, sigma2FromPsnrDb } from '../../src/channel/code-mapping.js';
import { type AccuracyGrid, gridReader, interpolate, nearestTold } from '../../src/codec/accuracy-grid.js';
import type { BottleNetCard } from '../../src/codec/bottlenet-network.js';
import type { AnalogCodec, DigitalCodec, ErasureTolerantCodec } from '../../src/codec/codec.js';
import { codecFile } from '../../src/codec/evaluation/codec-file.js';
import { readNumericCsv } from '../../src/codec/numeric-csv.js';
import { type AnsweredImages, tabulatedCodec } from '../../src/codec/tabulated.js';
import { type TabulatedCodec, tabulatedDescription } from '../../src/codec/tabulated-file.js';

const decibels: AccuracyGrid = {
  scale: 'dB',
  betweenTold: 'interpolated',
  told: [0, 10],
  met: [-10, 0, 20],
  accuracies: [0.1, 0.5, 0.9, 0.2, 0.4, 1],
  images: [100, 100, 100, 100, 100, 100],
};
const probabilities: AccuracyGrid = {
  scale: 'p',
  betweenTold: 'interpolated',
  told: [0],
  met: [0, 0.01, 0.1],
  accuracies: [0.9, 0.8, 0.3],
  images: [50, 50, 50],
};
const table = (grid: AccuracyGrid) => ({ id: 'table', accuracies: grid.accuracies, images: grid.images });
const accuracyAt = (grid: AccuracyGrid, told: number, met: number) => gridReader(grid, table(grid))(told, met).accuracy;

describe('a grid of accuracies', () => {
  it('is exact on its points and bilinear in dB between them', () => {
    expect(accuracyAt(decibels, 0, 0)).toBe(0.5);
    expect(accuracyAt(decibels, 10, 20)).toBe(1);
    expect(accuracyAt(decibels, 0, 10)).toBeCloseTo(0.7, 14);
    expect(accuracyAt(decibels, 4, -5)).toBeCloseTo(0.6 * 0.3 + 0.4 * 0.3, 14);
    expect(accuracyAt(decibels, 5, 5)).toBeCloseTo(0.5 * 0.6 + 0.5 * 0.55, 14);
  });

  it('is constant beyond its ends, nothing and everything received included', () => {
    expect(accuracyAt(decibels, 0, Number.NEGATIVE_INFINITY)).toBe(0.1);
    expect(accuracyAt(decibels, -7, 99)).toBe(0.9);
    expect(accuracyAt(decibels, 99, Number.POSITIVE_INFINITY)).toBe(1);
  });

  it('takes the nearest told value where it is asked to, the larger of two', () => {
    const nearest: AccuracyGrid = { ...decibels, betweenTold: 'nearest' };
    expect(accuracyAt(nearest, 4, 0)).toBe(0.5);
    expect(accuracyAt(nearest, 5, 0)).toBe(0.4);
    expect(nearestTold(nearest, 4.9)).toBe(0);
  });

  it('reads erasures by their logarithm, and linearly between the smallest one and 0', () => {
    expect(accuracyAt(probabilities, 0, 0.01)).toBe(0.8);
    expect(accuracyAt(probabilities, 0, Math.sqrt(0.001))).toBeCloseTo(0.55, 12);
    expect(accuracyAt(probabilities, 0, 0.005)).toBeCloseTo(0.85, 12);
    expect(accuracyAt(probabilities, 0, 0)).toBe(0.9);
    expect(accuracyAt(probabilities, 0.3, 1)).toBe(0.3);
  });

  it('says which cells it used, with weights that add up to 1', () => {
    const { cells, weights } = gridReader(decibels, table(decibels))(2, 5);
    expect(cells).toEqual([1, 2, 4, 5]);
    expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 14);
    expect(interpolate([0, 10], [1, 3], 2.5)).toBeCloseTo(1.5, 14);
  });
});

const images: AnsweredImages = { labels: Uint8Array.from([0, 1, 2, 3]), classCount: 4, count: 4 };
const common = { name: 'codec', deviceMacs: 1, serverMacs: 1, base: { accuracy: 0.95, images: 100 } };
const analog: TabulatedCodec = {
  ...common,
  payload: 'analog',
  values: 8,
  toldMinimum: 0,
  toldVariance: Array.from({ length: 11 }, () => 0.2),
  grid: decibels,
};
const draws = new KeyedDraws({ seed: 5, replication: 0 });
const keyOf = (request: number) => draws.key('camera', 0, request, 'noise');

/** Share of right answers of an analog codec at one PSNR. */
function shareRight(contents: TabulatedCodec, told: number, psnr: number, count: number): number {
  const codec = tabulatedCodec(contents, images) as AnalogCodec;
  const snr = 0.2 / sigma2FromPsnrDb(psnr);
  const questions = Array.from({ length: count }, (_, request) => ({
    image: request % 4,
    told,
    reception: { kind: 'analog', segments: [{ uses: 4, snr }] } as const,
    noiseKey: keyOf(request),
  }));
  const answers = codec.answer(questions);
  return answers.filter((predicted, request) => predicted === images.labels[request % 4]).length / count;
}

describe('answers', () => {
  it('are right as often as the table says at the PSNR of V and the SNR met', () => {
    const count = 20_000;
    for (const [told, psnr, accuracy] of [
      [0, 0, 0.5],
      [10, 20, 1],
      [5, 5, 0.575],
    ] as const) {
      const error = Math.sqrt((accuracy * (1 - accuracy)) / count);
      expect(Math.abs(shareRight(analog, told, psnr, count) - accuracy)).toBeLessThanOrEqual(4 * error);
    }
  });

  it('count the mean noise variance of a code over uneven channel uses', () => {
    const codec = tabulatedCodec(analog, images) as AnalogCodec;
    const count = 20_000;
    // Mean of 1/g over four uses: (1/0.5 + 3/1.5)/4 = 1, so PSNR = -10 log10 0.2 = 7 dB.
    const segments = [
      { uses: 1, snr: 0.5 },
      { uses: 3, snr: 1.5 },
    ];
    const right = codec.answer(
      Array.from({ length: count }, (_, request) => ({
        image: 0,
        told: 0,
        reception: { kind: 'analog', segments } as const,
        noiseKey: keyOf(request),
      })),
    );
    const accuracy = 0.5 + (0.4 * -10 * Math.log10(0.2)) / 20;
    const share = right.filter((predicted) => predicted === 0).length / count;
    expect(Math.abs(share - accuracy)).toBeLessThan(4 * Math.sqrt((accuracy * (1 - accuracy)) / count));
  });

  it('of a better codec are right wherever those of a worse one are: one draw a request', () => {
    const digital = (accuracy: number) =>
      tabulatedCodec(
        { ...common, payload: 'digital', sizes: { bits: [8], weights: [1] }, share: { accuracy, images: 100 } },
        images,
      ) as DigitalCodec;
    const [worse, better] = [digital(0.6), digital(0.7)];
    let onlyBetter = 0;
    for (let request = 0; request < 2000; request++) {
      const right = [worse, better].map((codec) => codec.answerOf(1, keyOf(request)) === 1);
      expect(right[0] && !right[1]).toBe(false);
      if (right[1] && !right[0]) onlyBetter++;
    }
    expect(Math.abs(onlyBetter / 2000 - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / 2000));
    expect(() => better.answerOf(0)).toThrow(/a key is needed/);
  });

  it('refuse the reception of another payload', () => {
    const codec = tabulatedCodec(analog, images) as AnalogCodec;
    const ask = () => codec.answer([{ image: 0, told: 0, reception: { kind: 'digital' }, noiseKey: keyOf(0) }]);
    expect(ask).toThrow(/reception "digital"/);
    const erasure = tabulatedCodec({ ...common, payload: 'erasure-tolerant', bits: 8, grid: probabilities }, images);
    const other = () =>
      (erasure as ErasureTolerantCodec).answer([
        { image: 0, told: 0, reception: { kind: 'none' }, noiseKey: keyOf(0) },
      ]);
    expect(other).toThrow(/reception "none"/);
  });
});

describe('the power of a code', () => {
  const csv = 'told_db,met_db,accuracy,images\n0,0,0.5,100\n2,0,0.6,100\n';
  const interpret = (payload: object) => {
    const description = { ...common, encoderMacs: 0, decoderMacs: 0, accuracy: 'accuracy.csv', payload };
    return tabulatedDescription.interpret(description as never, { read: (file) => ({ file, text: csv }) });
  };
  const codecOf = (payload: object) => {
    const read = interpret({ kind: 'analog', values: 8, betweenTold: 'interpolated', ...payload });
    if (!('contents' in read)) throw new Error(read.issues.map(({ message }) => message).join());
    return tabulatedCodec(read.contents as TabulatedCodec, images) as AnalogCodec;
  };
  const moments = (payload: object) => {
    const { toldVariance, symbolPower } = codecOf(payload);
    return [[...toldVariance], symbolPower === undefined ? null : [0, 1, 2].map((told) => symbolPower(told))];
  };
  const byTold = [
    { told: 0, meanSquare: 0.25 },
    { told: 2, meanSquare: 0.75 },
  ];

  it('is the mean square in mode peak, where noise is counted against the peak', () => {
    expect(moments({ mode: 'peak', meanSquare: byTold })).toEqual([
      [1, 1, 1],
      [0.25, 0.5, 0.75],
    ]);
    expect(moments({ mode: 'peak', variance: 0.25, mean: 0.5 })).toEqual([
      [1, 1, 1],
      [0.5, 0.5, 0.5],
    ]);
  });

  it('is that of the symbols in the other modes, and scales the noise in dc', () => {
    expect(moments({ mode: 'dc', meanSquare: byTold })).toEqual([[0.25, 0.5, 0.75], null]);
    expect(moments({ mode: 'dc', variance: 0.25, mean: 0.5 })).toEqual([[0.5, 0.5, 0.5], null]);
    expect(moments({ mode: 'ac', variance: 0.25, mean: 0.5 })).toEqual([[0.25, 0.25, 0.25], null]);
  });

  it('must follow from what is stated', () => {
    const issuesOf = (payload: object) => {
      const read = interpret({ kind: 'analog', values: 8, betweenTold: 'interpolated', ...payload });
      return 'issues' in read ? read.issues.map(({ path, message }) => `${path}: ${message}`) : [];
    };
    const oneOf = (mode: string) => [`/payload: accepted in mode ${mode}: either meanSquare, or variance and mean`];
    expect(issuesOf({ mode: 'peak' })).toEqual(oneOf('peak'));
    expect(issuesOf({ mode: 'dc', variance: 0.1, meanSquare: 0.2 })).toEqual(oneOf('dc'));
    expect(issuesOf({ mode: 'peak', variance: 0.1 })[0]).toMatch(
      /E\[x\^2\], is unknown; accepted in mode peak: meanSquare/,
    );
    expect(issuesOf({ mode: 'peak', meanSquare: 0.1, mean: 0.2 })[0]).toMatch(
      /^\/payload\/mean: stands beside meanSquare/,
    );
    expect(issuesOf({ mode: 'ac', variance: 0.1, meanSquare: 0.2 })[0]).toMatch(
      /^\/payload\/meanSquare: has no use in mode ac/,
    );
    expect(issuesOf({ mode: 'ac' })[0]).toMatch(/^\/payload: no variance/);
    expect(issuesOf({ mode: 'peak', variance: 0.9, mean: 0.5 })[0]).toMatch(/E\[x\^2\] comes to 1.15; .*at most 1/);
    expect(issuesOf({ mode: 'dc', meanSquare: [...byTold].reverse() })[0]).toMatch(
      /^\/payload\/meanSquare: not in order/,
    );
    expect(issuesOf({ mode: 'dc', meanSquare: 1.15 })).toEqual([]);
  });

  it('of a trained codec is the same in the file that is written for it', () => {
    const grid = [0, 1, 2];
    const told = { grid, mean: [0.3, 0.4, 0.5], variance: [0.05, 0.06, 0.07] };
    for (const powerMode of ['ac', 'dc', 'peak'] as const) {
      const written = codecFile({
        card: { name: 'net', channel: 'awgn', values: 8, powerMode, told, encoderMacs: 0 } as unknown as BottleNetCard,
        split: { name: 'late', shape: [1, 1, 8], deviceMacs: 1, serverMacs: 1 },
        base: { percent: 90, low: 89, high: 91, images: 100 },
        table: 'accuracy.csv',
        interpolation: {
          middles: 1,
          images: 100,
          repeats: 1,
          meanDifference: 0,
          rootMeanSquare: 0,
          largest: { told: 0, met: 0, difference: 0, standardError: 0 },
          bound: 0,
          level: 0.95,
        },
        provenance: { imageSet: 'tiny', imageSetSha256: '', images: 100, seed: 1, engine: 'none' },
      }) as { readonly payload: object };
      const statistics = grid.map((_, place) => ({ mean: told.mean[place]!, variance: told.variance[place]! }));
      const power = powerMode === 'peak' ? statistics.map((code) => noiseScale('dc', code)) : null;
      expect(moments(written.payload)).toEqual([statistics.map((code) => noiseScale(powerMode, code)), power]);
    }
  });
});

describe('payloads', () => {
  it('have sizes in the shares of their weights', () => {
    const codec = tabulatedCodec(
      {
        ...common,
        payload: 'digital',
        sizes: { bits: [100, 200, 400], weights: [1, 0, 3] },
        share: { accuracy: 1, images: 10 },
      },
      { ...images, count: 1000 },
    ) as DigitalCodec;
    const sizes = Array.from({ length: 1000 }, (_, image) => codec.bits(image));
    expect(sizes.filter((size) => size === 100)).toHaveLength(250);
    expect(sizes.filter((size) => size === 400)).toHaveLength(750);
  });

  it('know the range of their table', () => {
    expect((tabulatedCodec(analog, images) as AnalogCodec).psnrRange).toEqual([-10, 20]);
    const erasure = tabulatedCodec({ ...common, payload: 'erasure-tolerant', bits: 8, grid: probabilities }, images);
    expect((erasure as ErasureTolerantCodec).largestErasure).toBe(0.1);
  });

  it('of two names are two measurements, even with equal numbers', () => {
    const idOf = (name: string) => tabulatedCodec({ ...analog, name }, images).table!.base.table.id;
    expect(idOf('a')).not.toBe(idOf('b'));
    expect(idOf('a')).toBe(idOf('a'));
    const { table: both } = tabulatedCodec(analog, images);
    expect(both!.read(0, 0).table.id).not.toBe(both!.base.table.id);
  });
});

describe('CSV files of numbers', () => {
  const columns = [
    { name: 'bits', accepted: 'a whole number', accepts: Number.isInteger },
    { name: 'weight', accepted: 'a weight', accepts: (value: number) => value >= 0 && value < 10, default: 1 },
  ];
  const read = (text: string, mostRows = 10) => readNumericCsv({ file: 'x.csv', text, columns, mostRows });
  const faultsOf = (text: string, mostRows = 10) => {
    const result = read(text, mostRows);
    return 'faults' in result ? result.faults.map(({ line, message }) => [line, message]) : [];
  };

  it('are read whatever the line ends, the order of columns, and the comments', () => {
    expect(read('\uFEFF# sizes\r\nweight,bits\r\n0.5, 8\r\n1e0,16\r\n\r\n')).toEqual({
      rows: { columns: { bits: [8, 16], weight: [0.5, 1] }, lines: [3, 4] },
    });
    expect(read('bits\n8\n')).toEqual({ rows: { columns: { bits: [8], weight: [1] }, lines: [2] } });
  });

  it('say everything that is wrong, with its line', () => {
    expect(faultsOf('bits,weight\n1.5,2\n,3\nnan,1e999\n7\n')).toEqual([
      [2, 'bits: found "1.5"; accepted: a whole number'],
      [3, 'bits: found ""; accepted: a whole number'],
      [4, 'bits: found "nan"; accepted: a whole number'],
      [4, 'weight: found "1e999"; accepted: a weight'],
      [5, 'found 1 cells; accepted: 2, as many as the header has'],
    ]);
  });

  it('need a header that is known', () => {
    expect(faultsOf('bit,weight\n1,1\n')).toEqual([
      [1, 'unknown column "bit"; did you mean "bits"?; accepted: the header bits, and "weight" if wanted'],
    ]);
    expect(faultsOf('weight\n1\n')).toEqual([
      [1, 'missing column "bits"; accepted: the header bits, and "weight" if wanted'],
    ]);
    expect(faultsOf('bits,bits\n1,1\n')[0]).toEqual([1, 'the column "bits" stands here twice; accepted: once']);
    expect(faultsOf('')).toEqual([[undefined, expect.stringContaining('is empty')]]);
    expect(faultsOf('bits\n')).toEqual([[1, 'no rows follow; accepted: at least one']]);
  });

  it('are cut off at the most rows, and so are their faults', () => {
    expect(faultsOf(`bits\n${'1\n'.repeat(11)}`)).toEqual([[12, '11 rows; accepted: at most 10']]);
    expect(faultsOf(`bits\n${'x\n'.repeat(30)}`, 50).at(-1)).toEqual([undefined, 'and 10 more faults']);
  });
});

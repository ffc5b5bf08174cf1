/**
 * The codec file, `bottlenet-sim/codec@1`: payload, cost and measured accuracy of a codec that exists elsewhere.
 *
 * `interpret` joins the file and the tables it names into plain data; docs/bring-your-own-codec.md explains every key. All faults of
 * all files are reported together.
 */
import { type Static, Type } from 'typebox';
import { type Fault, InputError } from '../base/errors.js';
import { quantity } from '../base/units.js';
import { type CodeStatistics, noiseScale, type PowerMode } from '../channel/code-mapping.js';
import { type AccuracyGrid, type BetweenTold, interpolate, nearestTold, type Scale } from './accuracy-grid.js';
import type { CodecDescription, DescriptionFiles, Interpretation } from './codec.js';
import { abbreviated, type NumericColumn, type NumericRows, readNumericCsv } from './numeric-csv.js';

const largestDb = 100;
const mostImages = 1e9;
const mostCells = 40_000;
const mostSizes = 10_000;
/** Told conditions of analog codes are whole decibels: a span of more would mean another unit. */
const widestTold = 100;

const strict = { additionalProperties: false } as const;
const images = Type.Integer({ minimum: 2, maximum: mostImages, description: 'different images behind it' });
const share = Type.Object(
  { accuracy: Type.Number({ minimum: 0, maximum: 1, description: 'share of right answers' }), images },
  { ...strict, description: 'a share of right answers and the images behind it' },
);
const file = (description: string) => Type.String({ minLength: 1, maxLength: 1000, description });

const betweenTold = Object.assign(
  Type.Unsafe<BetweenTold>({
    type: 'string',
    enum: ['interpolated', 'nearest'],
    description: 'accuracy between two told conditions of the table: interpolated, or that of the nearest one',
  }),
  { default: 'interpolated' as const },
);

const moment = Type.Number({ exclusiveMinimum: 0, maximum: 1e6 });
const told = Type.Number({ minimum: -largestDb, maximum: largestDb });
const atMostTold = { minItems: 1, maxItems: 1000 };

const payload = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal('analog', { description: 'real values sent as symbols, two to a channel use' }),
        values: Type.Integer({ minimum: 1, maximum: 1e9, description: 'real values per request' }),
        mode: Object.assign(
          Type.Unsafe<PowerMode>({
            type: 'string',
            enum: ['ac', 'dc', 'peak'],
            description: 'what the transmit power counts: the values without their mean, with it, or their peak',
          }),
          { default: 'ac' as const },
        ),
        mean: Type.Optional(
          Type.Number({ minimum: -1e6, maximum: 1e6, description: 'mean b of the values; 0 where left out' }),
        ),
        variance: Type.Optional(
          Type.Union(
            [
              moment,
              Type.Array(
                Type.Object(
                  { told, variance: moment },
                  { ...strict, description: 'a told condition in dB and V under it' },
                ),
                atMostTold,
              ),
            ],
            { description: 'variance V of the values, or V by told condition; 1 makes PSNR the SNR of the link' },
          ),
        ),
        meanSquare: Type.Optional(
          Type.Union(
            [
              moment,
              Type.Array(
                Type.Object(
                  { told, meanSquare: moment },
                  { ...strict, description: 'a told condition in dB and E[x^2] under it' },
                ),
                atMostTold,
              ),
            ],
            { description: 'in modes dc and peak: mean square E[x^2] of the values, or E[x^2] by told condition' },
          ),
        ),
        betweenTold,
      },
      strict,
    ),
    Type.Object(
      {
        kind: Type.Literal('erasure-tolerant', { description: 'bits that may be erased one by one and are sent once' }),
        bits: Type.Integer({ minimum: 1, maximum: 1e9, description: 'bits per request' }),
        betweenTold,
      },
      strict,
    ),
    Type.Object(
      {
        kind: Type.Literal('digital', { description: 'bits that arrive all right or not at all, and are retried' }),
        bits: Type.Union([Type.Integer({ minimum: 1, maximum: 1e9 }), file('CSV file of sizes')], {
          description: 'bits per request, or a CSV file with the columns bits and, if wanted, weight',
        }),
      },
      strict,
    ),
    Type.Object({ kind: Type.Literal('none', { description: 'nothing is sent: the device answers' }) }, strict),
  ],
  { description: 'what a request sends' },
);

const definition = Type.Object(
  {
    $schema: Type.Optional(Type.String({ format: 'uri-reference', description: 'JSON Schema for the editor' })),
    format: Type.Literal('bottlenet-sim/codec@1', { description: 'kind of file and its version' }),
    name: Type.String({ minLength: 1, maxLength: 100, description: 'name in tables and figures' }),
    description: Object.assign(
      Type.String({ maxLength: 10_000, description: 'what the codec is, and how it was measured' }),
      {
        default: '',
      },
    ),
    payload,
    deviceMacs: quantity('macs', { description: 'computation on the device', default: '0 MAC' }),
    encoderMacs: quantity('macs', { description: 'further computation on the device: the encoder', default: '0 MAC' }),
    serverMacs: quantity('macs', { description: 'computation on the server', default: '0 MAC' }),
    decoderMacs: quantity('macs', { description: 'further computation on the server: the decoder', default: '0 MAC' }),
    accuracy: Type.Union([share, file('CSV file of the accuracy')], {
      description: 'CSV file with the accuracy by condition; for digital and none one share and the images behind it',
    }),
    base: share,
  },
  { ...strict, title: 'bottlenet-sim codec', description: 'A codec by its payload, cost and measured accuracy' },
);

type CodecFile = Static<typeof definition>;
type PayloadOf<Kind extends CodecFile['payload']['kind']> = Extract<CodecFile['payload'], { kind: Kind }>;

/** A share of right answers and the images behind it. */
export interface MeasuredAccuracy {
  readonly accuracy: number;
  readonly images: number;
}

/** A codec file and its tables as plain data. */
export type TabulatedCodec = {
  readonly name: string;
  /** With encoder and decoder. */
  readonly deviceMacs: number;
  readonly serverMacs: number;
  /** The unsplit network. */
  readonly base: MeasuredAccuracy;
} & (
  | {
      readonly payload: 'analog';
      readonly values: number;
      readonly toldMinimum: number;
      /** V in `ac`, and what stands for it in the other modes, by whole decibel from `toldMinimum` on. */
      readonly toldVariance: readonly number[];
      /** E|s|^2 by told condition in mode `peak`, where the transmit power is that of the peak. */
      readonly symbolPower?: readonly number[];
      readonly grid: AccuracyGrid;
    }
  | { readonly payload: 'erasure-tolerant'; readonly bits: number; readonly grid: AccuracyGrid }
  | {
      readonly payload: 'digital';
      readonly sizes: { readonly bits: readonly number[]; readonly weights: readonly number[] };
      readonly share: MeasuredAccuracy;
    }
  | { readonly payload: 'none'; readonly share: MeasuredAccuracy }
);

export const tabulatedDescription: CodecDescription = {
  format: 'bottlenet-sim/codec@1',
  schema: definition,
  interpret: (description: CodecFile, files) => new Interpreter(description, files).result(),
};

/** A moment by told condition; null where the conditions do not rise. */
function risingTable<Entry extends { readonly told: number }>(
  given: number | readonly Entry[],
  momentOf: (entry: Entry) => number,
): { readonly at: readonly number[]; readonly values: readonly number[] } | null {
  if (typeof given === 'number') return { at: [0], values: [given] };
  const at = given.map(({ told }) => told);
  if (at.some((told, index) => index > 0 && told <= at[index - 1]!)) return null;
  return { at, values: given.map(momentOf) };
}

class Interpreter {
  readonly #description: CodecFile;
  readonly #files: DescriptionFiles;
  readonly #issues: { path: string; message: string }[] = [];
  readonly #faults: Fault[] = [];

  constructor(description: CodecFile, files: DescriptionFiles) {
    this.#description = description;
    this.#files = files;
  }

  result(): Interpretation {
    const { name, deviceMacs, encoderMacs, serverMacs, decoderMacs, base } = this.#description;
    const body = this.#body();
    if (body === undefined) return { issues: this.#issues, faults: this.#faults };
    const contents = {
      name,
      deviceMacs: deviceMacs + encoderMacs,
      serverMacs: serverMacs + decoderMacs,
      base,
      ...body,
    } as TabulatedCodec;
    return { contents };
  }

  /** Undefined where there are faults. */
  #body(): object | undefined {
    const { payload } = this.#description;
    switch (payload.kind) {
      case 'analog':
        return this.#analog(payload);
      case 'erasure-tolerant': {
        const grid = this.#grid('p', payload.betweenTold);
        return grid === undefined ? undefined : { payload: payload.kind, bits: payload.bits, grid };
      }
      case 'digital': {
        const share = this.#share(payload.kind);
        const sizes = this.#sizes(payload.bits);
        return share === undefined || sizes === undefined ? undefined : { payload: payload.kind, sizes, share };
      }
      case 'none': {
        const share = this.#share(payload.kind);
        return share === undefined ? undefined : { payload: payload.kind, share };
      }
    }
  }

  #analog(payload: PayloadOf<'analog'>): object | undefined {
    const { kind, values, mode, betweenTold } = payload;
    const statisticsAt = this.#statistics(payload);
    const grid = this.#grid('dB', betweenTold);
    if (grid === undefined || statisticsAt === undefined) return undefined;
    const conditions = this.#toldConditions(grid);
    if (conditions === undefined) return undefined;
    const statistics = conditions.map((told) =>
      statisticsAt(betweenTold === 'nearest' ? grid.told[nearestTold(grid, told)]! : told),
    );
    const meanSquares = statistics.map((code) => noiseScale('dc', code));
    const largest = Math.max(...meanSquares);
    if (mode === 'peak' && largest > 1) {
      const message = `E[x^2] comes to ${largest}; accepted in mode peak: at most 1, the transmit power is that of |s| = 1`;
      this.#issues.push({ path: '/payload', message });
      return undefined;
    }
    return {
      payload: kind,
      values,
      toldMinimum: conditions[0]!,
      toldVariance: statistics.map((code) => noiseScale(mode, code)),
      ...(mode === 'peak' ? { symbolPower: meanSquares } : {}),
      grid,
    };
  }

  /** Of the values by told condition, as far as the mode needs them: a mean square alone stands as that of values without mean. */
  #statistics(payload: PayloadOf<'analog'>): ((told: number) => CodeStatistics) | undefined {
    const { mode, mean, variance, meanSquare } = payload;
    const issues = this.#issues.length;
    const refuse = (key: string, message: string) => this.#issues.push({ path: `/payload${key}`, message });
    if (mode === 'ac') {
      if (variance === undefined) refuse('', 'no variance; accepted in mode ac: the variance of the values');
      if (meanSquare !== undefined) refuse('/meanSquare', 'has no use in mode ac; accepted: variance alone');
    } else if ((variance === undefined) === (meanSquare === undefined)) {
      refuse('', `accepted in mode ${mode}: either meanSquare, or variance and mean`);
    } else if (meanSquare !== undefined && mean !== undefined) {
      refuse('/mean', 'stands beside meanSquare; accepted: either meanSquare, or variance and mean');
    } else if (mode === 'peak' && variance !== undefined && mean === undefined) {
      refuse(
        '',
        'the mean power of its symbols, E[x^2], is unknown; accepted in mode peak: meanSquare, or mean beside variance',
      );
    }
    const square = meanSquare === undefined ? undefined : risingTable(meanSquare, (entry) => entry.meanSquare);
    const spread = variance === undefined ? undefined : risingTable(variance, (entry) => entry.variance);
    for (const [key, table] of [
      ['variance', spread],
      ['meanSquare', square],
    ] as const) {
      if (table === null) refuse(`/${key}`, 'not in order; accepted: told conditions in rising order');
    }
    const table = square ?? spread;
    if (this.#issues.length > issues || table === undefined || table === null) return undefined;
    return (told) => ({ mean: mean ?? 0, variance: interpolate(table.at, table.values, told) });
  }

  /** Whole decibels that the encoder can be told. */
  #toldConditions({ told }: AccuracyGrid): number[] | undefined {
    // An encoder that is told nothing is "told" the one condition of its table.
    const first = told.length === 1 ? Math.round(told[0]!) : Math.ceil(told[0]!);
    const last = told.length === 1 ? first : Math.floor(told.at(-1)!);
    if (first > last || last - first > widestTold) {
      const message = `${this.#description.accuracy} tells conditions from ${told[0]} to ${told.at(-1)} dB; accepted: at least one whole decibel and at most ${widestTold}`;
      this.#issues.push({ path: '/accuracy', message });
      return undefined;
    }
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }

  #share(kind: string): MeasuredAccuracy | undefined {
    const { accuracy } = this.#description;
    if (typeof accuracy !== 'string') return accuracy;
    const message = `found a file; accepted for payload "${kind}": { "accuracy": SHARE, "images": NUMBER }`;
    this.#issues.push({ path: '/accuracy', message });
    return undefined;
  }

  #grid(scale: Scale, betweenTold: BetweenTold): AccuracyGrid | undefined {
    const { accuracy, payload } = this.#description;
    const [toldName, metName] = scale === 'dB' ? ['told_db', 'met_db'] : ['told_p', 'met_p'];
    if (typeof accuracy !== 'string') {
      const message = `found one share; accepted for payload "${payload.kind}": a CSV file with the header ${toldName},${metName},accuracy,images`;
      this.#issues.push({ path: '/accuracy', message });
      return undefined;
    }
    const condition = scale === 'dB' ? between(-largestDb, largestDb, 'a PSNR in dB') : between(0, 1, 'a probability');
    const read = this.#rows(accuracy, '/accuracy', mostCells, [
      { name: toldName!, ...condition },
      { name: metName!, ...condition },
      { name: 'accuracy', ...between(0, 1, 'a share (not percent)') },
      { name: 'images', ...whole(2, mostImages) },
    ]);
    if (read === undefined) return undefined;
    const { rows, name } = read;
    const toldOf = rows.columns[toldName!]!;
    const metOf = rows.columns[metName!]!;
    const told = distinct(toldOf);
    const met = distinct(metOf);
    const rowOf = new Map<string, number>();
    const faults: Fault[] = [];
    toldOf.forEach((value, row) => {
      const key = `${value} ${metOf[row]}`;
      const before = rowOf.get(key);
      if (before === undefined) rowOf.set(key, row);
      else {
        const line = rows.lines[row]!;
        const message = `${toldName} ${value}, ${metName} ${metOf[row]} stood in line ${rows.lines[before]} already; accepted: once`;
        faults.push({ file: name, line, message });
      }
    });
    const cells = told.flatMap((value) => met.map((other) => rowOf.get(`${value} ${other}`) ?? -1));
    cells.forEach((row, cell) => {
      if (row >= 0) return;
      const at = `${toldName} ${told[Math.floor(cell / met.length)]}, ${metName} ${met[cell % met.length]}`;
      faults.push({ file: name, message: `no row for ${at}; accepted: every told condition with every met one` });
    });
    if (faults.length > 0) {
      this.#faults.push(...abbreviated(name, faults));
      return undefined;
    }
    const pick = (column: string): number[] => cells.map((row) => rows.columns[column]![row]!);
    return { scale, betweenTold, told, met, accuracies: pick('accuracy'), images: pick('images') };
  }

  #sizes(bits: number | string): { bits: readonly number[]; weights: readonly number[] } | undefined {
    if (typeof bits === 'number') return { bits: [bits], weights: [1] };
    const read = this.#rows(bits, '/payload/bits', mostSizes, [
      { name: 'bits', ...whole(1, 1e9) },
      { name: 'weight', ...between(0, 1e9, 'a weight'), default: 1 },
    ]);
    if (read === undefined) return undefined;
    const { columns } = read.rows;
    const weights = columns.weight!;
    if (weights.some((weight) => weight > 0)) return { bits: columns.bits!, weights };
    this.#faults.push({ file: read.name, message: 'all weights are 0; accepted: at least one above' });
    return undefined;
  }

  #rows(
    path: string,
    pointer: string,
    mostRows: number,
    columns: readonly NumericColumn[],
  ): { readonly rows: NumericRows; readonly name: string } | undefined {
    let source: ReturnType<DescriptionFiles['read']>;
    try {
      source = this.#files.read(path);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#issues.push(...error.faults.map(({ message }) => ({ path: pointer, message })));
      return undefined;
    }
    const read = readNumericCsv({ ...source, columns, mostRows });
    if ('rows' in read) return { rows: read.rows, name: source.file };
    this.#faults.push(...read.faults);
    return undefined;
  }
}

function between(least: number, most: number, what: string): Pick<NumericColumn, 'accepted' | 'accepts'> {
  return { accepted: `${what} from ${least} to ${most}`, accepts: (value) => value >= least && value <= most };
}

function whole(least: number, most: number): Pick<NumericColumn, 'accepted' | 'accepts'> {
  const accepts = (value: number): boolean => Number.isInteger(value) && value >= least && value <= most;
  return { accepted: `a whole number from ${least} to ${most}`, accepts };
}

const distinct = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

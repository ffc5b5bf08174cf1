/**
 * The scenario: one definition from which the published JSON Schema, the checks, the defaults, the documentation and both
 * static types come.
 *
 * `ScenarioText` is what a user writes (quantities as text, defaults left out); `Scenario` is what the simulator gets
 * (numbers in SI, durations in nanoseconds, every default filled in). Parts with a `kind` come from registries.
 */
import {
  type Static,
  type TArray,
  type TObject,
  type TRecord,
  type TSchema,
  type TUnion,
  type TUnsafe,
  Type,
} from 'typebox';
import { slot, type TSlot } from '../base/slot.js';
import { quantity, type TDefaulted, type TQuantity } from '../base/units.js';

export const scenarioFormat = 'bottlenet-sim/scenario@1';

/** Names of groups, cells and servers: they stand in stream names ("device/camera/12") and in `--set` paths. */
export const namePattern = '^[A-Za-z][A-Za-z0-9_-]{0,63}$';
const nameAccepted = 'a name of a letter, then letters, digits, "-" or "_", at most 64';

const name = (description: string) => Type.String({ pattern: namePattern, 'x-accepted': nameAccepted, description });

/** A schema whose key may be left out; `default` is written as a user would write it. */
function defaulted<Schema extends TSchema>(schema: Schema, value: unknown): TDefaulted<Schema> {
  return Object.assign(schema, { default: value });
}

/** One of a few words. */
function choice<const Word extends string>(words: readonly Word[], description: string): TUnsafe<Word> {
  return Type.Unsafe<Word>({ type: 'string', enum: words, description });
}

function named<Schema extends TSchema>(value: Schema, description: string): TRecord<string, Schema> {
  const options = { additionalProperties: false, minProperties: 1, 'x-accepted': nameAccepted, description };
  return Type.Record(Type.String({ pattern: namePattern }), value, options) as unknown as TRecord<string, Schema>;
}

const strict = { additionalProperties: false } as const;

/** Which presets a value may be built on: `{ "preset": NAME, ...overrides }`. */
export type PresetSubject = 'compute' | 'radio' | 'cell' | 'server';

function presettable<Schema extends TSchema>(schema: Schema, subject: PresetSubject): Schema {
  return Object.assign(schema, { 'x-preset': subject });
}

const radio = Type.Object(
  {
    maximumPower: quantity('powerLevel', { description: 'largest transmit power P_max', default: '23 dBm' }),
    p0: quantity('powerLevel', {
      description: 'power control: target received power per resource block P0',
      default: '-85 dBm',
    }),
    alpha: defaulted(
      Type.Number({ minimum: 0, maximum: 1, description: 'power control: share of the path loss that is compensated' }),
      0.8,
    ),
    backoff: quantity('ratio', {
      description: 'back-off of the power amplifier from saturation, by waveform',
      default: '3 dB',
    }),
    efficiency: defaulted(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        description: 'efficiency eta of the power amplifier at saturation',
      }),
      0.3,
    ),
    circuitPower: quantity('power', {
      description: 'power of the other transmit circuits while on air',
      default: '200 mW',
    }),
  },
  { ...strict, description: 'Transmitter: power control and the energy of a second on air' },
);

const report = Type.Object(
  {
    period: quantity('duration', {
      description: 'time between two channel reports',
      exclusiveMinimum: 0,
      default: '5 ms',
    }),
    delay: quantity('duration', { description: 'age of a report when it becomes known', default: '4 ms' }),
    error: quantity('ratio', {
      description:
        'standard deviation of the error of a report, drawn per report, the same for every request that reads it, added before rounding',
      minimum: '0 dB',
      default: '0 dB',
    }),
  },
  { ...strict, description: 'What the device is told about its channel, and when' },
);

const group = Type.Object(
  {
    count: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'number of devices' }),
    cell: name('cell the devices send through'),
    server: name('edge server that answers'),
    priority: defaulted(
      Type.Integer({
        minimum: -1000,
        maximum: 1000,
        description: 'urgency at servers that serve in order of priority; higher first',
      }),
      0,
    ),
    deadline: Type.Optional(
      quantity('duration', {
        description: 'latest useful answer after creation; none when left out',
        exclusiveMinimum: 0,
      }),
    ),
    arrival: slot('arrivals', { description: 'when a device asks for an answer' }),
    codec: slot('codecs', { description: 'what a request sends and how it is answered' }),
    alternatives: Type.Optional(
      Type.Array(slot('codecs', { description: 'a further codec' }), {
        minItems: 1,
        maxItems: 15,
        description:
          'further codecs, counted from 1, which the policy may choose in the place of `codec`, which counts as 0',
      }),
    ),
    policy: slot('policies', {
      description: 'choice of split, codec and rate, request by request',
      default: { kind: 'fixed' },
    }),
    compute: presettable(
      slot('computeProfiles', { description: 'time and energy of computing on the device' }),
      'compute',
    ),
    placement: Type.Optional(slot('placements', { description: 'where the devices stand, seen from their cell' })),
    radio: defaulted(presettable(radio, 'radio'), {}),
    fading: slot('fadings', { description: 'fast fading of each link', default: { kind: 'static' } }),
    erasure: slot('erasures', { description: 'bit erasures of erasure-tolerant payloads', default: { kind: 'none' } }),
    report: defaulted(report, {}),
  },
  { ...strict, description: 'Devices of one kind' },
);

const server = Type.Object(
  {
    compute: presettable(
      slot('computeProfiles', { description: 'time and energy of computing on the server' }),
      'compute',
    ),
    workers: defaulted(
      Type.Integer({
        minimum: 1,
        maximum: 4096,
        description: 'batches computed at the same time, each on a processor of its own',
      }),
      1,
    ),
    queue: defaulted(
      Type.Object(
        {
          order: slot('queueOrders', {
            description: 'which of the waiting requests are taken first',
            default: { kind: 'fifo' },
          }),
          limit: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 1_000_000,
              description:
                'most requests that may wait for a busy server, further ones are dropped; no limit when left out',
            }),
          ),
        },
        { ...strict, description: 'Requests that wait for a worker' },
      ),
      {},
    ),
    batch: defaulted(
      Type.Object(
        {
          maximumSize: defaulted(
            Type.Integer({ minimum: 1, maximum: 4096, description: 'most requests computed together' }),
            1,
          ),
          maximumWait: quantity('duration', {
            description: 'longest wait of the oldest request for more to join',
            default: '0 ms',
          }),
        },
        { ...strict, description: 'Batching' },
      ),
      {},
    ),
    downlink: quantity('duration', { description: 'time of an answer on its way back', default: '0 ms' }),
  },
  { ...strict, description: 'An edge server' },
);

const inference = Type.Object(
  {
    share: defaulted(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'share of the requests whose answer the trained networks compute; the others are timed only',
      }),
      1,
    ),
    batch: defaulted(
      Type.Integer({ minimum: 1, maximum: 4096, description: 'rows of one network call; fixed and padded' }),
      64,
    ),
    interval: defaulted(
      choice(
        ['population', 'fixedSet'],
        'what accuracy intervals speak of: all images like these, or exactly these images',
      ),
      'population',
    ),
  },
  { ...strict, description: 'The neural networks in the loop' },
);

/** The scenario before its slots are filled from registries. */
export const scenarioDefinition = Type.Object(
  {
    $schema: Type.Optional(Type.String({ format: 'uri-reference', description: 'JSON Schema for the editor' })),
    format: Type.Literal(scenarioFormat, { description: 'kind of file and its version' }),
    name: name('name in tables and file names'),
    description: defaulted(Type.String({ description: 'what the scenario shows' }), ''),
    seed: defaulted(
      Type.Integer({ minimum: 0, maximum: 4_294_967_295, description: 'seed of every random stream' }),
      1,
    ),
    replications: defaulted(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'independent runs behind the intervals' }),
      10,
    ),
    duration: quantity('duration', {
      description: 'simulated time T during which counted requests are created',
      exclusiveMinimum: 0,
      // Runs may go on for another T after it, within 2^53 ns.
      maximum: '52 d',
    }),
    warmUp: quantity('duration', { description: 'requests created before it are not counted', default: '0 s' }),
    confidence: defaulted(
      Type.Number({ minimum: 0.5, maximum: 0.9999, description: 'level of every confidence interval' }),
      0.95,
    ),
    imageSet: defaulted(Type.String({ minLength: 1, description: 'images that devices capture' }), 'cifar10-test-2000'),
    backbone: defaulted(Type.String({ minLength: 1, description: 'network that is split' }), 'compact-cifar10'),
    inference: defaulted(inference, {}),
    devices: named(group, 'Groups of devices by name'),
    cells: named(presettable(slot('cells', { description: 'A radio cell' }), 'cell'), 'Cells by name'),
    servers: named(presettable(server, 'server'), 'Edge servers by name'),
  },
  {
    ...strict,
    title: 'bottlenet-sim scenario',
    description: 'One experiment: devices, cells, edge servers, and how to run it',
  },
);

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** The resolved scenario: numbers in SI units, durations in nanoseconds, all defaults filled in. */
export type Scenario = DeepReadonly<Static<typeof scenarioDefinition>>;

export type DeviceGroup = Scenario['devices'][string];

/** A slot as a user writes it: a kind with its parameters, or a preset with overrides. */
export interface KindedText {
  readonly kind?: string;
  readonly preset?: string;
  readonly [parameter: string]: unknown;
}

type OptionalKey<Properties> = {
  [Key in keyof Properties]: Properties[Key] extends { '~optional': true } | { readonly default: unknown }
    ? Key
    : never;
}[keyof Properties];

type TextOf<Schema> = Schema extends TQuantity
  ? string
  : Schema extends TSlot
    ? KindedText
    : Schema extends TObject<infer Properties>
      ? { readonly [Key in Exclude<keyof Properties, OptionalKey<Properties>>]: TextOf<Properties[Key]> } & {
          readonly [Key in OptionalKey<Properties>]?: TextOf<Properties[Key]>;
        }
      : Schema extends TRecord<string, infer Value>
        ? { readonly [name: string]: TextOf<Value> }
        : Schema extends TArray<infer Item>
          ? readonly TextOf<Item>[]
          : Schema extends TUnion<infer Parts>
            ? TextOf<Parts[number]>
            : Schema extends TSchema
              ? Static<Schema>
              : never;

/** The scenario as a user writes it. */
export type ScenarioText = TextOf<typeof scenarioDefinition>;

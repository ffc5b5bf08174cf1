/**
 * One request of each codec by hand: channel uses, resource blocks, bits and energy from the cards of the trained models and
 * from the tables of the standard. Nothing is random but images and the phase of the arrivals.
 */
import { bottleNetAwgn } from '../../codec/bottlenet-awgn.js';
import type { AnalogCodec, CodecModel, DigitalCodec } from '../../codec/codec.js';
import { feature8Bit } from '../../codec/feature-8bit.js';
import type { KindedText } from '../../scenario/schema.js';
import { radioEnergy, transportBlockSize } from '../by-hand.js';
import { type CellSetting, cellScenario, radioAt } from '../cell-scenario.js';
import type { Check, Experiment, WrongModel } from '../experiment.js';
import { metric } from '../measurement.js';
import type { DirectEvaluation } from './direct-evaluation.js';
import { awgnModel } from './trained-models.js';

/** 20 m from the cell, at a rate of 6 bit per use on any number of blocks. */
const radio = { ...radioAt(-70), distanceM: 20 };
const amplifier = { backoffDb: 3, efficiency: 0.3, circuitW: 0.2 };
const device = { macRate: 5e9, overheadS: 0.002, activeW: 4, idleW: 1.5 };
const server = { macRate: 800e9, overheadS: 0.001, activeW: 150, idleW: 60 };

const compute = ({ macRate, overheadS, activeW, idleW }: typeof device): KindedText => ({
  kind: 'linear',
  macRate: `${macRate} MAC/s`,
  overhead: `${1000 * overheadS} ms`,
  activePower: `${activeW} W`,
  idlePower: `${idleW} W`,
});

const setting = (codec: KindedText): CellSetting => ({
  name: `request-${codec.kind}`,
  replications: 5,
  duration: '2 s',
  radio,
  cell: { kind: 'slotted', resourceBlocks: 275 },
  group: {
    count: 1,
    arrival: { kind: 'periodic', period: '100 ms' },
    codec,
    compute: compute(device),
    radio: { backoff: '3 dB', efficiency: amplifier.efficiency, circuitPower: '200 mW' },
  },
  server: { compute: compute(server) },
});

/** Energy above idle of `macs` operations; service times are whole nanoseconds. */
function computeEnergy({ macRate, overheadS, activeW, idleW }: typeof device, macs: number): number {
  const seconds = overheadS + Math.round((macs / macRate) * 1e9) / 1e9;
  return seconds * (activeW - idleW);
}

type Row = Pick<Check, 'id' | 'title' | 'unit'> & {
  readonly metric: string;
  readonly value: (direct: DirectEvaluation) => Promise<number>;
  readonly wrong: WrongModel;
};

const experiment = (codec: KindedText, rows: readonly Row[]): Experiment => ({
  plan: { scenario: cellScenario(setting(codec)) },
  checks: rows.map(({ metric: name, value, ...row }) => ({
    ...row,
    kind: 'exact',
    source: '3GPP TS 38.211, section 4, and TS 38.214, section 5.1.3.2; by hand',
    reference: async (direct) => ({ value: await value(direct), standardError: 0 }),
    measure: metric(name),
  })),
});

const pilotsAsData = (codec: KindedText): WrongModel => ({
  change: 'pilot symbols take half of every resource block',
  scenario: cellScenario({ ...setting(codec), cell: { kind: 'slotted', resourceBlocks: 275, dmrsSymbols: 7 } }),
});
const smallCode: KindedText = { kind: 'bottlenet-awgn', model: awgnModel };

const realForComplex: CodecModel = {
  ...bottleNetAwgn,
  name: 'real-for-complex',
  async create(parameters: never, context) {
    const codec = (await bottleNetAwgn.create(parameters, context)) as AnalogCodec;
    return { ...codec, values: 2 * codec.values };
  },
};

export const codecRequestExperiment = experiment(smallCode, [
  {
    id: 'coupling.request.uses',
    title: 'one request of the trained codec by hand: channel uses of its code',
    unit: '1',
    metric: 'bandwidth.channelUsesPerRequest',
    value: async (direct) => Math.ceil((await direct.awgnCard()).values / 2),
    wrong: {
      change: 'one channel use per real code value',
      scenario: cellScenario(setting({ ...smallCode, kind: realForComplex.name })),
      extensions: () => [{ codecs: [realForComplex] }],
    },
  },
  {
    id: 'coupling.request.energy',
    title: 'one request of the trained codec by hand: energy of device, radio and server',
    unit: 'J',
    metric: 'energy.perRequest',
    async value(direct) {
      const { backbone } = await direct.context();
      const { values, split, encoderMacs, decoderMacs } = await direct.awgnCard();
      const { deviceMacs, serverMacs } = backbone.splits.get(split)!;
      const blocks = Math.ceil((Math.ceil(values / 2) + 112) / 144);
      return (
        computeEnergy(device, deviceMacs + encoderMacs) +
        radioEnergy(radio, [blocks], amplifier) +
        computeEnergy(server, serverMacs + decoderMacs)
      );
    },
    wrong: pilotsAsData(smallCode),
  },
]);

/** Header, CRC and the transport block that holds `bits`, all sent in one slot at 6 bit per use. */
const sentBits = (bits: number): number => 56 + 24 + transportBlockSize(bits);
const blocksAtFullRate = (bits: number): number =>
  Math.ceil((112 + Math.ceil((24 + transportBlockSize(bits)) / 6)) / 144);

const rawImage: KindedText = { kind: 'image-raw' };
const rawBits = 32 * 32 * 3 * 8;
const rawRequest = experiment(rawImage, [
  {
    id: 'coupling.request.raw-image',
    title: 'one raw image by hand: resource blocks at 6 bit per channel use',
    unit: '1',
    metric: 'bandwidth.blockSlotsPerRequest',
    value: async () => blocksAtFullRate(rawBits),
    wrong: pilotsAsData(rawImage),
  },
]);

const feature: KindedText = { kind: 'feature-8bit', split: 'late' };
const twoBytes: CodecModel = {
  ...feature8Bit,
  name: 'two-bytes-per-value',
  async create(parameters: never, context) {
    const codec = (await feature8Bit.create(parameters, context)) as DigitalCodec;
    return { ...codec, bits: (image) => 2 * codec.bits(image) };
  },
};

const featureRequest = experiment(feature, [
  {
    id: 'coupling.request.feature-8bit',
    title: 'one split feature at 8 bits per value by hand: bits with header, CRC and padding of the transport block',
    unit: 'bit',
    metric: 'bandwidth.bitsPerRequest',
    async value(direct) {
      const [height, width, depth] = (await direct.context()).backbone.splits.get('late')!.shape;
      return sentBits(8 * height * width * depth + 32);
    },
    wrong: {
      change: 'two bytes per value',
      scenario: cellScenario(setting({ ...feature, kind: twoBytes.name })),
      extensions: () => [{ codecs: [twoBytes] }],
    },
  },
]);

const local: KindedText = { kind: 'local' };
const localRequest = experiment(local, [
  {
    id: 'coupling.request.local',
    title: 'one request answered by the device alone: its energy, nothing on air, nothing at the server',
    unit: 'J',
    metric: 'energy.perRequest',
    value: async (direct) => computeEnergy(device, (await direct.context()).backbone.macs),
    wrong: {
      change: 'the idle draw of the device booked under the work',
      scenario: cellScenario({
        ...setting(local),
        group: { ...setting(local).group, compute: { ...compute(device), idlePower: '0 W' } },
      }),
    },
  },
]);

/** Requests that need the backbone alone. */
export const backboneRequestExperiments: readonly Experiment[] = [rawRequest, featureRequest, localRequest];

/** Scenarios with a slotted cell: devices at one distance, an edge server that takes no time. */
import type { KindedText, ScenarioText } from '../scenario/schema.js';
import type { Radio } from './by-hand.js';
import { backboneModel, imageSet } from './coupling/trained-models.js';
import { noCompute } from './queue-scenario.js';
import { seedOf } from './seed.js';

export interface CellSetting {
  readonly name: string;
  readonly replications: number;
  readonly duration: string;
  readonly warmUp?: string;
  readonly radio: Radio;
  /** The cell without what `radio` says. */
  readonly cell?: KindedText;
  /** Group of devices without what `radio` says. */
  readonly group: { readonly count: number; readonly arrival: KindedText; readonly codec: KindedText } & Readonly<
    Partial<ScenarioText['devices'][string]>
  >;
  readonly server?: ScenarioText['servers'][string];
  readonly inference?: NonNullable<ScenarioText['inference']>;
}

/** P0 in dBm is what the rows set; the rest is a device at 100 m of a cell at 3.5 GHz. */
export function radioAt(p0Dbm: number): Radio {
  return {
    carrierHz: 3.5e9,
    distanceM: 100,
    pathLossExponent: 3,
    subcarrierSpacingHz: 30_000,
    noiseFigureDb: 5,
    p0Dbm,
    alpha: 0.8,
    maximumPowerDbm: 23,
  };
}

export function cellScenario({ radio, cell, group, server, inference, ...run }: CellSetting): ScenarioText {
  return {
    format: 'bottlenet-sim/scenario@1',
    warmUp: '0 s',
    seed: seedOf(run.name),
    ...run,
    imageSet,
    backbone: backboneModel,
    inference: inference ?? { share: 0 },
    devices: {
      source: {
        cell: 'radio',
        server: 'edge',
        compute: noCompute,
        placement: { kind: 'fixed', distance: `${radio.distanceM} m` },
        radio: {
          p0: `${radio.p0Dbm} dBm`,
          alpha: radio.alpha,
          maximumPower: `${radio.maximumPowerDbm} dBm`,
          ...group.radio,
        },
        ...without(group, 'radio'),
      },
    },
    cells: {
      radio: {
        kind: 'slotted',
        carrier: `${radio.carrierHz} Hz`,
        subcarrierSpacing: `${radio.subcarrierSpacingHz} Hz`,
        noiseFigure: `${radio.noiseFigureDb} dB`,
        pathLoss: { kind: 'log-distance', exponent: radio.pathLossExponent },
        ...cell,
      },
    },
    servers: { edge: server ?? { compute: noCompute, batch: { maximumSize: 64 } } },
  };
}

function without<Value extends object, Key extends keyof Value>(value: Value, key: Key): Omit<Value, Key> {
  const { [key]: _left, ...rest } = value;
  return rest;
}

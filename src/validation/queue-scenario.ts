/** Scenarios without radio and networks: arrivals, a device, an edge server, and nothing between them. */
import type { KindedText, ScenarioText } from '../scenario/schema.js';
import { seedOf } from './seed.js';

/** Devices that ask the server. */
export interface Source {
  readonly arrival: KindedText;
  readonly count?: number;
  readonly priority?: number;
  /** Latest useful answer after creation. */
  readonly deadline?: string;
}

export interface QueueSetting extends Source {
  readonly name: string;
  readonly replications: number;
  readonly duration: string;
  readonly warmUp: string;
  /** Compute profile of the device; it takes no time when left out. */
  readonly device?: KindedText;
  readonly server: KindedText;
  readonly workers?: number;
  readonly queue?: ScenarioText['servers'][string]['queue'];
  readonly batch?: { readonly maximumSize?: number; readonly maximumWait?: string };
}

export const noCompute: KindedText = { kind: 'affine', base: '0 ms' };

/** One group of devices, by default of one device, whose requests come to the server at the moment they are computed. */
export function queueScenario({ arrival, count, priority, deadline, ...setting }: QueueSetting): ScenarioText {
  const source = { arrival, ...defined({ count, priority, deadline }) };
  return sourcesScenario(setting, { source });
}

/** Groups of devices before one server. */
export function sourcesScenario(
  { name, device, server, workers, queue, batch, ...run }: Omit<QueueSetting, keyof Source>,
  sources: Readonly<Record<string, Source>>,
): ScenarioText {
  return {
    format: 'bottlenet-sim/scenario@1',
    name,
    seed: seedOf(name),
    ...run,
    inference: { share: 0 },
    devices: Object.fromEntries(
      Object.entries(sources).map(([group, source]) => [
        group,
        {
          count: 1,
          cell: 'air',
          server: 'edge',
          codec: { kind: 'payload-only', payload: 'analog', size: 2 },
          compute: device ?? noCompute,
          ...source,
        },
      ]),
    ),
    cells: { air: { kind: 'ideal' } },
    servers: { edge: { compute: server, ...defined({ workers, queue, batch }) } },
  };
}

/** The entries that are given. */
function defined<Values extends object>(values: Values): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

/** A wrong model is told from the right one by far fewer requests than the right one is measured with. */
export const few = { replications: 5 };

export const poisson = (perMillisecond: number): KindedText => ({
  kind: 'poisson',
  rate: `${1000 * perMillisecond} /s`,
});
export const exponential = (milliseconds: number): KindedText => ({ kind: 'exponential', mean: `${milliseconds} ms` });
export const constant = (milliseconds: number): KindedText => ({ kind: 'affine', base: `${milliseconds} ms` });
export const gamma = (milliseconds: number, scv: number): KindedText => ({
  kind: 'gamma',
  mean: `${milliseconds} ms`,
  scv,
});

/** Scenarios without radio and networks: arrivals, a device, an edge server, and nothing between them. */
import type { KindedText, ScenarioText } from '../scenario/schema.js';
import { seedOf } from './seed.js';

export interface QueueSetting {
  readonly name: string;
  readonly replications: number;
  readonly duration: string;
  readonly warmUp: string;
  readonly arrival: KindedText;
  /** Compute profile of the device; it takes no time when left out. */
  readonly device?: KindedText;
  readonly server: KindedText;
  readonly batch?: { readonly maximumSize?: number; readonly maximumWait?: string };
  /** Latest useful answer after creation. */
  readonly deadline?: string;
}

export const noCompute: KindedText = { kind: 'affine', base: '0 ms' };

/** One device whose requests come to the server at the moment they are computed. */
export function queueScenario({ name, arrival, device, server, batch, deadline, ...run }: QueueSetting): ScenarioText {
  return {
    format: 'bottlenet-sim/scenario@1',
    name,
    seed: seedOf(name),
    ...run,
    inference: { share: 0 },
    devices: {
      source: {
        count: 1,
        cell: 'air',
        server: 'edge',
        arrival,
        codec: { kind: 'payload-only', payload: 'analog', size: 2 },
        compute: device ?? noCompute,
        ...(deadline === undefined ? {} : { deadline }),
      },
    },
    cells: { air: { kind: 'ideal' } },
    servers: { edge: { compute: server, ...(batch === undefined ? {} : { batch }) } },
  };
}

export const poisson = (perMillisecond: number): KindedText => ({
  kind: 'poisson',
  rate: `${1000 * perMillisecond} /s`,
});
export const exponential = (milliseconds: number): KindedText => ({ kind: 'exponential', mean: `${milliseconds} ms` });
export const constant = (milliseconds: number): KindedText => ({ kind: 'affine', base: `${milliseconds} ms` });

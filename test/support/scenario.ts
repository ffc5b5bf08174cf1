/** Resolved scenarios for tests: small, without networks, changed by a function where a test needs it. */
import type { Scenario } from '../../src/scenario/schema.js';

export const seconds = (value: number): number => Math.round(value * 1e9);
export const milliseconds = (value: number): number => Math.round(value * 1e6);

export const radio = { maximumPower: 23, p0: -75, alpha: 0.8, backoff: 3, efficiency: 0.3, circuitPower: 0.2 };

type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;
export type Draft = Mutable<Scenario>;

/** Ten cameras on a slotted cell; `change` edits the draft. */
export function cellScenario(change: (draft: Draft) => void = () => {}): Scenario {
  const draft: Draft = {
    format: 'bottlenet-sim/scenario@1',
    name: 'test',
    description: '',
    seed: 1,
    replications: 2,
    duration: seconds(4),
    warmUp: seconds(1),
    confidence: 0.95,
    imageSet: 'cifar10-test-2000',
    backbone: 'compact-cifar10',
    inference: { share: 0, batch: 16, interval: 'population' },
    devices: {
      camera: {
        count: 10,
        cell: 'main',
        server: 'edge',
        priority: 0,
        deadline: milliseconds(100),
        arrival: { kind: 'periodic', period: milliseconds(100), jitter: milliseconds(10) },
        codec: { kind: 'payload-only', payload: 'analog', size: 256, deviceMacs: 50e6, serverMacs: 60e6 },
        policy: { kind: 'fixed' },
        compute: { kind: 'linear', macRate: 5e9, overhead: milliseconds(2), activePower: 4, idlePower: 1.5 },
        placement: { kind: 'ring', minimum: 20, maximum: 150 },
        radio,
        fading: { kind: 'rayleigh-jakes', speed: 1, sinusoids: 16 },
        erasure: { kind: 'none' },
        report: { period: milliseconds(5), delay: milliseconds(4), error: 0 },
      },
    },
    cells: {
      main: {
        kind: 'slotted',
        carrier: 3.5e9,
        subcarrierSpacing: 30e3,
        resourceBlocks: 51,
        dmrsSymbols: 2,
        noiseFigure: 5,
        antennaGain: 0,
        pathLoss: { kind: 'log-distance', exponent: 3.2, referenceDistance: 1 },
        scheduler: { kind: 'round-robin' },
        grantDelay: milliseconds(1),
        harqRoundTrip: milliseconds(4),
        maximumTries: 4,
        backhaul: milliseconds(1),
      },
    },
    servers: {
      edge: {
        compute: { kind: 'linear', macRate: 800e9, overhead: milliseconds(1), activePower: 150, idlePower: 60 },
        workers: 1,
        queue: { order: { kind: 'fifo' } },
        batch: { maximumSize: 16, maximumWait: milliseconds(2) },
        downlink: milliseconds(2),
      },
    },
  };
  change(draft);
  return draft;
}

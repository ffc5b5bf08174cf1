/**
 * Cameras of one period before one server: N + 1 periodic sources at random phases, service 1 ms, period D ms.
 *
 * A request finds what the N others have left in the server: P(wait > x) is that of the work of N sources. One set of
 * phases repeats for ever from its second period on, so many independent servers are looked at for one period each.
 */
import type { KindedText, ScenarioText } from '../../scenario/schema.js';
import { ndd1WorkExceeds } from '../../theory/ndd1.js';
import type { Experiment } from '../experiment.js';
import { type Measure, ratioOfRows } from '../measurement.js';
import { constant, noCompute, poisson } from '../queue-scenario.js';
import { seedOf } from '../seed.js';

const serversPerRun = 100;

const cases = [
  { others: 24, period: 30, waits: [1], replications: 70 },
  { others: 27, period: 30, waits: [1, 2], replications: 110 },
  { others: 90, period: 100, waits: [1, 2], replications: 40 },
] as const;

function cameras(
  name: string,
  replications: number,
  others: number,
  period: number,
  arrival: KindedText,
): ScenarioText {
  const sites = Array.from({ length: serversPerRun }, (_, site) => `s${site}`);
  return {
    format: 'bottlenet-sim/scenario@1',
    name,
    seed: seedOf(name),
    replications,
    warmUp: `${period} ms`,
    duration: `${2 * period} ms`,
    inference: { share: 0 },
    devices: Object.fromEntries(
      sites.map((site) => [
        site,
        {
          count: others + 1,
          cell: 'air',
          server: site,
          arrival,
          codec: { kind: 'payload-only', payload: 'analog', size: 2 },
          compute: noCompute,
        },
      ]),
    ),
    cells: { air: { kind: 'ideal' } },
    servers: Object.fromEntries(sites.map((site) => [site, { compute: constant(1) }])),
  };
}

const waitsLonger = (milliseconds: number): Measure =>
  ratioOfRows(() => ({ edgeArrived, batchStart }, sums) => {
    if (batchStart - edgeArrived > 1e6 * milliseconds) sums.numerator++;
    sums.denominator++;
  });

export const periodicSourcesExperiments: readonly Experiment[] = cases.map(
  ({ others, period, waits, replications }) => {
    const name = `periodic-${others}-${period}`;
    const scenario = (arrival: KindedText): ScenarioText => cameras(name, replications, others, period, arrival);
    const wrong = { change: 'Poisson arrivals of the same rate', scenario: scenario(poisson(1 / period)) };
    return {
      plan: { scenario: scenario({ kind: 'periodic', period: `${period} ms` }) },
      checks: waits.map((wait) => ({
        id: `periodic.${others}-${period}.${wait}`,
        kind: 'exact',
        title: `a request beside ${others} periodic sources, period ${period} services: P(wait > ${wait})`,
        unit: '1',
        source: 'Roberts, Mocci and Virtamo (eds.), Broadband Network Teletraffic, 1996 (nD/D/1)',
        reference: ndd1WorkExceeds(others, period, wait),
        measure: waitsLonger(wait),
        wrong,
      })),
    };
  },
);

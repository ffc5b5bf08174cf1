/** Energy per request by cause; idle power is booked apart. */
import { isInTime, type RunRecord } from '../record/run-record.js';
import type { Metric } from './metric.js';

const population = 'all requests created in the measured window';
const total = (record: RunRecord): number => record.deviceEnergy + record.radioEnergy + record.edgeEnergy;

export const energyMetrics: readonly Metric[] = [
  {
    kind: 'ratio',
    name: 'energy.perRequest',
    unit: 'J',
    description: 'energy above idle of device, radio and edge server',
    population,
    counts: () => true,
    numerator: total,
  },
  {
    kind: 'ratio',
    name: 'energy.deviceCompute',
    unit: 'J',
    description: 'energy above idle of the device for front network and encoder',
    population,
    counts: () => true,
    numerator: (record) => record.deviceEnergy,
  },
  {
    kind: 'ratio',
    name: 'energy.radio',
    unit: 'J',
    description: "energy of the device's radio, retries included",
    population,
    counts: () => true,
    numerator: (record) => record.radioEnergy,
  },
  {
    kind: 'ratio',
    name: 'energy.edge',
    unit: 'J',
    description: "share of the batch's energy above idle at the edge server, by operations",
    population,
    counts: () => true,
    numerator: (record) => record.edgeEnergy,
  },
  {
    kind: 'ratio',
    name: 'energy.perCorrectInTime',
    unit: 'J',
    description: 'energy above idle of all requests, per right answer in time',
    population: 'sampled requests created in the measured window',
    counts: (record) => record.sampled,
    numerator: total,
    denominator: (record) => (record.correct && isInTime(record) ? 1 : 0),
  },
  {
    kind: 'state',
    name: 'energy.idle',
    unit: 'J',
    description:
      'energy that devices and servers draw in the measured window by being switched on, per request created in it',
    population,
    numerator: ({ idleEnergy }) => idleEnergy,
    denominator: ({ measured }) => measured,
  },
];

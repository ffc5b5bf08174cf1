/**
 * The fluid uplink: one request by hand, and processor sharing.
 *
 * Two sizes, 5 and 30 ms of an empty pipe, equally frequent, load 1/2; a request of airtime x is in the cell for x/(1 - rho)
 * in the mean. Devices are so many that one seldom has a request under way when it creates the next.
 */
import { processorSharingSojourn } from '../../theory/mg1.js';
import { radioEnergy } from '../by-hand.js';
import { type CellSetting, cellScenario, radioAt } from '../cell-scenario.js';
import type { Experiment } from '../experiment.js';
import { type Measure, metric, ratioOfRows } from '../measurement.js';
import { few } from '../queue-scenario.js';

const radio = radioAt(-83);
/** 12 subcarriers of 30 kHz: channel uses per millisecond. */
const usesPerMillisecond = 360;
const headerUses = 112;
const pipe = { kind: 'fluid', resourceBlocks: 1 };

/** Analog code values that take so many milliseconds of the empty pipe, header included. */
const valuesOf = (milliseconds: number): number => 2 * (milliseconds * usesPerMillisecond - headerUses);
const analog = (milliseconds: number) => ({ kind: 'payload-only', payload: 'analog', size: valuesOf(milliseconds) });

const alone: CellSetting = {
  name: 'fluid-alone',
  replications: 2,
  duration: '1 s',
  radio,
  cell: pipe,
  group: { count: 1, arrival: { kind: 'periodic', period: '40 ms' }, codec: analog(3) },
};
/** What a transmitter draws, from the energy of a slot of half a millisecond. */
const amplifier = { backoffDb: 3, efficiency: 0.3, circuitW: 0.2 };
const drainW = radioEnergy(radio, [1], amplifier) / 0.5e-3;
const slotted = {
  change: 'pilot symbols and whole slots: the slotted cell',
  scenario: cellScenario({ ...alone, cell: { ...pipe, kind: 'slotted' } }),
};

export const fluidRequestExperiment: Experiment = {
  plan: { scenario: cellScenario(alone) },
  quick: true,
  checks: [
    {
      id: 'fluid.airtime',
      kind: 'exact',
      title: 'one request alone in a fluid cell: airtime (n + 112)/B',
      unit: 's',
      source: 'definition; by hand',
      reference: 3e-3,
      measure: metric('latency.airtime'),
      wrong: slotted,
    },
    {
      id: 'fluid.energy',
      kind: 'exact',
      title: 'one request alone in a fluid cell: energy of the radio',
      unit: 'J',
      source: 'definition; link budget by hand',
      reference: 3e-3 * drainW,
      measure: metric('energy.radio'),
      wrong: slotted,
    },
  ],
};

const sizes = { small: 5, large: 30 };
const load = 0.5;
const devices = 2000;
const meanSize = (sizes.small + sizes.large) / 2;
/** Requests per millisecond of all devices. */
const arrivalRate = load / meanSize;

const sojournOf = (wanted: string): Measure =>
  ratioOfRows(() => ({ group, deviceEnd, uplinkEnd }, sums) => {
    if (group !== wanted) return;
    sums.numerator += (uplinkEnd - deviceEnd) / 1e9;
    sums.denominator++;
  });

function shared(sharing: string) {
  const { devices: groups, ...scenario } = cellScenario({
    name: 'processor-sharing',
    replications: 20,
    duration: '701 s',
    warmUp: '1 s',
    radio,
    cell: { ...pipe, sharing },
    group: {
      count: devices,
      arrival: { kind: 'poisson', rate: `${(1000 * arrivalRate) / 2 / devices} /s` },
      codec: analog(1),
    },
  });
  const source = groups.source!;
  const named = Object.entries(sizes).map(([group, milliseconds]) => [
    group,
    { ...source, codec: analog(milliseconds) },
  ]);
  return { ...scenario, devices: Object.fromEntries(named) };
}

const inTurn = { change: 'one device after the other', scenario: { ...shared('first-come'), ...few } };

export const processorSharingExperiment: Experiment = {
  plan: { scenario: shared('processor-sharing') },
  checks: Object.entries(sizes).map(([group, milliseconds]) => ({
    id: `processor-sharing.${group}`,
    kind: 'approximate',
    title: `fluid cell shared by ${2 * devices} devices at load ${load}: mean time of a request of ${milliseconds} ms in it`,
    unit: 's',
    source: 'Kleinrock, Queueing Systems II, 1976, section 4.4',
    reference: 1e-3 * processorSharingSojourn({ arrivalRate, meanService: meanSize }, milliseconds),
    modelError: { share: 5e-4, reason: 'one request in 4000 or so waits for one of its own device' },
    measure: sojournOf(group),
    wrong: inTurn,
  })),
};

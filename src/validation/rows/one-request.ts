/**
 * One analog request by hand: 512 code values through a cell of two resource blocks.
 *
 * 256 channel uses and 112 of the header fill ceil(368/144) = 3 RB-slots: two blocks in the first slot, one in the second, 1 ms
 * on air. The radio draws P_tx 10^(backoff/10)/eta + P_circuit in each slot; the device computes 20 MMAC at 5 GMAC/s, the
 * server 80 MMAC at 800 GMAC/s, each above its idle draw. Nothing is random but the phase of the arrivals.
 */

import { roundRobin } from '../../link/scheduler/round-robin.js';
import type { Scheduler, SchedulerModel } from '../../link/scheduler/scheduler.js';
import { radioEnergy } from '../by-hand.js';
import { type CellSetting, cellScenario, radioAt } from '../cell-scenario.js';
import type { Check, Experiment, WrongModel } from '../experiment.js';
import { metric } from '../measurement.js';

const radio = radioAt(-85);
const amplifier = { backoffDb: 3, efficiency: 0.3, circuitW: 0.2 };
const codec = { kind: 'payload-only', payload: 'analog', size: 512, deviceMacs: '20 MMAC', serverMacs: '80 MMAC' };

const setting: CellSetting = {
  name: 'one-request',
  replications: 5,
  duration: '4 s',
  radio,
  cell: { kind: 'slotted', resourceBlocks: 2 },
  group: {
    count: 1,
    arrival: { kind: 'periodic', period: '40 ms' },
    codec,
    compute: { kind: 'linear', macRate: '5 GMAC/s', overhead: '2 ms', activePower: '4 W', idlePower: '1.5 W' },
    radio: { backoff: '3 dB', efficiency: amplifier.efficiency, circuitPower: '200 mW' },
  },
  server: {
    compute: { kind: 'linear', macRate: '800 GMAC/s', overhead: '1 ms', activePower: '150 W', idlePower: '60 W' },
    downlink: '2 ms',
  },
};

const deviceEnergy = (0.002 + 20e6 / 5e9) * (4 - 1.5);
const edgeEnergy = (0.001 + 80e6 / 800e9) * (150 - 60);
const radioByHand = radioEnergy(radio, [2, 1], amplifier);

const realForComplex: WrongModel = {
  change: 'one channel use per real code value',
  scenario: cellScenario({ ...setting, group: { ...setting.group, codec: { ...codec, size: 2 * codec.size } } }),
};

/** Grants all blocks of a slot to one device. */
const wholeBand: SchedulerModel = {
  ...roundRobin,
  name: 'whole-band',
  create: (): Scheduler => ({
    allocate(view, grants) {
      if (view.flows > 0 && view.demand(0) > 0) grants[0] = view.blocks;
    },
  }),
};
const wholeSlots: WrongModel = {
  change: 'a slot serves one device on all of its blocks',
  scenario: cellScenario({
    ...setting,
    cell: { ...setting.cell, kind: 'slotted', scheduler: { kind: wholeBand.name } },
  }),
  extensions: () => [{ schedulers: [wholeBand] }],
};
const noBackoff: WrongModel = {
  change: 'the back-off of the amplifier forgotten',
  scenario: cellScenario({
    ...setting,
    group: { ...setting.group, radio: { ...setting.group.radio, backoff: '0 dB' } },
  }),
};

const row = (id: string, title: string, unit: string, reference: number, name: string, wrong: WrongModel): Check => ({
  id: `one-request.${id}`,
  kind: 'exact',
  title: `one analog request by hand: ${title}`,
  unit,
  source: '3GPP TS 38.211, section 4; by hand',
  reference,
  measure: metric(name),
  wrong,
});

export const oneRequestExperiment: Experiment = {
  plan: { scenario: cellScenario(setting) },
  quick: true,
  checks: [
    row('uses', 'channel uses of the payload', '1', 256, 'bandwidth.channelUsesPerRequest', realForComplex),
    row(
      'elements',
      'resource elements with the header',
      '1',
      368,
      'bandwidth.resourceElementsPerRequest',
      realForComplex,
    ),
    row('block-slots', 'resource blocks times slots', '1', 3, 'bandwidth.blockSlotsPerRequest', wholeSlots),
    row('airtime', 'airtime', 's', 1e-3, 'latency.airtime', realForComplex),
    row('radio-energy', 'energy of the radio', 'J', radioByHand, 'energy.radio', noBackoff),
    row(
      'energy',
      'energy of device, radio and server',
      'J',
      deviceEnergy + radioByHand + edgeEnergy,
      'energy.perRequest',
      noBackoff,
    ),
  ],
};

/**
 * Conservation laws of every run; a broken one is a defect and stops the run with the numbers.
 *
 * - requests: created = answered + dropped + in the system;
 * - Little: the integral of the number in the system over [0, T] equals the time spent in it, to the nanosecond; so it does, over the
 *   whole run, in every queue: at the devices, on the uplinks, at each server;
 * - energy: what requests are charged plus what idles equals the integral of the drawn power, up to rounding;
 * - blocks: RB-slots granted by the links equal those booked by requests.
 */
import { InvariantError } from '../base/errors.js';
import type { SimTime } from '../base/time.js';
import type { Link } from '../link/link.js';
import type { Processor } from './processor.js';
import type { QueueTotals } from './queue-book.js';
import type { JournalTotals } from './run-journal.js';

/** Rounding of sums of up to 1e8 doubles. */
const relativeRounding = 1e-9;

export interface RunBooks {
  readonly totals: JournalTotals;
  readonly queues: readonly QueueTotals[];
  readonly links: readonly Link[];
  readonly deviceProcessors: readonly Processor[];
  readonly serverProcessors: readonly Processor[];
  readonly now: SimTime;
}

export function checkInvariants({ totals, queues, links, deviceProcessors, serverProcessors, now }: RunBooks): void {
  const { created, answered, dropped, inSystem } = totals;
  if (created !== answered + dropped + inSystem) {
    throw new InvariantError(
      `requests at ${now} ns: ${created} created, but ${answered} answered + ${dropped} dropped + ${inSystem} in the system`,
    );
  }
  if (totals.areaNanoseconds !== totals.sojournNanoseconds) {
    throw new InvariantError(
      `Little's law at ${now} ns: integral of N is ${totals.areaNanoseconds} ns, time in the system ${totals.sojournNanoseconds} ns`,
    );
  }
  for (const queue of queues) checkQueue(queue, now);
  const integrated = (processors: readonly Processor[]): number =>
    processors.reduce((sum, processor) => sum + processor.integratedEnergy(now), 0);
  const idle = (processors: readonly Processor[]): number =>
    processors.reduce((sum, processor) => sum + processor.idleEnergy(now), 0);
  const linkTotals = links.map((link) => link.totals());
  const radio = linkTotals.reduce((sum, { integratedEnergy }) => sum + integratedEnergy, 0);
  checkEnergy('devices', totals.deviceEnergy + idle(deviceProcessors), integrated(deviceProcessors), now);
  checkEnergy('radios', totals.radioEnergy, radio, now);
  checkEnergy('edge servers', totals.edgeEnergy + idle(serverProcessors), integrated(serverProcessors), now);
  const granted = linkTotals.reduce((sum, { grantedBlockSlots }) => sum + grantedBlockSlots, 0);
  if (granted !== totals.resourceBlockSlots) {
    throw new InvariantError(
      `resource blocks at ${now} ns: links granted ${granted} RB-slots, requests booked ${totals.resourceBlockSlots}`,
    );
  }
}

function checkQueue(queue: QueueTotals, now: SimTime): void {
  const { path, population, present, areaNanoseconds, sojournNanoseconds } = queue;
  if (population !== present) {
    throw new InvariantError(
      `requests in the queue ${path} at ${now} ns: ${population} came and did not go, ${present} are there`,
    );
  }
  if (areaNanoseconds === sojournNanoseconds) return;
  throw new InvariantError(
    `Little's law in the queue ${path} at ${now} ns: integral of N is ${areaNanoseconds} ns, time in the queue ${sojournNanoseconds} ns`,
  );
}

function checkEnergy(what: string, charged: number, integrated: number, now: SimTime): void {
  if (Math.abs(charged - integrated) <= relativeRounding * Math.max(1e-9, integrated)) return;
  throw new InvariantError(
    `energy of ${what} at ${now} ns: ledger ${charged} J, integral of power ${integrated} J, difference ${charged - integrated} J`,
  );
}

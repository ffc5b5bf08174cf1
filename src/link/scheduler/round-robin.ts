/**
 * Round robin over resource blocks: one block to each flow in turn until the slot is full or every demand is met.
 *
 * The turn goes round the devices in a fixed order and goes on in the next slot behind the one that was served last, so a
 * backlogged flow waits at most one round, and over time every backlogged flow gets the same number of blocks whatever
 * its demand. A flow that can use no less than m blocks gets m at its first turn. Source: Hahne, Round-Robin Scheduling
 * for Max-Min Fairness in Data Networks, IEEE JSAC 9(7), 1991. Limits: blind to the channel.
 */
import { Type } from 'typebox';
import type { Scheduler, SchedulerModel, SlotView } from './scheduler.js';

class RoundRobin implements Scheduler {
  /** Ticket of the flow that got the last block. */
  private last = -1;

  allocate(view: SlotView, grants: Int32Array): void {
    const { flows } = view;
    if (flows === 0) return;
    let flow = this.firstAfter(view);
    let free = view.blocks;
    // Flows that took nothing in a row: a full circle of them means that nobody can use what is left.
    let idle = 0;
    while (free > 0 && idle < flows) {
      const share = grants[flow] === 0 ? view.minimum(flow) : 1;
      if (share > 0 && share <= free && grants[flow]! < view.demand(flow)) {
        grants[flow]! += share;
        free -= share;
        idle = 0;
        this.last = view.ticket(flow);
      } else {
        idle++;
      }
      flow = flow + 1 === flows ? 0 : flow + 1;
    }
  }

  /** Tickets increase along the list: binary search for the first one behind the flow served last. */
  private firstAfter(view: SlotView): number {
    let low = 0;
    let high = view.flows;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (view.ticket(middle) <= this.last) low = middle + 1;
      else high = middle;
    }
    return low === view.flows ? 0 : low;
  }
}

export const roundRobin: SchedulerModel<{ readonly kind: 'round-robin' }> = {
  name: 'round-robin',
  summary: 'one resource block to each backlogged device in turn',
  source: 'Hahne, IEEE JSAC 9(7), 1991',
  schema: Type.Object(
    { kind: Type.Literal('round-robin') },
    { additionalProperties: false, description: 'Round robin over resource blocks' },
  ),
  create: () => new RoundRobin(),
};

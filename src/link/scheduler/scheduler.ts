/**
 * MAC scheduler: shares the resource blocks of one slot among the transmitters that have something to send.
 *
 * Laws, checked for every scheduler: never more than the demand of a flow nor than the blocks of the slot;
 * work-conserving (a block stays free only when every demand is met); relabelling the flows relabels the grants.
 */
import type { TSchema } from 'typebox';

/** What the scheduler may know of one slot. Flows are listed in the order in which they became active. */
export interface SlotView {
  /** Number of active flows. */
  readonly flows: number;
  /** Resource blocks to share. */
  readonly blocks: number;
  /** Stable ticket of a flow: increases with the time at which it became active, kept while it stays active. */
  ticket(flow: number): number;
  /** Resource blocks the flow can use in this slot; 0 if it must wait. */
  demand(flow: number): number;
  /** Linear SNR the flow's newest report promises on one block. */
  reportedSnr(flow: number): number;
}

export interface Scheduler {
  /** Writes the blocks of each flow into `grants[0 .. view.flows)`, all zero beforehand. */
  allocate(view: SlotView, grants: Int32Array): void;
}

export interface SchedulerModel<Parameters = never> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly schema: TSchema;
  create(parameters: Parameters): Scheduler;
}

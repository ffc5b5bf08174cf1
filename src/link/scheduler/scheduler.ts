/**
 * MAC scheduler: shares the resource blocks of one slot among the transmitters that have something to send.
 *
 * Laws, checked for every scheduler: never more than the demand of a flow nor than the blocks of the slot, never less than a
 * flow's minimum but nothing; work-conserving (blocks stay free only when every demand is met, or fewer are left than the
 * unserved flows need at least); only the order of the tickets counts, not their numbers.
 */
import type { TSchema } from 'typebox';

/** What the scheduler may know of one slot. Flows are listed by ticket. */
export interface SlotView {
  /** Number of active flows. */
  readonly flows: number;
  /** Resource blocks to share. */
  readonly blocks: number;
  /** Number of the flow's device in its cell: the same in every slot, increasing along the list. */
  ticket(flow: number): number;
  /** Resource blocks the flow can use in this slot; 0 if it must wait. */
  demand(flow: number): number;
  /** Fewest blocks that carry anything for the flow; a smaller grant would be wasted. */
  minimum(flow: number): number;
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

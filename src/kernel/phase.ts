/**
 * The phases of one instant, in the order in which they run.
 *
 * What ends now is delivered first, then what arrives is admitted, then servers start work, then the next slot is
 * allocated, so that a slot that begins at t sees everything that happened up to and at t; observers come last.
 */
export const PHASE = {
  deliver: 0,
  arrive: 1,
  serve: 2,
  allocate: 3,
  observe: 4,
} as const;

export type Phase = (typeof PHASE)[keyof typeof PHASE];

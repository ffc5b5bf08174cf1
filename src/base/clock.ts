/** Wall-clock time, for progress, logs and manifests only: it never becomes simulated time. */
export interface WallClock {
  /** Milliseconds from an arbitrary origin, monotone. */
  now(): number;
}

export const wallClock: WallClock = { now: () => performance.now() };

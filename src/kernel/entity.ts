/** Something with a path ("device/camera/12", "cell/0", "edge/0") that reacts to events. */
export interface Entity {
  /** Unique within a simulation; it appears in errors and names the entity's random streams. */
  readonly path: string;

  /**
   * Reacts to an event at the simulation's `now`. Synchronous: it may schedule and cancel, not wait.
   *
   * @param kind one of the entity's own event kinds, an integer in [0, 255]
   * @param argument the number given to `schedule`
   */
  handle(kind: number, argument: number): void;
}

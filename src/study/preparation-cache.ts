/** Keeps the last few preparations of one thread, so that loading networks and images is paid once for many scenarios. */

import type { Preparation, ReplicationTask, Simulator, SimulatorOptions, Summary } from './replication.js';

export class PreparationCache {
  readonly #simulator: Simulator;
  readonly #options: SimulatorOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #capacity: number;
  /** In order of last use: the first entry is the one to drop. */
  readonly #prepared = new Map<string, Preparation>();

  constructor(simulator: Simulator, options: SimulatorOptions, signal?: AbortSignal, capacity = 2) {
    this.#simulator = simulator;
    this.#options = options;
    this.#signal = signal;
    this.#capacity = capacity;
  }

  async run({ scenario, replication }: ReplicationTask): Promise<Summary> {
    const preparation = await this.#prepare(scenario);
    return preparation.run(scenario, replication);
  }

  dispose(): void {
    for (const preparation of this.#prepared.values()) preparation.dispose();
    this.#prepared.clear();
  }

  async #prepare(scenario: ReplicationTask['scenario']): Promise<Preparation> {
    const key = this.#simulator.preparationKey(scenario);
    const known = this.#prepared.get(key);
    if (known !== undefined) {
      this.#prepared.delete(key);
      this.#prepared.set(key, known);
      return known;
    }
    for (const [oldestKey, oldest] of this.#prepared) {
      if (this.#prepared.size < this.#capacity) break;
      oldest.dispose();
      this.#prepared.delete(oldestKey);
    }
    const preparation = await this.#simulator.prepare(scenario, this.#options, this.#signal);
    this.#prepared.set(key, preparation);
    return preparation;
  }
}

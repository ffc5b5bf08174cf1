/** Keeps the last few prepared scenarios of one thread, so that loading codecs and images is paid once per scenario. */

import type { PreparedReplications, ReplicationTask, Simulator, SimulatorOptions, Summary } from './replication.js';

export class PreparedCache {
  readonly #simulator: Simulator;
  readonly #options: SimulatorOptions;
  readonly #signal: AbortSignal | undefined;
  readonly #capacity: number;
  /** In order of last use: the first entry is the one to drop. */
  readonly #prepared = new Map<string, PreparedReplications>();

  constructor(simulator: Simulator, options: SimulatorOptions, signal?: AbortSignal, capacity = 3) {
    this.#simulator = simulator;
    this.#options = options;
    this.#signal = signal;
    this.#capacity = capacity;
  }

  async run(task: ReplicationTask): Promise<Summary> {
    const prepared = await this.#prepare(task);
    return prepared.runReplication(task.replication);
  }

  dispose(): void {
    for (const prepared of this.#prepared.values()) prepared.dispose();
    this.#prepared.clear();
  }

  async #prepare(task: ReplicationTask): Promise<PreparedReplications> {
    const known = this.#prepared.get(task.scenarioKey);
    if (known !== undefined) {
      this.#prepared.delete(task.scenarioKey);
      this.#prepared.set(task.scenarioKey, known);
      return known;
    }
    for (const [key, oldest] of this.#prepared) {
      if (this.#prepared.size < this.#capacity) break;
      oldest.dispose();
      this.#prepared.delete(key);
    }
    const prepared = await this.#simulator.prepare(task.scenario, this.#options, this.#signal);
    this.#prepared.set(task.scenarioKey, prepared);
    return prepared;
  }
}

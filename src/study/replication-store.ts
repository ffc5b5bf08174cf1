/**
 * Finished replications on disk, one file each, named by everything that determines the result: a replication that is
 * there never runs again, and one that a changed scenario, engine or version would alter is never found.
 */

import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTemporaries, writeWhole } from '../base/atomic-file.js';
import { contentKey } from './canonical-json.js';
import type { Identity, ResolvedScenario, Summary } from './replication.js';
import { decodeSummary, encodeSummary } from './summary-json.js';

const format = 'bottlenet-sim/replication@1';

/** Keys of a scenario that change how replications are pooled or described, not what any of them computes. */
const poolingKeys: ReadonlySet<string> = new Set(['$schema', 'name', 'description', 'replications', 'confidence']);

/** What a replication's result depends on, as one key. */
export function replicationKey(scenario: ResolvedScenario, replication: number, identity: Identity): string {
  const decisive = Object.fromEntries(Object.entries(scenario).filter(([key]) => !poolingKeys.has(key)));
  return contentKey({ format, scenario: decisive, replication, identity });
}

export class ReplicationStore {
  readonly #folder: string;
  readonly #present: Set<string>;

  private constructor(folder: string, present: Set<string>) {
    this.#folder = folder;
    this.#present = present;
  }

  static async open(folder: string): Promise<ReplicationStore> {
    await mkdir(folder, { recursive: true });
    await removeTemporaries(folder);
    const files = await readdir(folder);
    return new ReplicationStore(folder, new Set(files.map((file) => file.replace(/\.json$/, ''))));
  }

  has(key: string): boolean {
    return this.#present.has(key);
  }

  async put(key: string, replication: number, summary: Summary): Promise<void> {
    const record = { format, key, replication, summary: encodeSummary(summary) };
    await writeWhole(this.#file(key), `${JSON.stringify(record)}\n`);
    this.#present.add(key);
  }

  /** The stored summary, or `undefined` when there is none. A damaged file is removed: it must be computed again. */
  async get(key: string): Promise<Summary | undefined> {
    if (!this.#present.has(key)) return undefined;
    try {
      const record = JSON.parse(await readFile(this.#file(key), 'utf8')) as {
        format: string;
        key: string;
        summary: unknown;
      };
      if (record.format === format && record.key === key) return decodeSummary(record.summary) as Summary;
    } catch {
      // damaged by something that is not this program, which writes whole files only
    }
    await rm(this.#file(key), { force: true });
    this.#present.delete(key);
    return undefined;
  }

  #file(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}

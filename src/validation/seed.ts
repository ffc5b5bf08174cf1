import { hashNames } from '../base/random/name-hash.js';

/** Each experiment has its own seed, so that rows fail independently; its wrong models share it, and with it their draws. */
export function seedOf(experiment: string): number {
  return hashNames({ seed: 0, replication: 0 }, ['validation', experiment])[0]!;
}

/**
 * Random streams by name: `stream("device/camera/12/arrival")` depends on (seed, replication, name) and on nothing
 * else, so adding a device, or drawing in another order, changes no other stream (common random numbers).
 *
 * The name is hashed to the 128-bit starting state (`name-hash.ts`). Limits: streams sit at random points of one
 * cycle of 2^128 - 1; among 1e5 streams of 1e12 draws each, some two overlap with probability about 3e-17.
 */
import { hashNames, type SeedOptions } from './name-hash.js';
import { RandomStream } from './random-stream.js';

export class RandomStreams {
  readonly #options: SeedOptions;

  /** @throws ModelError when seed or replication is out of range (see `SeedOptions`). */
  constructor(options: SeedOptions) {
    hashNames(options, []);
    this.#options = { seed: options.seed, replication: options.replication };
  }

  /** A stream at its beginning; asking twice for one name gives two streams with the same draws. */
  stream(name: string): RandomStream {
    const state = hashNames(this.#options, ['stream', name]);
    if ((state[0]! | state[1]! | state[2]! | state[3]!) === 0) state[0] = 1;
    return new RandomStream(state);
  }
}

export type { RandomStream } from './random-stream.js';

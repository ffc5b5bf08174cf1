/**
 * Random numbers of training: one short stream per (seed, purpose, number), so that a resumed training draws what an
 * uninterrupted one would have drawn and no generator state has to be saved.
 *
 * Source: Mulberry32 (T. Ettinger), seeded by a 32-bit FNV-1a hash with Murmur3's finaliser. Period 2^32: enough for one
 * minibatch; not for simulation, which has its own streams.
 */
export class TrainingRandom {
  #state: number;

  constructor(seed: number, purpose: string, number = 0) {
    let hash = 0x811c9dc5;
    for (const character of `${seed}/${purpose}/${number}`)
      hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    this.#state = (hash ^ (hash >>> 16)) | 0;
  }

  /** 32 uniform bits. */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.bits() / 4294967296;
  }

  /** Uniform integer in [0, below). */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Standard normal, Box-Muller; one of the pair is dropped. */
  gaussian(): number {
    const radius = Math.sqrt(-2 * Math.log((this.bits() + 1) / 4294967296));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Fills `target` with `deviation` times standard normal numbers, both of each Box-Muller pair used. */
  fillGaussian(target: Float32Array, deviation = 1): Float32Array {
    for (let i = 0; i < target.length; i += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log((this.bits() + 1) / 4294967296));
      const angle = 2 * Math.PI * this.uniform();
      target[i] = radius * Math.cos(angle);
      if (i + 1 < target.length) target[i + 1] = radius * Math.sin(angle);
    }
    return target;
  }

  /** A random order of 0 .. count-1 (Fisher-Yates). */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  }
}

/**
 * Trajectory fingerprint: a running 64-bit hash of the executed events.
 *
 * Per event, in order, it takes time, phase, entity, kind and argument (as the bits of a double) into two 32-bit
 * lanes by steps that are each invertible in the lanes and in the word taken. So two trajectories that differ in one
 * event differ at that event, and two equal lanes later on are a coincidence of probability about 2^-64. Equal
 * fingerprints mean the same events in the same order; the hash holds nothing else (no logits, no wall-clock), so it
 * repeats on every machine. It is no defence against deliberate collisions.
 */

const UPPER_HALF = 1 / 4294967296;

export class Fingerprint {
  private a = 0x9e3779b9 | 0;
  private b = 0x7f4a7c15;

  fold(time: number, phase: number, entity: number, kind: number, low: number, high: number): void {
    let a = this.a ^ (time | 0);
    let b = this.b ^ (((time * UPPER_HALF) | 0) + (phase << 24));
    a = Math.imul(a ^ (a >>> 15), 0x85ebca6b);
    b = Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
    a = (a + ((b << 16) | (b >>> 16))) | 0;
    b ^= entity + (kind << 24);
    a ^= low;
    b = (Math.imul(b ^ (b >>> 16), 0x27d4eb2f) + a) | 0;
    a = Math.imul(a ^ (a >>> 14) ^ high, 0x165667b1);
    this.a = (a + ((b << 11) | (b >>> 21))) | 0;
    this.b = b;
  }

  /** 16 hexadecimal digits. */
  toString(): string {
    return hex(this.a) + hex(this.b);
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

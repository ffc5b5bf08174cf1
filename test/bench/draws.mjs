/**
 * Random numbers of the benchmark: the same in our program and in the compiled peers (peers/draws.hpp), bit for bit, so
 * that one seed gives one path and the time compared is the kernel's.
 *
 * xoshiro128++ (Blackman and Vigna, ACM TOMS 47, 2021) and the ziggurat of 256 layers (Marsaglia and Tsang, J. Stat.
 * Softw. 5(8), 2000) with layer and abscissa from different words, because taking both from one word correlates them.
 * Tables are rounded to 2^-40, so that programs with different mathematical libraries hold the same ones.
 */
const LAYERS = 256;
const SIZE = 1024;
const TO_UNIT = 1 / 4294967296;

/** xoshiro128++ from a 32-bit seed. */
export class Words {
  #state = new Int32Array(4);

  constructor(seed) {
    let word = seed | 0;
    for (let i = 0; i < 4; i++) {
      word = (word + 0x9e3779b9) | 0;
      let z = word;
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      this.#state[i] = z ^ (z >>> 16);
    }
  }

  next() {
    const s = this.#state;
    const s1 = s[1];
    const sum = (s[0] + s[3]) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + s[0]) | 0;
    const s2 = s[2] ^ s[0];
    const s3 = s[3] ^ s1;
    s[1] = s1 ^ s2;
    s[0] ^= s3;
    s[2] = s2 ^ (s1 << 9);
    s[3] = (s3 << 11) | (s3 >>> 21);
    return result >>> 0;
  }

  /** Uniform on 0 .. n - 1 (n at most 2^20; the bias is n / 2^32). */
  below(n) {
    return (this.next() * n * TO_UNIT) | 0;
  }
}

const round = (x) => Math.round(x * 1099511627776) / 1099511627776;

const WIDTH = new Float64Array(LAYERS);
const INSIDE = new Float64Array(LAYERS);
const DENSITY = new Float64Array(LAYERS + 1).fill(1);
/** Where the base layer ends and the tail begins, and the area of every layer. */
const R = 7.69711747013105;
const AREA = 3.949659822581572e-3;
const TAIL = round(R);
{
  const x = new Float64Array(LAYERS + 1);
  x[0] = AREA / Math.exp(-R);
  x[1] = R;
  for (let i = 1; i < LAYERS - 1; i++) x[i + 1] = -Math.log(AREA / x[i] + Math.exp(-x[i]));
  for (let i = 0; i < LAYERS; i++) {
    WIDTH[i] = round(x[i]) * TO_UNIT;
    INSIDE[i] = Math.floor((round(x[i + 1]) / round(x[i])) * 4294967295);
    DENSITY[i] = round(Math.exp(-x[i]));
  }
}

/** Exponential variates of mean 1, made 1024 at a time. */
export class Exponentials {
  #words;
  #buffer = new Float64Array(SIZE);
  #used = SIZE;

  constructor(seed) {
    this.#words = new Words(seed);
  }

  next() {
    if (this.#used === SIZE) this.#refill();
    return this.#buffer[this.#used++];
  }

  /** A whole number of nanoseconds, rounded down, for a mean in nanoseconds. */
  nanoseconds(mean) {
    return Math.floor(this.next() * mean);
  }

  #refill() {
    const words = this.#words;
    const buffer = this.#buffer;
    for (let i = 0; i < SIZE; i += 4) {
      const four = words.next();
      for (let j = 0; j < 4; j++) {
        const layer = (four >>> (8 * j)) & 255;
        const word = words.next();
        buffer[i + j] = word < INSIDE[layer] ? word * WIDTH[layer] : this.#outside(layer, word);
      }
    }
    this.#used = 0;
  }

  #outside(firstLayer, firstWord) {
    let layer = firstLayer;
    let word = firstWord;
    let beyond = 0;
    for (;;) {
      const x = word * WIDTH[layer];
      if (word < INSIDE[layer]) return beyond + x;
      if (layer === 0) beyond += TAIL;
      else {
        const u = this.#words.next() * TO_UNIT;
        if (DENSITY[layer] + u * (DENSITY[layer + 1] - DENSITY[layer]) < Math.exp(-x)) return beyond + x;
      }
      layer = this.#words.next() & 255;
      word = this.#words.next();
    }
  }
}

/**
 * Philox4x32-10: four random 32-bit words as a pure function of a 128-bit counter and a 64-bit key.
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11
 * (2011); for one key the map counter -> words is a bijection, and the generator passes BigCrush. The tests hold the
 * Random123 known answers.
 */

const M0_LOW = 0x1f53;
const M0_HIGH = 0xd251;
const M1_LOW = 0x8d57;
const M1_HIGH = 0xcd9e;
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** Writes the four words for this counter and key to out[0..3]. Arguments are taken modulo 2^32. */
export function philox4x32(
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
  out: Uint32Array,
): void {
  let a = counter0 | 0;
  let b = counter1 | 0;
  let c = counter2 | 0;
  let d = counter3 | 0;
  let ka = key0 | 0;
  let kb = key1 | 0;
  for (let round = 0; round < 10; round++) {
    // Upper half of the 64-bit products M0 a and M1 c from 16-bit pieces: exact in 32-bit integer arithmetic.
    const aLow = a & 0xffff;
    const aHigh = a >>> 16;
    const aMid = (Math.imul(aHigh, M0_LOW) + (Math.imul(aLow, M0_LOW) >>> 16)) | 0;
    const aMid2 = (Math.imul(aLow, M0_HIGH) + (aMid & 0xffff)) | 0;
    const high0 = (Math.imul(aHigh, M0_HIGH) + (aMid >>> 16) + (aMid2 >>> 16)) | 0;
    const cLow = c & 0xffff;
    const cHigh = c >>> 16;
    const cMid = (Math.imul(cHigh, M1_LOW) + (Math.imul(cLow, M1_LOW) >>> 16)) | 0;
    const cMid2 = (Math.imul(cLow, M1_HIGH) + (cMid & 0xffff)) | 0;
    const high1 = (Math.imul(cHigh, M1_HIGH) + (cMid >>> 16) + (cMid2 >>> 16)) | 0;
    const low0 = Math.imul(a, M0);
    a = high1 ^ b ^ ka;
    b = Math.imul(c, M1);
    c = high0 ^ d ^ kb;
    d = low0;
    ka = (ka + WEYL_0) | 0;
    kb = (kb + WEYL_1) | 0;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
}

/**
 * Bits that repeat: a hash over the exact bits of many results, the same on every engine, processor and operating system.
 *
 * A changed hash means that every seeded result of the simulator changes: do it on purpose, and say so.
 */
import { expect, test } from 'vitest';
import { besselJ0 } from '../../src/base/math/bessel-j0.js';
import { erfc } from '../../src/base/math/erfc.js';
import { exp } from '../../src/base/math/exp.js';
import { lgamma } from '../../src/base/math/lgamma.js';
import { log } from '../../src/base/math/log.js';
import { log1p } from '../../src/base/math/log1p.js';
import { cos, sin } from '../../src/base/math/sin-cos.js';
import { cosTurn, sinTurn } from '../../src/base/math/turn.js';
import { discreteDistribution } from '../../src/base/random/distributions/discrete.js';
import { empiricalDistribution } from '../../src/base/random/distributions/empirical.js';
import { exponentialDistribution } from '../../src/base/random/distributions/exponential.js';
import { gammaDistribution } from '../../src/base/random/distributions/gamma.js';
import { lognormalDistribution } from '../../src/base/random/distributions/lognormal.js';
import { normalDistribution } from '../../src/base/random/distributions/normal.js';
import { paretoDistribution } from '../../src/base/random/distributions/pareto.js';
import { weibullDistribution } from '../../src/base/random/distributions/weibull.js';
import { zipfDistribution } from '../../src/base/random/distributions/zipf.js';
import { KeyedDraws } from '../../src/base/random/keyed-draws.js';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { studentQuantile } from '../../src/base/statistics/student-t.js';

/** FNV-1a over the bytes, lowest first. */
function hash(values: Float64Array): string {
  const view = new DataView(new ArrayBuffer(8));
  let h = 0x811c9dc5;
  for (const value of values) {
    view.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) h = Math.imul(h ^ view.getUint8(i), 0x01000193);
  }
  return (h >>> 0).toString(16).padStart(8, '0');
}

const N = 5000;

function over(from: number, to: number, f: (x: number) => number): string {
  return hash(Float64Array.from({ length: N }, (_, i) => f(from + ((to - from) * i) / N)));
}

test('elementary and special functions', () => {
  expect({
    exp: over(-745, 709, exp),
    log: over(1e-9, 3, log),
    log1p: over(-0.9, 5, log1p),
    sin: over(-1e9, 1e9, sin),
    cos: over(-20, 20, cos),
    sinTurn: over(-3, 3, sinTurn),
    cosTurn: over(-3, 3, cosTurn),
    erfc: over(-6, 27, erfc),
    lgamma: over(0.001, 300, lgamma),
    j0: over(0, 60, besselJ0),
    studentQuantile: over(0.6, 0.999, (p) => studentQuantile(p, 3 + 9 * p)),
  }).toMatchInlineSnapshot(`
    {
      "cos": "f488b878",
      "cosTurn": "9a2d40ab",
      "erfc": "1a518a4d",
      "exp": "75f2eeb2",
      "j0": "be24cc6a",
      "lgamma": "64da6eab",
      "log": "931441c2",
      "log1p": "0b09e4c8",
      "sin": "dff18c18",
      "sinTurn": "9228949b",
      "studentQuantile": "b75e56c3",
    }
  `);
});

test('streams and keyed draws', () => {
  const streams = new RandomStreams({ seed: 42, replication: 1 });
  const stream = streams.stream('device/camera/12/arrival');
  const draws = new KeyedDraws({ seed: 42, replication: 1 });
  const key = draws.key('camera', 12, 345, 'noise');
  const normals = new Float64Array(N);
  draws.normalFill(key, normals);
  expect({
    uniform: over(0, 1, () => stream.uniform()),
    exponential: over(0, 1, () => stream.exponential(2)),
    normal: over(0, 1, () => stream.normal()),
    integer: over(0, 1, () => stream.integer(1000)),
    gamma: over(0.1, 4, (scv) => stream.gamma(2, scv)),
    keyedNormal: hash(normals),
    keyedUniform: over(0, N, (i) => draws.uniform(key, Math.floor(i))),
  }).toMatchInlineSnapshot(`
    {
      "exponential": "242b1ba8",
      "gamma": "d0fc23c8",
      "integer": "ac68a5f1",
      "keyedNormal": "f9c39583",
      "keyedUniform": "492e245c",
      "normal": "a744056e",
      "uniform": "7742c1fc",
    }
  `);
});

test('laws', () => {
  const stream = new RandomStreams({ seed: 42, replication: 1 }).stream('laws');
  const laws = {
    exponential: exponentialDistribution({ mean: 2 }),
    normal: normalDistribution({ mean: 1, standardDeviation: 3 }),
    lognormal: lognormalDistribution({ mean: 2, scv: 4 }),
    gamma: gammaDistribution({ mean: 2, scv: 0.3 }),
    weibull: weibullDistribution({ mean: 2, shape: 0.5 }),
    pareto: paretoDistribution({ mean: 2, shape: 1.5 }),
    zipf: zipfDistribution({ count: 100, exponent: 0.8 }),
    discrete: discreteDistribution({ weights: [3, 1, 4, 1, 5] }),
    empirical: empiricalDistribution({ values: [3, 1, 4, 1, 5] }),
  };
  const hashes = Object.entries(laws).map(([name, law]) => [name, over(0, 1, () => law.sample(stream))]);
  expect(Object.fromEntries(hashes)).toMatchInlineSnapshot(`
    {
      "discrete": "7b1385e0",
      "empirical": "5c180f01",
      "exponential": "20d16d23",
      "gamma": "88f784b3",
      "lognormal": "ebd86975",
      "normal": "9e99be4e",
      "pareto": "c2153a01",
      "weibull": "497e0aa2",
      "zipf": "170c68a0",
    }
  `);
});

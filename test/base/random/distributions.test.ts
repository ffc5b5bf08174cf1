/**
 * The laws against SciPy (`reference/make-references.py`), a million draws each with fixed seeds.
 *
 * Thresholds: a score of 4.5 is passed by chance once in 150,000 times. Beside each law stands a wrong one that must fail.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../../src/base/random/distribution.js';
import { discreteDistribution } from '../../../src/base/random/distributions/discrete.js';
import { empiricalDistribution } from '../../../src/base/random/distributions/empirical.js';
import { exponentialDistribution } from '../../../src/base/random/distributions/exponential.js';
import { gammaDistribution } from '../../../src/base/random/distributions/gamma.js';
import { lognormalDistribution } from '../../../src/base/random/distributions/lognormal.js';
import { normalDistribution } from '../../../src/base/random/distributions/normal.js';
import { paretoDistribution } from '../../../src/base/random/distributions/pareto.js';
import { uniformDistribution } from '../../../src/base/random/distributions/uniform.js';
import { weibullDistribution } from '../../../src/base/random/distributions/weibull.js';
import { zipfDistribution } from '../../../src/base/random/distributions/zipf.js';
import { RandomStream } from '../../../src/base/random/random-stream.js';
import { RandomStreams } from '../../../src/base/random/random-streams.js';
import { exponentialZiggurat } from '../../../src/base/random/standard-exponential.js';
import { normalZiggurat } from '../../../src/base/random/standard-normal.js';
import { ZIGGURAT_LAYERS } from '../../../src/base/random/ziggurat.js';
import { normalCdf } from '../../../src/base/statistics/normal-distribution.js';
import { chiSquareScore, kolmogorovSmirnov } from './goodness-of-fit.js';

const DRAWS = 1_000_000;
const LARGEST_SCORE = 4.5;

interface Reference {
  readonly law: string;
  readonly parameters: Readonly<Record<string, number | number[]>>;
  readonly mean: number;
  readonly variance: number | null;
  /** Of continuous laws: quantiles of i/200, and of 1 - 1e-4. */
  readonly edges?: number[];
  readonly far?: number;
  /** Of discrete laws: probabilities from this value on. */
  readonly first?: number;
  readonly probabilities?: number[];
}

const references: Reference[] = JSON.parse(
  readFileSync(new URL('./reference/references.json', import.meta.url), 'utf8'),
);

const laws: Readonly<Record<string, (parameters: never) => Distribution>> = {
  uniform: uniformDistribution,
  exponential: exponentialDistribution,
  normal: normalDistribution,
  lognormal: lognormalDistribution,
  gamma: gammaDistribution,
  weibull: weibullDistribution,
  pareto: paretoDistribution,
  zipf: zipfDistribution,
  discrete: discreteDistribution,
};

function streamOf(name: string): RandomStream {
  return new RandomStreams({ seed: 20, replication: 0 }).stream(name);
}

function draw(law: Distribution, stream: RandomStream): Float64Array {
  return Float64Array.from({ length: DRAWS }, () => law.sample(stream));
}

/** How many edges lie at or below the value. */
function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Chi-square score of a sample against a reference. */
function score({ edges, first, probabilities }: Reference, sample: Float64Array): number {
  if (edges !== undefined) {
    const counts = new Float64Array(edges.length + 1);
    for (const value of sample) counts[binOf(edges, value)]!++;
    return chiSquareScore(counts);
  }
  const counts = new Float64Array(probabilities!.length);
  for (const value of sample) counts[value - first!]!++;
  return chiSquareScore(counts, probabilities!);
}

/** The same law with its last parameter off by 3 %, or the first weight by a tenth. */
function slightlyOff({ law, parameters }: Reference): Distribution {
  const [name, value] = Object.entries(parameters).at(-1)!;
  const wrong = Array.isArray(value) ? value.map((v, i) => (i === 0 ? 1.1 * v : v)) : value === 0 ? 0.03 : 1.03 * value;
  return laws[law]!({ ...parameters, [name]: wrong } as never);
}

describe.each(
  references.map((reference) => [`${reference.law} ${JSON.stringify(reference.parameters)}`, reference] as const),
)('%s', (name, reference) => {
  const law = laws[reference.law]!(reference.parameters as never);
  const sample = draw(law, streamOf(name));

  test('fits', () => {
    expect(Math.abs(score(reference, sample))).toBeLessThan(LARGEST_SCORE);
  });

  test('has the mean and variance it says, far tail included', () => {
    const { mean, variance, far } = reference;
    expect(law.mean).toBeCloseTo(mean, 9);
    if (variance === null) expect(law.variance).toBe(Number.POSITIVE_INFINITY);
    else {
      expect(law.variance / variance).toBeCloseTo(1, 9);
      const average = sample.reduce((sum, value) => sum + value, 0) / DRAWS;
      expect(Math.abs(average - mean)).toBeLessThan(LARGEST_SCORE * Math.sqrt(variance / DRAWS));
    }
    if (far === undefined) return;
    const beyond = sample.filter((value) => value > far).length;
    expect(Math.abs(beyond - 100)).toBeLessThan(LARGEST_SCORE * 10);
  });

  test('is told from one that is slightly off', () => {
    expect(score(reference, draw(slightlyOff(reference), streamOf(name)))).toBeGreaterThan(LARGEST_SCORE);
  });
});

describe('ziggurat', () => {
  test.each([
    ['normal', normalZiggurat, (x: number) => Math.exp(-0.5 * x * x)],
    ['exponential', exponentialZiggurat, (x: number) => Math.exp(-x)],
  ] as const)('%s: 256 layers of one area reach the top exactly', (_, { edges, heights }, density) => {
    const area = edges[0]! * density(edges[1]!);
    for (let i = 1; i < ZIGGURAT_LAYERS; i++) {
      expect(edges[i]!).toBeGreaterThan(edges[i + 1]!);
      expect(heights[i]! / density(edges[i]!)).toBeCloseTo(1, 12);
      expect((edges[i]! * (heights[i + 1]! - heights[i]!)) / area).toBeCloseTo(1, 8);
    }
    expect([edges.at(-1), heights.at(-1)]).toEqual([0, 1]);
  });

  test('normal: distribution, tails, independence of neighbours and of sign and size', () => {
    const sample = draw(normalDistribution({ mean: 0, standardDeviation: 1 }), streamOf('ziggurat'));
    expect(kolmogorovSmirnov(sample, normalCdf)).toBeLessThan(2.6);
    for (const z of [3, 3.6541528853610088, 4]) {
      const expected = normalCdf(-z) * DRAWS;
      for (const sign of [-1, 1]) {
        const tail = sample.filter((value) => sign * value > z).length;
        expect(Math.abs(tail - expected)).toBeLessThan(LARGEST_SCORE * Math.sqrt(expected));
      }
    }
    let products = 0;
    let signs = 0;
    for (let i = 0; i + 1 < DRAWS; i++) {
      products += sample[i]! * sample[i + 1]!;
      signs += Math.sign(sample[i]!) * (sample[i + 1]! ** 2 - 1);
    }
    expect(Math.abs(products / Math.sqrt(DRAWS))).toBeLessThan(LARGEST_SCORE);
    expect(Math.abs(signs / Math.sqrt(2 * DRAWS))).toBeLessThan(LARGEST_SCORE);
  });

  test('exponential: distribution and the tail begun anew', () => {
    const sample = draw(exponentialDistribution({ mean: 1 }), streamOf('exponential ziggurat'));
    expect(kolmogorovSmirnov(sample, (x) => 1 - Math.exp(-x))).toBeLessThan(2.6);
    const beyond = sample.filter((x) => x > 7.69711747013105);
    const expected = Math.exp(-7.69711747013105) * DRAWS;
    expect(Math.abs(beyond.length - expected)).toBeLessThan(LARGEST_SCORE * Math.sqrt(expected));
    const excess = beyond.reduce((sum, x) => sum + x - 7.69711747013105, 0) / beyond.length;
    expect(Math.abs(excess - 1)).toBeLessThan(LARGEST_SCORE / Math.sqrt(beyond.length));
  });

  /** Sizes of the draws, counted between the edges of the layers, where a wrong layer shows. */
  function layerScore(sample: Float64Array): number {
    const ascending = [...normalZiggurat.edges.subarray(1, ZIGGURAT_LAYERS)].reverse();
    const counts = new Float64Array(ascending.length + 1);
    for (const value of sample) counts[binOf(ascending, Math.abs(value))]!++;
    const cdf = [0, ...ascending.map((edge) => 1 - 2 * normalCdf(-edge)), 1];
    return chiSquareScore(
      counts,
      cdf.slice(1).map((above, i) => above - cdf[i]!),
    );
  }

  test('normal: every layer has its share, which a ziggurat without what lies beside the next layer fails', () => {
    const law = normalDistribution({ mean: 0, standardDeviation: 1 });
    expect(Math.abs(layerScore(draw(law, streamOf('layers'))))).toBeLessThan(LARGEST_SCORE);
    const { edges } = normalZiggurat;
    const wrong: Distribution = {
      ...law,
      sample(stream) {
        for (;;) {
          const word = stream.uint32();
          const x = stream.uniform() * edges[word & 255]!;
          if (x < edges[(word & 255) + 1]!) return (word & 256) === 0 ? x : -x;
        }
      },
    };
    expect(layerScore(draw(wrong, streamOf('layers')))).toBeGreaterThan(LARGEST_SCORE);
  });
});

/** A linear congruential generator of 16 bits, two steps a word: after 32,768 words it begins again. */
class Congruential extends RandomStream {
  #state = 1;

  constructor() {
    super([1, 0, 0, 0]);
  }

  override uint32(): number {
    return ((this.#step() << 16) | this.#step()) >>> 0;
  }

  override uniform(): number {
    return this.uint32() / 4294967296;
  }

  #step(): number {
    this.#state = (Math.imul(this.#state, 25173) + 13849) & 0xffff;
    return this.#state;
  }
}

test('a poor generator under a good law is found out', () => {
  for (const name of ['normal', 'exponential', 'uniform']) {
    const reference = references.find(({ law }) => law === name)!;
    const sample = draw(laws[name]!(reference.parameters as never), new Congruential());
    expect(Math.abs(score(reference, sample)), name).toBeGreaterThan(LARGEST_SCORE);
  }
});

describe('discrete draws', () => {
  test('never give an index of weight 0', () => {
    const law = discreteDistribution({ weights: [0, 1e-300, 0, 1e300 * 1e-5, 0] });
    const stream = streamOf('zero weights');
    for (let i = 0; i < 10_000; i++) expect(law.sample(stream)).toBe(3);
    expect(discreteDistribution({ weights: [0, 5] }).sample(stream)).toBe(1);
  });

  test('refuse what is no weight', () => {
    expect(() => discreteDistribution({ weights: [] })).toThrow('sum to 0');
    expect(() => discreteDistribution({ weights: [0, 0] })).toThrow('sum to 0');
    expect(() => discreteDistribution({ weights: [1, -1] })).toThrow('weight -1 of 1');
    expect(() => zipfDistribution({ count: 0, exponent: 1 })).toThrow('0 ranks');
  });
});

describe('empirical law', () => {
  const values = [4, 1, 1, 9, 2];

  test('is linear between the ordered values; equal ones keep their share', () => {
    const law = empiricalDistribution({ values });
    const sample = draw(law, streamOf('empirical'));
    // F(1) = 1/4, F(2) = 2/4, F(4) = 3/4, F(9) = 1.
    const share = (x: number): number => sample.filter((value) => value <= x).length / DRAWS;
    for (const [x, expected] of [
      [1, 0.25],
      [1.5, 0.375],
      [2, 0.5],
      [3, 0.625],
      [4, 0.75],
      [6.5, 0.875],
    ] as const) {
      expect(Math.abs(share(x) - expected)).toBeLessThan(
        LARGEST_SCORE * Math.sqrt((expected * (1 - expected)) / DRAWS),
      );
    }
    expect([Math.min(...sample.slice(0, 1e5)), Math.max(...sample.slice(0, 1e5)) <= 9]).toEqual([1, true]);
    const average = sample.reduce((sum, value) => sum + value, 0) / DRAWS;
    expect(law.mean).toBeCloseTo((1 + 1.5 + 3 + 6.5) / 4, 12);
    expect(Math.abs(average - law.mean)).toBeLessThan(LARGEST_SCORE * Math.sqrt(law.variance / DRAWS));
    const squares = sample.reduce((sum, value) => sum + (value - law.mean) ** 2, 0) / DRAWS;
    expect(Math.abs(squares / law.variance - 1)).toBeLessThan(0.01);
  });

  test('refuses too few values and what is no number', () => {
    expect(() => empiricalDistribution({ values: [3] })).toThrow('1 values');
    expect(() => empiricalDistribution({ values: [3, Number.NaN] })).toThrow('value NaN');
  });
});

test('parameters without a law are refused by name', () => {
  expect(() => uniformDistribution({ low: 2, high: 1 })).toThrow('from 2 to 1');
  expect(() => exponentialDistribution({ mean: 0 })).toThrow('mean 0');
  expect(() => normalDistribution({ mean: 0, standardDeviation: -1 })).toThrow('deviation -1');
  expect(() => lognormalDistribution({ mean: -1, scv: 1 })).toThrow('lognormal of mean -1');
  expect(() => gammaDistribution({ mean: 1, scv: 0 })).toThrow('scv 0');
  expect(() => weibullDistribution({ mean: 1, shape: Number.NaN })).toThrow('shape NaN');
  expect(() => paretoDistribution({ mean: 1, shape: 1 })).toThrow('above 1');
});

/** Do intervals cover the truth as often as they say, on systems whose truth is known? Tolerances are 4 standard errors of the share. */
import { describe, expect, test } from 'vitest';
import type { RandomStream } from '../../../src/base/random/random-stream.js';
import { RandomStreams } from '../../../src/base/random/random-streams.js';
import { accuracyInterval } from '../../../src/base/statistics/accuracy-interval.js';
import { batchMeans } from '../../../src/base/statistics/batch-means.js';
import type { Interval } from '../../../src/base/statistics/interval.js';
import { sampleQuantileInterval } from '../../../src/base/statistics/quantile-interval.js';
import { ratioInterval } from '../../../src/base/statistics/ratio-interval.js';
import { tInterval } from '../../../src/base/statistics/t-interval.js';

const streams = new RandomStreams({ seed: 11, replication: 0 });

function coverage(repeats: number, truth: number, experiment: (repeat: number) => Interval): number {
  let covered = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const { low, high } = experiment(repeat);
    if (low <= truth && truth <= high) covered++;
  }
  return covered / repeats;
}

function expectNominal(share: number, repeats: number, level = 0.95): void {
  expect(Math.abs(share - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / repeats));
}

/** Waits of an M/M/1 queue (service rate 1), begun in its stationary state so that there is no warm-up. */
function waits(stream: RandomStream, load: number, customers: number): Float64Array {
  const list = new Float64Array(customers);
  let wait = stream.uniform() < load ? stream.exponential(1 / (1 - load)) : 0;
  for (let i = 0; i < customers; i++) {
    list[i] = wait;
    wait = Math.max(0, wait + stream.exponential(1) - stream.exponential(1 / load));
  }
  return list;
}

describe('mean', () => {
  test('five normal replications at level 0.9', () => {
    const stream = streams.stream('normal');
    const share = coverage(4000, 3, () =>
      tInterval(
        Float64Array.from({ length: 5 }, () => 3 + stream.normal()),
        0.9,
      ),
    );
    expectNominal(share, 4000, 0.9);
  });

  test('M/M/1 at load 0.8: replications cover, the naive interval over requests does not', () => {
    const stream = streams.stream('queue');
    const truth = 0.8 / (1 - 0.8);
    let naive = 0;
    let batched = 0;
    const share = coverage(200, truth, () => {
      const runs = Array.from({ length: 10 }, () => waits(stream, 0.8, 2000));
      const first = tInterval(runs[0]!);
      if (first.low <= truth && truth <= first.high) naive++;
      const batches = batchMeans(runs[0]!, 5);
      if (batches.low <= truth && truth <= batches.high) batched++;
      return tInterval(runs.map((run) => run.reduce((sum, wait) => sum + wait, 0) / run.length));
    });
    // Means of 2000 waits are skewed, which costs the t-interval of ten about a point.
    expect(Math.abs(share - 0.945)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 200));
    expect(naive / 200).toBeLessThan(0.5);
    expect(batched / 200).toBeGreaterThan(naive / 200);
  });

  test('a ratio of sums with random denominators', () => {
    const stream = streams.stream('ratio');
    const share = coverage(2000, 2, () => {
      const counts = Array.from({ length: 8 }, () => 50 + stream.integer(100));
      const sums = counts.map((count) => 2 * count + Math.sqrt(count) * stream.normal() * 3);
      return ratioInterval(sums, counts);
    });
    // Linearising the ratio costs up to a point with eight replications.
    expect(Math.abs(share - 0.945)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 2000));
  });
});

test('90th percentile of exponential samples', () => {
  const stream = streams.stream('quantile');
  const share = coverage(200, Math.log(10), () => {
    const runs = Array.from({ length: 8 }, () => Float64Array.from({ length: 1000 }, () => stream.exponential(1)));
    return sampleQuantileInterval(runs, 0.9);
  });
  expectNominal(share, 200);
});

describe('accuracy over a finite image set', () => {
  const IMAGES = 60;
  const REPLICATIONS = 8;
  const REPEATS = 1500;

  /** Each image is right with its own probability; each replication shifts all of them a little. */
  function experiment(stream: RandomStream, difficulty: Float64Array) {
    return Array.from({ length: REPLICATIONS }, () => {
      const countByImage = new Int32Array(IMAGES);
      const correctByImage = new Int32Array(IMAGES);
      const shift = 0.05 * (stream.uniform() - 0.5);
      for (let request = 0; request < 80; request++) {
        const image = stream.integer(IMAGES);
        countByImage[image]!++;
        if (stream.uniform() < difficulty[image]! + shift) correctByImage[image]!++;
      }
      return { countByImage, correctByImage };
    });
  }

  function images(stream: RandomStream): Float64Array {
    return Float64Array.from({ length: IMAGES }, () => (stream.uniform() < 0.7 ? 0.95 : 0.25));
  }
  const POPULATION = 0.7 * 0.95 + 0.3 * 0.25;

  test('population: covers the accuracy on unseen images; replications alone do not', () => {
    const stream = streams.stream('population');
    let fixed = 0;
    const share = coverage(REPEATS, POPULATION, () => {
      const answers = experiment(stream, images(stream));
      const { low, high } = accuracyInterval('fixedSet', answers);
      if (low <= POPULATION && POPULATION <= high) fixed++;
      return accuracyInterval('population', answers);
    });
    expectNominal(share, REPEATS);
    expect(fixed / REPEATS).toBeLessThan(0.8);
  });

  test('fixed set: covers the accuracy on these images', () => {
    const stream = streams.stream('fixed set');
    const difficulty = images(stream);
    const truth = difficulty.reduce((sum, p) => sum + p, 0) / IMAGES;
    const share = coverage(REPEATS, truth, () => accuracyInterval('fixedSet', experiment(stream, difficulty)));
    expectNominal(share, REPEATS);
  });
});

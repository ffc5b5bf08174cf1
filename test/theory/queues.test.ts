/** Closed forms of queues against tables computed by independent programs. */
import { describe, expect, it } from 'vitest';
import { batchServiceBound, solveBatchService } from '../../src/theory/batch-service.js';
import { md1MeanSojourn, md1MeanWait, md1WaitCdf, md1WaitQuantile } from '../../src/theory/md1.js';
import { mg1MeanSojourn, mg1MeanWait, secondMoment } from '../../src/theory/mg1.js';
import {
  mm1MeanNumber,
  mm1MeanSojourn,
  mm1MeanWait,
  mm1RelaxationTime,
  mm1SojournCdf,
  mm1SojournQuantile,
} from '../../src/theory/mm1.js';
import { tandemMeanSojourn, tandemSojournCdf, tandemSojournQuantile } from '../../src/theory/tandem.js';

describe('single queues, mean service 1', () => {
  it.each([
    [0.3, 1.4286, 4.2796, 6.5788, 1.2143, 2.0714],
    [0.5, 2.0, 5.9915, 9.2103, 1.5, 3.5],
    [0.7, 3.3333, 9.9858, 15.3506, 2.1667, 6.8333],
    [0.8, 5.0, 14.9787, 23.0259, 3.0, 11.0],
    [0.9, 10.0, 29.9573, 46.0517, 5.5, 23.5],
    [0.95, 20.0, 59.9146, 92.1034, 10.5, 48.5],
  ])('load %f', (load, mean, p95, p99, deterministic, scvFour) => {
    const queue = { arrivalRate: load, serviceRate: 1 };
    expect(mm1MeanSojourn(queue)).toBeCloseTo(mean, 4);
    expect(mm1MeanWait(queue) + 1).toBeCloseTo(mean, 4);
    expect(mm1MeanNumber(queue)).toBeCloseTo(load * mm1MeanSojourn(queue), 12);
    expect(mm1SojournQuantile(queue, 0.95)).toBeCloseTo(p95, 4);
    expect(mm1SojournQuantile(queue, 0.99)).toBeCloseTo(p99, 4);
    expect(mm1SojournCdf(queue, mm1SojournQuantile(queue, 0.3))).toBeCloseTo(0.3, 12);
    expect(md1MeanSojourn({ arrivalRate: load, service: 1 })).toBeCloseTo(deterministic, 4);
    const general = (scv: number) => ({ arrivalRate: load, meanService: 1, serviceSecondMoment: secondMoment(1, scv) });
    expect(mg1MeanSojourn(general(4))).toBeCloseTo(scvFour, 4);
    expect(mg1MeanSojourn(general(1))).toBeCloseTo(mean, 4);
  });

  it.each([
    [0.5, [0, 1.5157, 2.0506, 3.3363]],
    [0.7, [0.7298, 3.0771, 4.1029, 6.4855]],
    [0.8, [1.2759, 5.0115, 6.6203, 10.3559]],
    [0.9, [3.013, 10.7825, 14.1287, 21.8982]],
  ])('M/D/1 waiting quantiles at load %f', (load, quantiles) => {
    const queue = { arrivalRate: load, service: 1 };
    expect([0.5, 0.9, 0.95, 0.99].map((q) => md1WaitQuantile(queue, q).toFixed(4))).toEqual(
      quantiles.map((value) => value.toFixed(4)),
    );
    expect(md1WaitCdf(queue, 0)).toBeCloseTo(1 - load, 12);
  });

  it('M/D/1 distribution integrates to its mean', () => {
    const queue = { arrivalRate: 0.35, service: 2 };
    let mean = 0;
    for (let x = 0.005; x < 80; x += 0.01) mean += (1 - md1WaitCdf(queue, x)) * 0.01;
    expect(mean).toBeCloseTo(md1MeanWait(queue), 4);
  });

  it('refuse an unstable queue', () => {
    expect(() => mm1MeanSojourn({ arrivalRate: 2, serviceRate: 1 })).toThrow(/M\/M\/1/);
    expect(() => mg1MeanWait({ arrivalRate: 2, meanService: 1, serviceSecondMoment: 1 })).toThrow(/M\/G\/1/);
    expect(() => md1WaitCdf({ arrivalRate: 1, service: 1 }, 1)).toThrow(/M\/D\/1/);
    expect(() => md1WaitQuantile({ arrivalRate: 0.5, service: 1 }, 1)).toThrow(/quantile/);
  });
});

describe('tandem', () => {
  const tandem = { arrivalRate: 0.6, firstServiceRate: 1, secondServiceRate: 1.2 };

  it('gives the tabulated mean and quantiles', () => {
    expect(tandemMeanSojourn(tandem)).toBeCloseTo(4.1667, 4);
    expect([0.5, 0.95, 0.99].map((q) => tandemSojournQuantile(tandem, q).toFixed(3))).toEqual([
      '3.466',
      '9.999',
      '14.159',
    ]);
  });

  it('is symmetric and continuous where the rates meet', () => {
    const swapped = { arrivalRate: 0.6, firstServiceRate: 1.2, secondServiceRate: 1 };
    expect(tandemSojournCdf(swapped, 3)).toBeCloseTo(tandemSojournCdf(tandem, 3), 12);
    const equal = { arrivalRate: 0.5, firstServiceRate: 1, secondServiceRate: 1 };
    expect(tandemSojournCdf(equal, 4)).toBeCloseTo(1 - 3 * Math.exp(-2), 12);
    expect(tandemSojournCdf({ ...equal, secondServiceRate: 1 + 1e-9 }, 4)).toBeCloseTo(1 - 3 * Math.exp(-2), 8);
    expect(() => tandemMeanSojourn({ ...equal, arrivalRate: 1 })).toThrow(/tandem/);
  });
});

describe('batch service', () => {
  const v100 = [0.1438, 1.8874] as const;
  const p4 = [0.5833, 1.4284] as const;

  it.each([
    [v100, 0.1, 3.1459, 1.71, 3.2982],
    [v100, 0.3, 4.2248, 5.63, 4.2262],
    [v100, 0.5, 5.9019, 13.13, 5.9019],
    [v100, 0.7, 9.8176, 30.63, 9.8176],
    [v100, 0.9, 29.4084, 118.13, 29.4084],
    [p4, 0.1, 2.4211, 1.06, 2.4322],
    [p4, 0.3, 3.5345, 1.5, 3.798],
    [p4, 0.5, 5.1846, 2.65, 5.2574],
    [p4, 0.7, 8.6773, 5.76, 8.686],
    [p4, 0.9, 25.8774, 22.04, 25.8775],
  ])('%j at load %f', ([timePerRequest, setUpTime], load, meanSojourn, meanBatch, bound) => {
    const server = { arrivalRate: load / timePerRequest, timePerRequest, setUpTime };
    const result = solveBatchService(server);
    expect(result.meanSojourn).toBeCloseTo(meanSojourn, 3);
    expect(result.meanBatch).toBeCloseTo(meanBatch, 2);
    expect(batchServiceBound(server)).toBeCloseTo(bound, 3);
    expect(result.meanSojourn).toBeLessThanOrEqual(batchServiceBound(server) * (1 + 1e-9));
  });

  it('refuses an unstable server', () => {
    expect(() => solveBatchService({ arrivalRate: 1, timePerRequest: 1, setUpTime: 1 })).toThrow(/load/);
  });
});

it('M/M/1 forgets its start at once when empty, and never at load 1', () => {
  expect(mm1RelaxationTime({ arrivalRate: 0, serviceRate: 4 })).toBe(0.25);
  expect(mm1RelaxationTime({ arrivalRate: 0.25, serviceRate: 1 })).toBe(4);
  expect(mm1RelaxationTime({ arrivalRate: 810, serviceRate: 1000 })).toBeCloseTo(0.1, 12);
  expect(() => mm1RelaxationTime({ arrivalRate: 1, serviceRate: 1 })).toThrow('1 and 1');
});

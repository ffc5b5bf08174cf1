/** Closed forms of servers, networks and ages against tables computed by independent programs. */
import { describe, expect, it } from 'vitest';
import { md1MeanAge, mm1MeanAge } from '../../src/theory/age.js';
import { solveClosedLoop } from '../../src/theory/closed-loop.js';
import { clockTransform, gammaTransform } from '../../src/theory/gap-transform.js';
import { gim1MeanWait, gim1WaitShare } from '../../src/theory/gim1.js';
import { kingmanBound } from '../../src/theory/kingman.js';
import { mg1MeanWait, processorSharingSojourn } from '../../src/theory/mg1.js';
import { mm1MeanWait, mm1WaitSecondMoment } from '../../src/theory/mm1.js';
import { mm1kLoss } from '../../src/theory/mm1k.js';
import { erlangB, erlangC, mmcMeanWait, mmcWaitExceeds } from '../../src/theory/mmc.js';
import { ndd1WorkExceeds } from '../../src/theory/ndd1.js';
import { priorityMeanWaits } from '../../src/theory/priority.js';
import { mm1RunLength, mm1WaitVarianceConstant } from '../../src/theory/run-length.js';

describe('one server', () => {
  it.each([
    [5, 0.8, 0.088819],
    [5, 1, 0.166667],
    [5, 1.2, 0.250588],
    [10, 0.8, 0.023493],
    [10, 1, 0.090909],
    [10, 1.2, 0.192586],
    [20, 0.8, 0.002327],
    [20, 1, 0.047619],
    [20, 1.2, 0.17037],
  ])('M/M/1/%i at load %f loses %f', (capacity, load, loss) => {
    expect(mm1kLoss({ arrivalRate: load, serviceRate: 1, capacity })).toBeCloseTo(loss, 6);
    expect(mm1kLoss({ arrivalRate: 1 + 1e-9, serviceRate: 1, capacity })).toBeCloseTo(1 / (capacity + 1), 7);
  });

  it('head of the line: two exponential classes, and the conservation law', () => {
    const classes = [0.3, 0.4].map((arrivalRate) => ({ arrivalRate, meanService: 1, serviceSecondMoment: 2 }));
    const waits = priorityMeanWaits(classes);
    expect(waits.map((wait) => wait.toFixed(4))).toEqual(['1.0000', '3.3333']);
    const together = { arrivalRate: 0.7, meanService: 1, serviceSecondMoment: 2 };
    expect((0.3 * waits[0]! + 0.4 * waits[1]!) / 0.7).toBeCloseTo(mg1MeanWait(together), 12);
    expect(() => priorityMeanWaits([...classes, ...classes])).toThrow(/classes 1 to 3/);
  });

  it('gamma gaps: Poisson for scv 1; a clock waits less, bursts more; the fixed point holds, and so does the bound', () => {
    const queue = (scv: number) => ({
      arrivalRate: 0.8,
      transform: scv === 0 ? clockTransform(0.8) : gammaTransform(0.8, scv),
      serviceRate: 1,
    });
    expect(gim1WaitShare(queue(1))).toBeCloseTo(0.8, 12);
    expect(gim1MeanWait(queue(1))).toBeCloseTo(mm1MeanWait({ arrivalRate: 0.8, serviceRate: 1 }), 9);
    const clock = gim1WaitShare(queue(0));
    expect(Math.exp(-(1 - clock) / 0.8)).toBeCloseTo(clock, 12);
    expect(gim1WaitShare(queue(1e-9))).toBeCloseTo(clock, 6);
    const bursts = gim1WaitShare(queue(4));
    expect((1 + (4 * (1 - bursts)) / 0.8) ** -0.25).toBeCloseTo(bursts, 12);
    expect(clock).toBeLessThan(0.8);
    expect(bursts).toBeGreaterThan(0.8);
    for (const scv of [0, 0.5, 1, 4]) {
      const bound = kingmanBound({ arrivalRate: 0.8, arrivalScv: scv, serviceRate: 1, serviceScv: 1 });
      expect(gim1MeanWait(queue(scv))).toBeLessThan(bound);
    }
    expect(() => kingmanBound({ arrivalRate: 1, arrivalScv: 1, serviceRate: 1, serviceScv: 1 })).toThrow(/GI\/G\/1/);
  });

  it('processor sharing', () => {
    const half = { arrivalRate: 0.25, meanService: 2 };
    expect(processorSharingSojourn(half, 0.5)).toBe(1);
    expect(processorSharingSojourn(half, 3)).toBe(6);
    expect(() => processorSharingSojourn({ arrivalRate: 1, meanService: 1 }, 1)).toThrow(/processor sharing/);
  });

  it('E[W^2] of M/M/1 integrates its distribution', () => {
    const queue = { arrivalRate: 0.6, serviceRate: 1 };
    let moment = 0;
    for (let t = 0.005; t < 150; t += 0.01) moment += 2 * t * 0.6 * Math.exp(-0.4 * t) * 0.01;
    expect(mm1WaitSecondMoment(queue)).toBeCloseTo(moment, 3);
  });
});

describe('many servers', () => {
  it.each([
    [1, 0.7, 0.8, 0.9, 4, 9],
    [2, 0.576471, 0.711111, 0.852632, 1.777778, 4.263158],
    [4, 0.428654, 0.596432, 0.787753, 0.745541, 1.969383],
    [8, 0.270603, 0.457645, 0.701533, 0.286028, 0.876916],
    [16, 0.129676, 0.304884, 0.591343, 0.095276, 0.36959],
    [32, 0.038019, 0.160623, 0.458197, 0.025097, 0.143186],
  ])('Erlang C with %i servers', (servers, at7, at8, at9, wait8, wait9) => {
    const queue = (load: number) => ({ arrivalRate: load * servers, serviceRate: 1, servers });
    expect([0.7, 0.8, 0.9].map((load) => erlangC(queue(load)).toFixed(6))).toEqual(
      [at7, at8, at9].map((share) => share.toFixed(6)),
    );
    expect([0.8, 0.9].map((load) => mmcMeanWait(queue(load)).toFixed(6))).toEqual(
      [wait8, wait9].map((wait) => wait.toFixed(6)),
    );
    expect(mmcWaitExceeds(queue(0.7), 0)).toBeCloseTo(at7, 6);
    expect(mmcWaitExceeds(queue(0.7), 1 / (servers * 0.3))).toBeCloseTo(at7 / Math.E, 6);
  });

  it.each([
    [5, 3, 0.110054],
    [10, 7, 0.078741],
    [20, 15, 0.045593],
    [50, 40, 0.018691],
    [100, 90, 0.026957],
  ])('Erlang B with %i servers', (servers, arrivalRate, loss) => {
    expect(erlangB({ arrivalRate, serviceRate: 1, servers })).toBeCloseTo(loss, 6);
  });

  it('refuse an unstable queue', () => {
    expect(() => erlangC({ arrivalRate: 2, serviceRate: 1, servers: 2 })).toThrow(/M\/M\/2/);
  });
});

describe('closed loop', () => {
  it.each([
    [1, 0.09091, 1],
    [5, 0.43605, 1.46663],
    [11, 0.83677, 3.14582],
    [20, 0.99813, 10.03745],
    [40, 1, 30],
  ])('%i users', (users, throughput, response) => {
    const result = solveClosedLoop({ users, think: 10, service: 1 });
    expect(result.throughput).toBeCloseTo(throughput, 5);
    expect(result.response).toBeCloseTo(response, 5);
    expect(result.response).toBeCloseTo(users / result.throughput - 10, 9);
  });

  it('refuses half a user', () => {
    expect(() => solveClosedLoop({ users: 0.5, think: 1, service: 1 })).toThrow(/0.5/);
  });
});

describe('periodic sources', () => {
  it.each([
    [24, 30, 0.50397, 0.26228, 0.04402],
    [27, 30, 0.68726, 0.44801, 0.12314],
    [90, 100, 0.73332, 0.56005, 0.28494],
  ])('%i sources, period %i', (sources, period, ...exceeds) => {
    expect([1, 2, 4].map((x) => ndd1WorkExceeds(sources, period, x).toFixed(5))).toEqual(
      exceeds.map((share) => share.toFixed(5)),
    );
    expect(ndd1WorkExceeds(sources, period, 0)).toBeCloseTo(sources / period, 12);
  });

  it('refuse to fill the server', () => {
    expect(() => ndd1WorkExceeds(30, 30, 1)).toThrow(/nD\/D\/1/);
  });
});

describe('age of information', () => {
  it.each([
    [0.2, 6.05],
    [0.5, 3.5],
    [0.531, 3.4844],
    [0.8, 5.45],
  ])('M/M/1 at load %f', (load, age) => {
    expect(mm1MeanAge({ arrivalRate: 2 * load, serviceRate: 2 })).toBeCloseTo(age / 2, 4);
  });

  it('M/D/1 is freshest at load 0.6291', () => {
    const age = (load: number): number => md1MeanAge({ arrivalRate: load, serviceRate: 1 });
    expect(age(0.6291)).toBeCloseTo(2.9541, 4);
    expect(age(0.6)).toBeCloseTo(2.965, 3);
    expect(Math.min(age(0.62), age(0.638))).toBeGreaterThan(age(0.6291));
    expect(() => age(1)).toThrow(/age/);
  });
});

describe('run length', () => {
  it.each([
    [0.5, 44_600],
    [0.8, 190_000],
    [0.9, 681_000],
  ])('customers for 5 %% at load %f', (load, customers) => {
    expect(Math.abs(mm1RunLength(load, 0.05, 1.96) / customers - 1)).toBeLessThan(0.005);
  });

  it('variance constant at load 0.8, and what is refused', () => {
    expect(Math.round(mm1WaitVarianceConstant(0.8))).toBe(1976);
    expect(() => mm1WaitVarianceConstant(1)).toThrow(/M\/M\/1/);
  });
});

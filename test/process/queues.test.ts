/** Queues written as processes against closed forms, and against the same model written as events. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { PHASE } from '../../src/kernel/phase.js';
import { Simulation } from '../../src/kernel/simulation.js';
import { delay } from '../../src/process/delay.js';
import { Resource } from '../../src/process/resource.js';
import type { Activity } from '../../src/process/wait.js';
import { mm1MeanNumber, mm1MeanWait } from '../../src/theory/mm1.js';
import { site } from './site.js';

/** Mean service, in nanoseconds: rounding to whole ones changes a mean by less than a millionth. */
const SERVICE = 1e6;

interface QueueOptions {
  readonly load: number;
  readonly servers: number;
  /** Priority of the n-th customer. */
  readonly priority?: (n: number) => number;
  readonly form?: 'acquire' | 'use';
}

/** Means of one replication over `customers` customers after as many of warm-up, in mean services. */
function replicate({ load, servers, priority = () => 0, form = 'acquire' }: QueueOptions, replication: number) {
  const customers = 3000;
  const { simulation, processes } = site();
  const streams = new RandomStreams({ seed: 11, replication });
  const [arrivals, services] = [streams.stream('arrival'), streams.stream('service')];
  const desk = new Resource({ processes, path: 'desk', capacity: servers });
  const draw = (stream: typeof arrivals, mean: number) => Math.round(stream.exponential(mean));
  let begun = 0;
  let [wait, square] = [0, 0];
  let window: { time: number; number: number } | undefined;
  let meanNumber = 0;
  const inSystem = () => desk.inUse.integral(processes.now) + desk.queueLength.integral(processes.now);
  function served(arrived: number, number: number) {
    begun++;
    if (number < customers || number >= 2 * customers) return;
    const waited = (processes.now - arrived) / SERVICE;
    wait += waited / customers;
    square += waited ** 2 / customers;
  }
  function* customer(number: number): Activity {
    const arrived = processes.now;
    const service = draw(services, SERVICE);
    if (form === 'use') {
      yield desk.use(service, { priority: priority(number) });
      served(arrived + service, number);
      return;
    }
    yield* desk.acquire({ priority: priority(number) });
    served(arrived, number);
    yield delay(service);
    desk.release();
  }
  processes.start('source', function* () {
    for (let number = 0; number < 3 * customers; number++) {
      yield delay(draw(arrivals, SERVICE / (load * servers)));
      processes.start('customer', customer(number));
      if (number === customers) window = { time: processes.now, number: inSystem() };
      if (number === 2 * customers) meanNumber = (inSystem() - window!.number) / (processes.now - window!.time);
    }
  });
  // No customer of the measured ones is left out for waiting long.
  simulation.runUntil(1e13);
  expect(begun).toBe(3 * customers);
  return { wait, square, meanNumber };
}

/** Distances of the means of 30 replications from the theory, in standard errors. */
function distances(options: QueueOptions, theory: { wait: number; square: number; meanNumber: number }) {
  const values = Array.from({ length: 30 }, (_, replication) => replicate(options, replication));
  return Object.fromEntries(
    (['wait', 'square', 'meanNumber'] as const).map((name) => {
      const numbers = values.map((value) => value[name]);
      const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
      const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (numbers.length - 1);
      return [name, Math.abs(mean - theory[name]) / Math.sqrt(variance / numbers.length)];
    }),
  ) as { wait: number; square: number; meanNumber: number };
}

/**
 * M/M/c: the wait is 0 but for a customer in C (Erlang's delay probability), whose wait is exponential of rate c mu - lambda.
 * Times in mean services. Source: Kleinrock, "Queueing Systems" I, section 3.5; Gross and Harris, section 2.3.
 */
function erlangWait(servers: number, load: number) {
  const offered = servers * load;
  let blocking = 1;
  for (let i = 1; i <= servers; i++) blocking = (offered * blocking) / (i + offered * blocking);
  const delayed = blocking / (1 - load * (1 - blocking));
  const rate = servers * (1 - load);
  const wait = delayed / rate;
  return { wait, square: (2 * delayed) / rate ** 2, meanNumber: offered * (1 + wait) };
}

describe('against closed forms', () => {
  const load = 0.7;
  const single = { arrivalRate: load, serviceRate: 1 };
  const wait = mm1MeanWait(single);
  const mm1 = { wait, square: 2 * wait * (1 / (1 - load)), meanNumber: mm1MeanNumber(single) };

  test('Erlang with one server is M/M/1', () => {
    const one = erlangWait(1, load);
    for (const name of ['wait', 'square', 'meanNumber'] as const) expect(one[name]).toBeCloseTo(mm1[name], 12);
  });

  test.each(['acquire', 'use'] as const)('M/M/1 by %s: mean and square of the wait, mean number', (form) => {
    const found = distances({ load, servers: 1, form }, mm1);
    for (const distance of Object.values(found)) expect(distance).toBeLessThan(4);
  });

  test.each(['acquire', 'use'] as const)('M/M/3 by %s', (form) => {
    const found = distances({ load, servers: 3, form }, erlangWait(3, load));
    for (const distance of Object.values(found)) expect(distance).toBeLessThan(4);
  });

  test('last come first served has the mean of M/M/1 and not the square: the comparison tells', () => {
    const found = distances({ load, servers: 1, priority: (n) => -n }, mm1);
    expect(found.wait).toBeLessThan(4);
    expect(found.square).toBeGreaterThan(4);
  });

  test('one server more or less is told', () => {
    const found = distances({ load, servers: 3 }, erlangWait(4, load));
    expect(Math.min(found.wait, found.square, found.meanNumber)).toBeGreaterThan(4);
  });
});

describe('against the same model written as events', () => {
  const DEVICES = 60;
  const STATIONS = [20, 6, 2];
  const SERVERS = [1, 1, 4];
  const station = (device: number, stage: number) => device % STATIONS[stage]!;

  /** Services and thinking times of a device, in the order in which it asks; the smaller the scale, the more events meet. */
  function durations(device: number, scale: number): (mean: number) => number {
    const stream = new RandomStreams({ seed: 5, replication: 0 }).stream(`device/${device}`);
    return (mean) => Math.round(stream.exponential(mean * scale));
  }

  /** Who completed what when, in order. */
  type Completions = { readonly time: number; readonly device: number; readonly stage: number }[];

  const fingerprint = (completions: Completions): string =>
    createHash('sha256')
      .update(completions.map(({ time, device, stage }) => `${time} ${device} ${stage}`).join('\n'))
      .digest('hex');

  function asProcesses(form: 'acquire' | 'use', scale: number): Completions {
    const { simulation, processes } = site();
    const completions: Completions = [];
    const resources = STATIONS.map((count, stage) =>
      Array.from(
        { length: count },
        (_, i) => new Resource({ processes, path: `${stage}/${i}`, capacity: SERVERS[stage]! }),
      ),
    );
    function* life(device: number): Activity {
      const duration = durations(device, scale);
      for (;;) {
        yield delay(duration(30));
        for (let stage = 0; stage < 3; stage++) {
          const resource = resources[stage]![station(device, stage)]!;
          if (form === 'use') yield resource.use(duration(4));
          else {
            yield resource.acquire();
            yield delay(duration(4));
            resource.release();
          }
          completions.push({ time: processes.now, device, stage });
        }
      }
    }
    for (let device = 0; device < DEVICES; device++) processes.start('device', life(device));
    simulation.runUntil(3000 * scale);
    return completions;
  }

  /** A device that waits and is granted a server begins by an event of its own where `grants` is true, else at once. */
  function asEvents(grants: boolean, scale: number): Completions {
    const simulation = new Simulation();
    const completions: Completions = [];
    const duration = Array.from({ length: DEVICES }, (_, device) => durations(device, scale));
    const free = STATIONS.map((count, stage) => Array.from({ length: count }, () => SERVERS[stage]!));
    const queues = STATIONS.map((count) => Array.from({ length: count }, (): number[] => []));
    const service = new Float64Array(DEVICES);
    const kinds = { start: 0, thought: 1, granted: 2, served: 5 } as const;
    const later = (time: number, kind: number, device: number) =>
      simulation.schedule(simulation.now + time, PHASE.serve, id, kind, device);
    function arrive(stage: number, device: number): void {
      const at = station(device, stage);
      if (!grants) service[device] = duration[device]!(4);
      if (free[stage]![at] === 0) queues[stage]![at]!.push(device);
      else {
        free[stage]![at]!--;
        begin(stage, device);
      }
    }
    function begin(stage: number, device: number): void {
      later(grants ? duration[device]!(4) : service[device]!, kinds.served + stage, device);
    }
    function depart(stage: number, device: number): void {
      const at = station(device, stage);
      const next = queues[stage]![at]!.shift();
      if (next === undefined) free[stage]![at]!++;
      else if (grants) later(0, kinds.granted + stage, next);
      else begin(stage, next);
      completions.push({ time: simulation.now, device, stage });
      if (stage < 2) arrive(stage + 1, device);
      else later(duration[device]!(30), kinds.thought, device);
    }
    const id = simulation.add({
      path: 'network',
      handle(kind, device) {
        if (kind === kinds.start) later(duration[device]!(30), kinds.thought, device);
        else if (kind === kinds.thought) arrive(0, device);
        else if (kind < kinds.served) begin(kind - kinds.granted, device);
        else depart(kind - kinds.served, device);
      },
    });
    for (let device = 0; device < DEVICES; device++) later(0, kinds.start, device);
    simulation.runUntil(3000 * scale);
    return completions;
  }

  test.each([
    ['use', 1],
    ['use', 1e6],
    ['acquire', 1],
    ['acquire', 1e6],
  ] as const)('%s: the same completions in the same order, at scale %i', (form, scale) => {
    const processes = asProcesses(form, scale);
    const events = asEvents(form === 'acquire', scale);
    expect(processes.length).toBeGreaterThan(5000);
    expect(fingerprint(processes)).toBe(fingerprint(events));
    expect(processes.at(-1)).toEqual(events.at(-1));
    const instants = new Set(processes.map(({ time }) => time)).size;
    // At scale 1 most completions share their instant with another one: their order is what is compared.
    if (scale === 1) expect(instants).toBeLessThan(processes.length / 2);
    else expect(instants).toBe(processes.length);
  });

  test('another order of the same instants is told', () => {
    expect(fingerprint(asEvents(true, 1))).not.toBe(fingerprint(asEvents(false, 1)));
  });
});

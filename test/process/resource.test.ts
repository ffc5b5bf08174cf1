import { describe, expect, test } from 'vitest';
import { delay } from '../../src/process/delay.js';
import { type RequestOptions, Resource } from '../../src/process/resource.js';
import type { Activity } from '../../src/process/wait.js';
import { type Site, site } from './site.js';

/** A process that comes at a time, holds units for a time, and writes when it has them. */
function visitor(
  { note }: Site,
  resource: Resource,
  name: string,
  arrival: number,
  time: number,
  request?: RequestOptions,
) {
  return function* () {
    yield delay(arrival);
    yield* resource.acquire(request);
    note(name);
    yield delay(time);
    resource.release(request?.units);
  };
}

describe('a resource', () => {
  test('serves in order of arrival, as many at once as it has units', () => {
    const place = site();
    const cpu = new Resource({ processes: place.processes, path: 'cpu', capacity: 2 });
    for (const [name, arrival, time] of [
      ['a', 0, 10],
      ['b', 1, 3],
      ['c', 2, 5],
      ['d', 3, 1],
      ['e', 3, 1],
    ] as const) {
      place.processes.start(name, visitor(place, cpu, name, arrival, time));
    }
    place.run();
    expect(place.diary).toEqual(['0 a', '1 b', '4 c', '9 d', '10 e']);
    expect(cpu.free).toBe(2);
  });

  test('goes on in the same event when it need not wait', () => {
    const { processes, simulation, run } = site();
    const cpu = new Resource({ processes, path: 'cpu' });
    processes.start('a', function* () {
      for (let i = 0; i < 5; i++) {
        yield cpu.acquire();
        cpu.release();
      }
    });
    run();
    expect(simulation.executedEvents).toBe(1);
  });

  test('hands a free unit to the queue: who comes between cannot take it', () => {
    const place = site();
    const { processes, note, diary, run } = place;
    const cpu = new Resource({ processes, path: 'cpu' });
    processes.start('a', function* () {
      yield* cpu.acquire();
      yield delay(5);
      cpu.release();
      note(`released, ${cpu.free} free`);
      yield* cpu.acquire();
      note('has it again');
      cpu.release();
    });
    processes.start('b', visitor(place, cpu, 'b', 1, 7));
    run();
    expect(diary).toEqual(['5 released, 0 free', '5 b', '12 has it again']);
  });

  test('serves smaller priorities first, equal ones in order of arrival', () => {
    const place = site();
    const cpu = new Resource({ processes: place.processes, path: 'cpu' });
    const priorities = [0, 2, 1, 2, -1, 1, 0, Number.NEGATIVE_INFINITY];
    for (const [i, priority] of priorities.entries()) {
      place.processes.start('v', visitor(place, cpu, `${priority}#${i}`, i, 100, { priority }));
    }
    place.run();
    expect(place.diary.map((line) => line.split(' ')[1])).toEqual([
      '0#0',
      '-Infinity#7',
      '-1#4',
      '0#6',
      '1#2',
      '1#5',
      '2#1',
      '2#3',
    ]);
  });

  test('does not let small requests overtake the first in the queue', () => {
    const place = site();
    const memory = new Resource({ processes: place.processes, path: 'memory', capacity: 3 });
    const start = (name: string, arrival: number, units: number, priority = 0) =>
      place.processes.start(name, visitor(place, memory, name, arrival, 10, { units, priority }));
    start('a', 0, 2);
    start('b', 1, 3);
    start('c', 2, 1);
    // It stands before all others, and there is a unit for it.
    start('d', 3, 1, -1);
    place.run();
    expect(place.diary).toEqual(['0 a', '3 d', '13 b', '23 c']);
  });

  test('lets those behind go on when the first in the queue gives up', () => {
    const place = site();
    const { processes, note, diary, run } = place;
    const memory = new Resource({ processes, path: 'memory', capacity: 2 });
    processes.start('a', visitor(place, memory, 'a', 0, 10, { units: 1 }));
    const b = processes.start('b', visitor(place, memory, 'b', 1, 10, { units: 2 }));
    processes.start('c', visitor(place, memory, 'c', 2, 10, { units: 1 }));
    processes.start('killer', function* () {
      yield delay(3);
      b.kill();
      note(`${memory.queueLength.value} waits, ${memory.free} free`);
    });
    run();
    expect(diary).toEqual(['0 a', '3 0 waits, 0 free', '3 c']);
  });

  test('is used for a time in one wait', () => {
    const { processes, note, diary, run, simulation } = site();
    const cpu = new Resource({ processes, path: 'cpu', capacity: 2 });
    function* job(name: string, arrival: number, time: number, units?: number): Activity {
      yield delay(arrival);
      yield cpu.use(time, units === undefined ? undefined : { units });
      note(`${name}, ${cpu.free} free`);
    }
    processes.start('a', job('a', 0, 5));
    processes.start('b', job('b', 1, 5, 2));
    processes.start('c', job('c', 2, 5));
    processes.start('d', job('d', 2, 0));
    run();
    // The successor is in service before the one who leaves goes on.
    expect(diary).toEqual(['5 a, 0 free', '10 b, 0 free', '10 d, 1 free', '15 c, 2 free']);
    expect(simulation.executedEvents).toBe(4 * 3);
  });

  test('is tried without waiting', () => {
    const place = site();
    const { processes, note, diary, run } = place;
    const cpu = new Resource({ processes, path: 'cpu', capacity: 2 });
    processes.start('a', function* () {
      note(`${cpu.tryAcquire()} ${cpu.tryAcquire({ units: 2 })} ${cpu.tryAcquire()} ${cpu.tryAcquire()}`);
      cpu.release(2);
      yield* cpu.acquire({ units: 2 });
      yield delay(10);
      cpu.release();
      // Somebody waits for two: what is free is spoken for.
      note(`${cpu.free} ${cpu.tryAcquire()} ${cpu.tryAcquire({ priority: -1 })}`);
      cpu.release();
      cpu.release();
    });
    processes.start('b', visitor(place, cpu, 'b', 1, 1, { units: 2 }));
    run();
    expect(diary).toEqual(['0 true false true false', '10 1 false true', '10 b']);
  });

  test('keeps statistics over time', () => {
    const place = site();
    const { processes, simulation } = place;
    const cpu = new Resource({ processes, path: 'cpu', capacity: 2 });
    for (let i = 0; i < 4; i++) processes.start('v', visitor(place, cpu, 'v', 10, 20));
    place.run(100);
    expect([cpu.inUse.integral(100), cpu.inUse.maximum, cpu.inUse.value]).toEqual([80, 2, 0]);
    expect([cpu.queueLength.integral(100), cpu.queueLength.maximum, cpu.queueLength.average(50)]).toEqual([40, 2, 0.8]);
    expect(cpu.utilisation()).toBe(0.4);
    simulation.runUntil(200);
    expect([cpu.utilisation(), cpu.utilisation(160)]).toEqual([0.2, 0.25]);
  });

  test('made later, averages from then on', () => {
    const { processes, run } = site();
    run(100);
    const cpu = new Resource({ processes, path: 'cpu' });
    processes.start('a', function* () {
      yield cpu.use(50);
    });
    run(200);
    expect(cpu.utilisation()).toBe(0.5);
  });
});

describe('units belong to the process that acquired them', () => {
  const failing = (activity: (cpu: Resource, place: Site) => Activity) => {
    const place = site();
    const cpu = new Resource({ processes: place.processes, path: 'cpu', capacity: 3 });
    place.processes.start('p', activity(cpu, place));
    return () => place.run();
  };

  test('only that one releases them, and no more than it has', () => {
    expect(
      failing(function* (cpu, { processes }) {
        yield* cpu.acquire({ units: 2 });
        yield processes.start('q', function* () {
          yield delay(0);
          cpu.release();
        });
      }),
    ).toThrow('process "q" (number 1) at 0 ns: releases 1 of resource "cpu": accepted is what the process holds, 0');
    expect(
      failing(function* (cpu) {
        yield* cpu.acquire({ units: 2 });
        cpu.release();
        cpu.release(2);
      }),
    ).toThrow('releases 2 of resource "cpu": accepted is what the process holds, 1');
  });

  test('several resources and several units are told apart', () => {
    const { processes, run } = site();
    const pools = ['a', 'b', 'c'].map((path) => new Resource({ processes, path, capacity: 4 }));
    const [a, b, c] = pools as [Resource, Resource, Resource];
    const free = () => pools.map((pool) => pool.free).join('');
    const seen: string[] = [];
    processes.start('p', function* () {
      yield* a.acquire();
      yield* b.acquire({ units: 2 });
      yield* c.acquire();
      yield* b.acquire();
      yield* a.acquire();
      seen.push(free());
      a.release(2);
      seen.push(free());
      // The first place is free again; b and c stay where they are.
      yield* b.acquire();
      yield* a.acquire();
      b.release(3);
      seen.push(free());
      c.release();
      b.release();
      seen.push(free());
      yield delay(5);
    });
    run(1);
    expect(seen).toEqual(['213', '413', '333', '344']);
    run();
    expect(free()).toBe('444');
  });

  test('what it holds at its end is released', () => {
    const place = site();
    const { processes, run, diary } = place;
    const a = new Resource({ processes, path: 'a' });
    const b = new Resource({ processes, path: 'b' });
    processes.start('forgetful', function* () {
      yield* a.acquire();
      yield* b.acquire();
      yield delay(5);
    });
    processes.start('x', visitor(place, a, 'x', 1, 1));
    processes.start('y', visitor(place, b, 'y', 1, 1));
    run();
    expect(diary).toEqual(['5 x', '5 y']);
    expect([a.free, b.free]).toEqual([1, 1]);
  });

  test('outside a process there is nobody to hold or release', () => {
    const { processes } = site();
    const cpu = new Resource({ processes, path: 'cpu' });
    expect(() => cpu.release()).toThrow('release of resource "cpu" outside a process');
    expect(() => cpu.tryAcquire()).toThrow('tryAcquire of resource "cpu" outside a process');
  });
});

test('refuses what cannot be', () => {
  const { processes } = site();
  for (const capacity of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => new Resource({ processes, path: 'cpu', capacity })).toThrow(
      `resource "cpu" with a capacity of ${capacity}: accepted is a positive integer`,
    );
  }
  const cpu = new Resource({ processes, path: 'cpu', capacity: 2 });
  for (const units of [0, 3, 1.5, Number.NaN]) {
    expect(() => cpu.acquire({ units })).toThrow(
      `${units} units of resource "cpu": accepted is an integer from 1 to its capacity, 2`,
    );
    expect(() => cpu.use(1, { units })).toThrow(`${units} units`);
    expect(() => cpu.tryAcquire({ units })).toThrow(`${units} units`);
  }
  expect(() => cpu.acquire({ priority: Number.NaN })).toThrow('priority NaN at resource "cpu"');
  for (const time of [-1, 0.5, Number.NaN]) expect(() => cpu.use(time)).toThrow(`delay of ${time} ns`);
});

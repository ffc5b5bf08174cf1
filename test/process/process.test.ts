import { describe, expect, test } from 'vitest';
import { ModelError } from '../../src/base/errors.js';
import { PHASE } from '../../src/kernel/phase.js';
import { delay } from '../../src/process/delay.js';
import type { Process } from '../../src/process/process.js';
import { Resource } from '../../src/process/resource.js';
import { Signal } from '../../src/process/signal.js';
import { Store } from '../../src/process/store.js';
import type { Activity } from '../../src/process/wait.js';
import { site } from './site.js';

describe('a process', () => {
  test('starts in an event of its own, waits and ends', () => {
    const { processes, note, diary, run } = site();
    function* clock(period: number): Activity<string> {
      note(`begins, running ${processes.running?.path}`);
      yield delay(period);
      note('ticks');
      yield period;
      return 'done';
    }
    const process = processes.start('clock', clock(5));
    expect([process.state, process.path, process.number, processes.living]).toEqual(['due', 'clock', 0, 1]);
    expect(diary).toEqual([]);
    run(5);
    expect([process.state, process.result]).toEqual(['waiting', undefined]);
    run(10);
    expect([process.state, process.result, processes.living]).toEqual(['ended', 'done', 0]);
    expect(processes.running).toBeUndefined();
    expect(diary).toEqual(['0 begins, running clock', '5 ticks']);
  });

  test('starts after a delay, in a phase', () => {
    const { processes, note, diary, run } = site();
    function* late(name: string): Activity {
      note(name);
      yield delay(1);
      note(name);
    }
    processes.start('a', late('observer'), { after: 3, phase: PHASE.observe });
    processes.start('b', late('server'), { after: 3 });
    run();
    expect(diary).toEqual(['3 server', '3 observer', '4 server', '4 observer']);
  });

  test('runs in the order in which it became due', () => {
    const { processes, note, diary, run } = site();
    function* walker(name: string, steps: readonly number[]): Activity {
      for (const step of steps) {
        yield delay(step);
        note(name);
      }
    }
    processes.start('a', walker('a', [3, 3, 0]));
    processes.start('b', walker('b', [2, 4]));
    processes.start('c', walker('c', [6]));
    run();
    expect(diary).toEqual(['2 b', '3 a', '6 c', '6 b', '6 a', '6 a']);
  });

  test('waits for the end of another one and has its result', () => {
    const { processes, note, diary, run } = site();
    function* child(): Activity<number> {
      yield delay(4);
      return 7;
    }
    function* parent(): Activity {
      const process = processes.start('child', child());
      note(`${yield* process}`);
      note(`${yield* process} again`);
      note(`${yield process} plain`);
    }
    processes.start('parent', parent());
    run();
    expect(diary).toEqual(['4 7', '4 7 again', '4 7 plain']);
  });

  test('is composed of activities', () => {
    const { processes, note, diary, run } = site();
    function* leg(time: number): Activity<number> {
      yield delay(time);
      return processes.now;
    }
    function* trip(): Activity<number> {
      const first = yield* leg(2);
      return first + (yield* leg(3));
    }
    function* person(): Activity {
      note(`${yield* trip()}`);
    }
    processes.start('person', person());
    run();
    expect(diary).toEqual(['5 7']);
  });

  test('leaves its place to later ones: thousands pass through', () => {
    const { processes, run } = site();
    let ended = 0;
    function* customer(): Activity {
      yield delay(3);
      ended++;
    }
    function* source(): Activity {
      for (let i = 0; i < 5000; i++) {
        processes.start('customer', customer());
        yield delay(1);
      }
    }
    processes.start('source', source());
    run(2000);
    expect(processes.living).toBe(4);
    expect(processes.waiting().map(({ process }) => process.number)).toEqual([0, 1999, 2000, 2001]);
    run(10000);
    expect([ended, processes.living]).toEqual([5000, 0]);
  });

  test('the slices of a run change nothing', () => {
    const trajectory = (slice: number) => {
      const { simulation, processes } = site();
      const cpu = new Resource({ processes, path: 'cpu' });
      function* job(i: number): Activity {
        yield delay(i % 3);
        yield cpu.use(i % 5);
        yield* cpu.acquire();
        yield delay(2);
        cpu.release();
      }
      for (let i = 0; i < 20; i++) processes.start('job', job(i));
      while (simulation.runSlice(slice, 1000) === 'more');
      return simulation.fingerprint;
    };
    expect(new Set([1, 2, 7, 1000].map(trajectory)).size).toBe(1);
  });
});

describe('who waits for what', () => {
  test('is listed in order of starting', () => {
    const { simulation, processes, run } = site();
    const cpu = new Resource({ processes, path: 'cpu' });
    const mail = new Store<string>({ processes, path: 'mail', capacity: 1 });
    const bell = new Signal({ processes, path: 'bell' });
    function* holder(): Activity {
      yield* cpu.acquire();
      yield* bell.wait();
    }
    const first = processes.start('holder', holder());
    processes.start('sleeper', function* () {
      yield delay(2e6);
    });
    processes.start('user', function* () {
      yield cpu.use(5);
    });
    processes.start('reader', function* () {
      yield mail.get((text) => text === 'x');
    });
    processes.start('writer', function* () {
      yield mail.put('a');
      yield mail.put('b');
    });
    processes.start('guest', function* () {
      yield bell.until(() => false);
    });
    processes.start('heir', function* () {
      yield first;
    });
    run();
    expect(processes.waiting().map((entry) => `${entry.process.path}: ${entry.for}`)).toEqual([
      'holder: signal "bell"',
      'sleeper: a delay',
      'user: 1 of resource "cpu"',
      'reader: a certain item of store "mail"',
      'writer: room in store "mail"',
      'guest: a condition at signal "bell"',
      'heir: process "holder" (number 0)',
    ]);
    expect(simulation.pendingEvents).toBe(1);
    run(3e6);
    // Nothing is pending: all of them wait for ever.
    expect([simulation.pendingEvents, processes.waiting().length]).toEqual([0, 6]);
  });
});

describe('an error in a process ends the run', () => {
  const failing = (activity: () => Activity): unknown => {
    const { processes, simulation } = site();
    processes.start('bystander', function* () {
      yield delay(1);
    });
    processes.start('device/3', activity(), { after: 12 });
    try {
      simulation.runUntil(100);
    } catch (error) {
      expect(simulation.now).toBe(12);
      return error;
    }
    return undefined;
  };

  test('with process, time and cause', () => {
    const planted = new RangeError('planted');
    const error = failing(function* () {
      yield delay(0);
      throw planted;
    });
    expect(error).toBeInstanceOf(ModelError);
    expect((error as Error).message).toBe('process "device/3" (number 1) at 12 ns: planted');
    expect((error as Error).cause).toBe(planted);
  });

  test.each([
    [
      'a string',
      'soon',
      'yielded "soon", which is no wait: accepted are a delay in ns, acquire() and use() of a resource',
    ],
    ['nothing', undefined, 'yielded undefined, which is no wait'],
    ['null', null, 'yielded null, which is no wait'],
    ['an object', {}, 'yielded [object Object], which is no wait'],
    ['a promise', Promise.resolve(), 'yielded [object Promise], which is no wait'],
    ['not a number', Number.NaN, 'delay of NaN ns: accepted is an integer from 0 that ends by 2^53 - 1 ns'],
    ['the past', -1, 'delay of -1 ns'],
    ['a fraction', 0.5, 'delay of 0.5 ns'],
    ['for ever', Number.POSITIVE_INFINITY, 'delay of Infinity ns'],
    ['beyond the end of time', 2 ** 53 - 10, 'delay of 9007199254740982 ns'],
  ])('that yields %s', (_what, yielded, message) => {
    const error = failing(function* () {
      yield yielded as number;
    });
    expect((error as Error).message).toContain(`process "device/3" (number 1) at 12 ns: ${message}`);
  });

  test('that yields a generator', () => {
    const error = failing(function* () {
      yield (function* () {})() as unknown as number;
    });
    expect((error as Error).message).toContain(
      'yielded a generator: accepted are yield* to make it part of the process',
    );
  });

  test('that asks for an impossible delay', () => {
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53, 'x' as unknown as number]) {
      expect(() => delay(wrong)).toThrow(`delay of ${wrong} ns: accepted is an integer`);
    }
    expect(delay(0)).toBe(0);
    expect(delay(2 ** 53 - 1)).toBe(2 ** 53 - 1);
  });

  test('that never waits', () => {
    const { processes, run } = site();
    const store = new Store<number>({ processes, path: 'store' });
    processes.start('hasty', function* () {
      for (;;) yield store.put(1);
    });
    expect(() => run()).toThrow('"hasty" (number 0) at 0 ns: more than 1000000 waits in a row came true at once');
  });

  test('that waits for what belongs to others', () => {
    const other = site().processes;
    function* never(): Activity {
      yield delay(1);
    }
    const strangers = [
      new Resource({ processes: other, path: 'cpu' }).acquire(),
      new Store({ processes: other, path: 'box' }).get(),
      new Store({ processes: other, path: 'box' }).put(1),
      new Signal({ processes: other, path: 'bell' }).wait(),
      other.start('stranger', never()),
    ];
    for (const stranger of strangers) {
      const { processes: own, run } = site();
      own.start('lost', function* () {
        yield stranger;
      });
      expect(() => run()).toThrow(/process "lost" .* at 0 ns: .* (belongs to|is one of) other processes/);
    }
  });

  test('that waits for itself', () => {
    const { processes, run } = site();
    const self: Process = processes.start('narcissus', function* () {
      yield self;
    });
    expect(() => run()).toThrow(
      'process "narcissus" (number 0) at 0 ns: waits for its own end: accepted is another process',
    );
  });

  test('that was started with something else than a generator', () => {
    const { processes } = site();
    expect(() => processes.start('x', (() => {}) as unknown as Activity)).toThrow(
      'process "x" is undefined: accepted is a generator function or its generator',
    );
    expect(() => processes.start('x', undefined as unknown as Activity)).toThrow(
      'process "x" is undefined: accepted is a generator function or its generator',
    );
    function* idle(): Activity {}
    expect(() => processes.start('x', idle(), { after: -1 })).toThrow('process "x" after -1 ns');
  });
});

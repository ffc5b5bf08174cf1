import { describe, expect, test } from 'vitest';
import { allOf, anyOf, timedOut, within } from '../../src/process/combine.js';
import { delay } from '../../src/process/delay.js';
import { Interruption } from '../../src/process/interruption.js';
import { Resource } from '../../src/process/resource.js';
import { Signal } from '../../src/process/signal.js';
import { Store } from '../../src/process/store.js';
import type { Activity } from '../../src/process/wait.js';
import { site } from './site.js';

describe('the first of several things', () => {
  test('is told by position and result; the others are withdrawn at that moment', () => {
    const { processes, note, diary, run, simulation } = site();
    const cpu = new Resource({ processes, path: 'cpu' });
    const box = new Store<string>({ processes, path: 'box' });
    const bell = new Signal<number>({ processes, path: 'bell' });
    processes.start('holder', function* () {
      yield cpu.use(50);
    });
    processes.start('waiter', function* () {
      const first = yield* anyOf(cpu.acquire(), box.get(), bell.wait(), delay(100));
      note(`${first.index} ${first.value}`);
    });
    processes.start('friend', function* () {
      yield delay(7);
      expect([cpu.queueLength.value, bell.waiting]).toEqual([1, 1]);
      box.tryPut('letter');
      expect([cpu.queueLength.value, bell.waiting, box.items()]).toEqual([0, 0, []]);
      box.tryPut('another');
      bell.send(3);
    });
    run();
    expect(diary).toEqual(['7 1 letter']);
    expect([cpu.free, box.items(), simulation.executedEvents]).toEqual([1, ['another'], 6]);
  });

  test('may be a delay, a service, a process, or what comes true at once', () => {
    const { processes, note, diary, run } = site();
    const cpu = new Resource({ processes, path: 'cpu' });
    function* child(): Activity<string> {
      yield delay(3);
      return 'child';
    }
    processes.start('waiter', function* () {
      note(`${(yield* anyOf(delay(2), cpu.use(9))).index}`);
      expect(cpu.free).toBe(1);
      note(`${(yield* anyOf(delay(9), cpu.use(2))).index}`);
      note(`${(yield* anyOf(delay(9), processes.start('child', child()))).value}`);
      const first = yield* anyOf(delay(1), cpu.acquire(), cpu.acquire());
      note(`${first.index}, ${cpu.free} free`);
    });
    run();
    expect(diary).toEqual(['2 0', '4 1', '7 child', '7 1, 0 free']);
    expect(cpu.free).toBe(1);
  });

  test('within a time is the result, or that the time is out', () => {
    const { processes, note, diary, run } = site();
    const cpu = new Resource({ processes, path: 'cpu' });
    const box = new Store<string>({ processes, path: 'box' });
    processes.start('holder', function* () {
      yield cpu.use(10);
    });
    processes.start('impatient', function* () {
      note(`${String(yield* within(4, cpu.acquire()))}, ${cpu.queueLength.value} wait`);
      note(`${String(yield* within(100, cpu.acquire()))}`);
      const item = yield* within(5, box.get());
      note(item === timedOut ? 'no item' : item);
      box.tryPut('x');
      const second = yield* within(5, box.get());
      note(second === timedOut ? 'no item' : second);
    });
    run();
    expect(diary).toEqual(['4 Symbol(timed out), 0 wait', '10 undefined', '15 no item', '15 x']);
    expect(box.items()).toEqual([]);
  });

  test('at one instant goes by the order of events', () => {
    const { processes, note, diary, run } = site();
    const bell = new Signal<string>({ processes, path: 'bell' });
    processes.start('before', function* () {
      yield delay(5);
      bell.send('bell');
    });
    for (const name of ['a', 'b']) {
      processes.start(name, function* () {
        note(`${name} ${String(yield* within(name === 'a' ? 5 : 6, bell.wait()))}`);
      });
    }
    processes.start('after', function* () {
      yield delay(6);
      bell.send('too late');
    });
    run();
    expect(diary).toEqual(['5 a bell', '5 b bell']);
    const second = site();
    const late = new Signal<string>({ processes: second.processes, path: 'bell' });
    second.processes.start('a', function* () {
      second.note(String(yield* within(5, late.wait())));
    });
    second.processes.start('after', function* () {
      yield delay(5);
      late.send('too late');
    });
    second.run();
    expect(second.diary).toEqual(['5 Symbol(timed out)']);
  });

  test('of nothing is refused, and so is an impossible time', () => {
    expect(() => anyOf()).toThrow('anyOf nothing never comes true');
    expect(() => within(-1, delay(5))).toThrow('delay of -1 ns');
  });
});

describe('all of several things', () => {
  test('give their results in the order asked for, whatever comes first', () => {
    const { processes, note, diary, run } = site();
    const box = new Store<string>({ processes, path: 'box' });
    const cpu = new Resource({ processes, path: 'cpu' });
    function* child(time: number): Activity<number> {
      yield delay(time);
      return time;
    }
    processes.start('waiter', function* () {
      const [slow, nothing, item, unit, fast] = yield* allOf(
        processes.start('slow', child(8)),
        delay(3),
        box.get(),
        cpu.acquire(),
        processes.start('fast', child(2)),
      );
      note(`${slow} ${nothing} ${item} ${unit} ${fast}, ${cpu.free} free`);
      note(`${yield* allOf()}`);
      const again = yield* allOf(processes.start('x', child(0)), cpu.use(3));
      note(`${again}`);
    });
    processes.start('friend', function* () {
      yield delay(5);
      yield box.put('letter');
    });
    expect(() => run()).not.toThrow();
    // It holds the unit that it waits for: it will wait for ever.
    expect(diary).toEqual(['8 8 undefined letter undefined 2, 0 free', '8 ']);
    expect(processes.waiting().map((entry) => entry.for)).toEqual(['1 of resource "cpu"']);
  });

  test('are given back when the time is out or the process is interrupted', () => {
    const { processes, note, diary, run } = site();
    const cpu = new Resource({ processes, path: 'cpu', capacity: 2 });
    const full = new Store<string>({ processes, path: 'full', capacity: 1 });
    full.tryPut('first');
    const bell = new Signal({ processes, path: 'bell' });
    const both = () => allOf(cpu.acquire({ units: 2 }), full.get(), cpu.use(1), bell.wait());
    const victim = processes.start('victim', function* () {
      note(String(yield* within(5, both())));
      note(`${cpu.free} free, ${full.items()}`);
      try {
        yield* both();
      } catch (error) {
        expect(error).toBeInstanceOf(Interruption);
        note(`${cpu.free} free, ${full.items()}`);
      }
      yield bell.wait();
    });
    processes.start('putter', function* () {
      yield full.put('second');
      note('second is in');
    });
    processes.start('hand', function* () {
      yield delay(10);
      victim.interrupt();
    });
    run();
    expect(diary).toEqual([
      '0 second is in',
      '5 Symbol(timed out)',
      // Given back beyond the capacity, to where it was.
      '5 2 free, first,second',
      '10 2 free, first,second',
    ]);
    expect([cpu.free, cpu.inUse.value, bell.waiting, cpu.queueLength.value]).toEqual([2, 0, 1, 0]);
  });
});

describe('combinations', () => {
  test('stand within one another', () => {
    const { processes, note, diary, run } = site();
    const a = new Signal<string>({ processes, path: 'a' });
    const b = new Signal<string>({ processes, path: 'b' });
    const cpu = new Resource({ processes, path: 'cpu' });
    processes.start('waiter', function* () {
      const first = yield* anyOf(allOf(a.wait(), b.wait()), allOf(delay(5), cpu.acquire()), within(9, a.wait()));
      note(`${first.index}: ${String(first.value)}, ${cpu.free} free`);
      const second = yield* within(10, allOf(anyOf(a.wait(), cpu.acquire()), anyOf(b.wait(), delay(3))));
      if (second !== timedOut) note(`${second.map(({ index }) => index)}`);
      const third = yield* within(2, allOf(anyOf(a.wait(), cpu.acquire()), b.wait()));
      note(`${String(third)}, ${a.waiting} ${b.waiting} ${cpu.queueLength.value}`);
    });
    processes.start('sender', function* () {
      yield delay(6);
      a.send('a');
    });
    run();
    // The first wait took the unit at time 5.
    expect(diary).toEqual(['5 1: ,, 0 free', '8 0,1', '10 Symbol(timed out), 0 0 0']);
  });

  test('may be kept and shared', () => {
    const { processes, note, diary, run } = site();
    const bell = new Signal<number>({ processes, path: 'bell' });
    const patience = within(5, anyOf(bell.wait(), delay(3)));
    for (const name of ['a', 'b']) {
      processes.start(name, function* () {
        for (let i = 0; i < 2; i++) {
          const first = yield* patience;
          if (first !== timedOut) note(`${name} ${first.index} ${first.value}`);
        }
      });
    }
    processes.start('ringer', function* () {
      yield delay(1);
      bell.send(7);
    });
    run();
    expect(diary).toEqual(['1 a 0 7', '1 b 0 7', '4 a 1 undefined', '4 b 1 undefined']);
  });

  test('with one signal or process twice, and with oneself at both ends of a store', () => {
    const { processes, note, diary, run, simulation } = site();
    const bell = new Signal<number>({ processes, path: 'bell' });
    const box = new Store<string>({ processes, path: 'box', capacity: 1 });
    processes.start('waiter', function* () {
      note(`${(yield* anyOf(bell.wait(), bell.wait())).index}`);
      note(`${yield* allOf(bell.wait(), bell.wait())}`);
      const child = processes.start('child', function* () {
        yield delay(1);
      });
      note(`${(yield* anyOf(child, child)).index}`);
      note(`${(yield* anyOf(box.get(), box.put('x'))).value}, ${box.items()}`);
      note(`${yield* allOf(box.get(), box.put('y'))}, ${box.items()}`);
    });
    processes.start('ringer', function* () {
      for (let i = 1; i < 3; i++) {
        yield delay(1);
        bell.send(i);
      }
    });
    run();
    expect(diary).toEqual(['1 0', '2 2,2', '3 0', '3 x, ', '3 y,, ']);
    expect([processes.living, bell.waiting, simulation.pendingEvents]).toEqual([0, 0, 0]);
  });

  test('say what they wait for', () => {
    const { processes, run } = site();
    const cpu = new Resource({ processes, path: 'cpu' });
    const bell = new Signal({ processes, path: 'bell' });
    const wait = within(
      5e6,
      allOf(
        cpu.use(3),
        anyOf(
          bell.wait(),
          bell.until(() => false),
        ),
      ),
    );
    expect(wait.description).toBe(
      '1 of resource "cpu" for 3 ns and signal "bell" or a condition at signal "bell" or a delay of 5000000 ns',
    );
    processes.start('waiter', function* () {
      yield wait;
    });
    run(1);
    expect(processes.waiting()[0]!.for).toBe(
      '1 of resource "cpu", in use and signal "bell" or a condition at signal "bell" or a delay',
    );
    run(10);
    expect(processes.waiting()[0]!.for).toBe('signal "bell" or a condition at signal "bell" or a delay');
  });

  test('killed while one is about to come true, they give it back', () => {
    const { processes, run } = site();
    const cpu = new Resource({ processes, path: 'cpu' });
    const box = new Store<string>({ processes, path: 'box' });
    const victim = processes.start('victim', function* () {
      yield anyOf(delay(50), allOf(box.get(), cpu.acquire()));
    });
    processes.start('hand', function* () {
      yield delay(5);
      box.tryPut('x');
      expect([cpu.free, box.items(), victim.state]).toEqual([0, [], 'due']);
      victim.kill();
      expect([cpu.free, box.items()]).toEqual([1, ['x']]);
    });
    run();
    expect([victim.state, processes.living]).toEqual(['ended', 0]);
  });
});

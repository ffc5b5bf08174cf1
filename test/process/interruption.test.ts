import { describe, expect, test } from 'vitest';
import { delay } from '../../src/process/delay.js';
import { Interruption } from '../../src/process/interruption.js';
import type { Process } from '../../src/process/process.js';
import { Resource } from '../../src/process/resource.js';
import { Signal } from '../../src/process/signal.js';
import { Store } from '../../src/process/store.js';
import type { Activity, Yieldable } from '../../src/process/wait.js';
import { type Site, site } from './site.js';

/** Does something at a time. */
function at({ processes }: Site, time: number, what: () => void): void {
  processes.start('hand', function* () {
    yield delay(time);
    what();
  });
}

/** Waits, and writes how it ended. */
function waits({ note, processes }: Site, wait: Yieldable): Process {
  return processes.start('waiter', function* () {
    try {
      yield wait;
      note('came true');
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      note(`interrupted: ${error.cause}`);
    }
    yield delay(1);
    note('went on');
  });
}

describe('an interruption', () => {
  test('ends any wait, with a cause, and the process goes on', () => {
    const place = site();
    const { processes } = place;
    const busy = new Resource({ processes, path: 'busy' });
    const free = new Resource({ processes, path: 'free' });
    const box = new Store<number>({ processes, path: 'box', capacity: 1 });
    box.tryPut(0);
    const bell = new Signal({ processes, path: 'bell' });
    processes.start('holder', function* () {
      yield* busy.acquire();
      yield delay(1000);
      busy.release();
    });
    const all = [
      delay(50),
      busy.acquire(),
      busy.use(5),
      free.use(50),
      box.put(1),
      box.get((x) => x > 0),
      bell.wait(),
      bell.until(() => false),
    ];
    const waiting = all.map((wait) => waits(place, wait));
    waiting.push(waits(place, waiting[0]!));
    at(place, 5, () => {
      for (const [i, process] of waiting.entries()) expect(process.interrupt(i)).toBe(true);
      // The waits are over now, not when their processes run.
      expect([busy.queueLength.value, free.free, bell.waiting]).toEqual([0, 1, 0]);
      expect(waiting.map(({ state }) => state)).toEqual(waiting.map(() => 'due'));
    });
    place.run();
    expect(place.diary).toEqual([...waiting.map((_, i) => `5 interrupted: ${i}`), ...waiting.map(() => '6 went on')]);
    expect(box.items()).toEqual([0]);
  });

  test('that nothing catches ends the run and tells the cause', () => {
    const place = site();
    const victim = place.processes.start('victim', function* () {
      yield delay(10);
    });
    at(place, 3, () => victim.interrupt('power cut'));
    expect(() => place.run()).toThrow(
      'process "victim" (number 0) at 3 ns: interrupted and nothing caught it, cause: power cut',
    );
  });

  test('is met in an activity of an activity, in yield*, and in finally blocks on its way', () => {
    const place = site();
    const { processes, note, diary, run } = place;
    const cpu = new Resource({ processes, path: 'cpu' });
    const bell = new Signal<number>({ processes, path: 'bell' });
    function* inner(): Activity<number> {
      yield* cpu.acquire();
      try {
        return yield* bell.wait();
      } finally {
        cpu.release();
        note(`released, ${cpu.free} free`);
      }
    }
    const victim = processes.start('victim', function* () {
      try {
        yield* inner();
      } catch (error) {
        note(`caught ${(error as Interruption).cause}`);
      }
    });
    at(place, 3, () => victim.interrupt('x'));
    run();
    expect(diary).toEqual(['3 released, 1 free', '3 caught x']);
  });

  test('comes at the next wait when the present one came true already, or the process has not started', () => {
    const place = site();
    const { processes, diary, run, note } = place;
    const cpu = new Resource({ processes, path: 'cpu' });
    const box = new Store<string>({ processes, path: 'box' });
    let getter: Process | undefined;
    let second: Process | undefined;
    processes.start('first', function* () {
      yield* cpu.acquire();
      yield delay(5);
      cpu.release();
      // The unit is the second one's by now, and so is the letter.
      second!.interrupt('too late');
      box.tryPut('letter');
      getter!.interrupt('too late as well');
      expect(
        processes
          .start('third', function* () {
            note('third starts');
            try {
              yield delay(2);
            } catch {
              note('third interrupted');
            }
          })
          .interrupt(),
      ).toBe(true);
    });
    second = processes.start('second', function* () {
      yield* cpu.acquire();
      note('second has it');
      try {
        yield delay(5);
      } catch (error) {
        note(`second ${(error as Interruption).cause}`);
      } finally {
        cpu.release();
      }
    });
    getter = processes.start('getter', function* () {
      note(yield* box.get());
      try {
        yield* box.get();
      } catch (error) {
        note(`getter ${(error as Interruption).cause}`);
      }
    });
    run();
    expect(diary).toEqual([
      '5 second has it',
      '5 letter',
      '5 third starts',
      '5 second too late',
      '5 getter too late as well',
      '5 third interrupted',
    ]);
    expect(cpu.free).toBe(1);
  });

  test('is one of several, which come one by one', () => {
    const place = site();
    const victim = place.processes.start('victim', function* () {
      for (let i = 0; i < 4; i++) {
        try {
          yield delay(10);
          place.note('slept');
        } catch (error) {
          place.note(`${(error as Interruption).cause}`);
        }
      }
    });
    at(place, 3, () => {
      for (const cause of 'abc') victim.interrupt(cause);
    });
    place.run();
    expect(place.diary).toEqual(['3 a', '3 b', '3 c', '13 slept']);
  });

  test('comes too late for a process that has ended, and is refused from itself', () => {
    const place = site();
    const ended = place.processes.start('short', function* () {});
    at(place, 1, () => expect([ended.interrupt(), ended.kill()]).toEqual([false, false]));
    place.run(5);
    const self: Process = place.processes.start('self', function* () {
      yield delay(0);
      self.interrupt();
    });
    expect(() => place.run()).toThrow('process "self" (number 2) interrupts itself: accepted is another process');
  });

  test('leaves nothing behind when a process ends before it meets one', () => {
    const place = site();
    const { processes, run } = place;
    const deaf = processes.start('deaf', function* () {});
    deaf.interrupt();
    run(1);
    expect(deaf.state).toBe('ended');
    // Others are not taken for interrupted.
    waits(place, delay(5));
    run();
    expect(place.diary).toEqual(['6 came true', '7 went on']);
  });
});

describe('killing', () => {
  test('ends a process: finally blocks run, what it holds is released, who waits for it goes on', () => {
    const place = site();
    const { processes, note, diary, run } = place;
    const cpu = new Resource({ processes, path: 'cpu' });
    const disk = new Resource({ processes, path: 'disk' });
    const victim = processes.start('victim', function* () {
      yield* disk.acquire();
      yield* cpu.acquire();
      try {
        yield delay(100);
      } finally {
        cpu.release();
        note(`finally as ${processes.running?.path}`);
      }
      return 1;
    });
    processes.start('heir', function* () {
      note(`result ${yield* victim}, ${cpu.free} and ${disk.free} free`);
    });
    at(place, 3, () => {
      expect(victim.kill()).toBe(true);
      expect([victim.kill(), victim.interrupt()]).toEqual([false, false]);
      expect(victim.state).toBe('due');
    });
    run();
    expect(diary).toEqual(['3 finally as victim', '3 result undefined, 1 and 1 free']);
    expect([victim.state, victim.result]).toEqual(['ended', undefined]);
  });

  test('before the start nothing of it runs', () => {
    const place = site();
    const { processes, note, run, simulation } = place;
    const process = processes.start(
      'late',
      function* () {
        try {
          note('started');
          yield delay(1);
        } finally {
          note('finally');
        }
      },
      { after: 5 },
    );
    at(place, 2, () => process.kill());
    run();
    expect(place.diary).toEqual([]);
    expect([process.state, processes.living, simulation.pendingEvents]).toEqual(['ended', 0, 0]);
  });

  test('gives back what came true in this instant', () => {
    const place = site();
    const { processes, note, run } = place;
    const cpu = new Resource({ processes, path: 'cpu' });
    const box = new Store<string>({ processes, path: 'box' });
    const victims: Process[] = [];
    processes.start('first', function* () {
      yield* cpu.acquire();
      yield delay(5);
      cpu.release();
      for (const item of ['letter', 'parcel']) box.tryPut(item);
      note(`${cpu.free} free, ${box.items()}`);
      for (const victim of victims) victim.kill();
      note(`${cpu.free} free, ${box.items()}`);
    });
    victims.push(waits(place, cpu.acquire()), waits(place, box.get()));
    run();
    expect(place.diary).toEqual(['5 0 free, parcel', '5 1 free, letter,parcel']);
  });

  test('takes no time: finally blocks that wait are refused', () => {
    const place = site();
    const victim = place.processes.start('victim', function* () {
      try {
        yield delay(10);
      } finally {
        yield delay(1);
      }
    });
    at(place, 3, () => victim.kill());
    expect(() => place.run()).toThrow('process "victim" (number 0) at 3 ns: waits while it is killed');
  });

  test('oneself is refused', () => {
    const place = site();
    const self: Process = place.processes.start('self', function* () {
      yield delay(0);
      self.kill();
    });
    expect(() => place.run()).toThrow('process "self" (number 0) kills itself: accepted is a return');
  });

  test('while an interruption is on its way, the interruption is forgotten', () => {
    const place = site();
    const victim = waits(place, delay(10));
    at(place, 3, () => {
      victim.interrupt();
      victim.kill();
    });
    place.run();
    expect(place.diary).toEqual([]);
    expect(place.simulation.pendingEvents).toBe(0);
  });
});

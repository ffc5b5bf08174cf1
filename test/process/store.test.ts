import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delay } from '../../src/process/delay.js';
import { Fifo } from '../../src/process/fifo.js';
import { Store } from '../../src/process/store.js';
import { site } from './site.js';

describe('a store', () => {
  test('gives items in the order in which they were put, to those who wait in order of arrival', () => {
    const { processes, note, diary, run } = site();
    const box = new Store<string>({ processes, path: 'box' });
    for (const name of ['a', 'b', 'c']) {
      processes.start(name, function* () {
        note(`${name} got ${yield* box.get()}`);
      });
    }
    processes.start('source', function* () {
      for (const item of ['x', 'y', 'z', 'left']) {
        yield delay(2);
        yield box.put(item);
        note(`put ${item}`);
      }
    });
    run();
    expect(diary).toEqual(['2 put x', '2 a got x', '4 put y', '4 b got y', '6 put z', '6 c got z', '8 put left']);
    expect(box.items()).toEqual(['left']);
  });

  test('holds up those who put while it is full', () => {
    const { processes, note, diary, run } = site();
    const box = new Store<string>({ processes, path: 'box', capacity: 2 });
    for (const item of ['w', 'x', 'y', 'z']) {
      processes.start(item, function* () {
        yield box.put(item);
        note(`put ${item}`);
      });
    }
    processes.start('sink', function* () {
      yield delay(5);
      note(`got ${yield* box.get()}, then ${box.items()}`);
      expect([box.tryPut('q'), box.tryGet(), box.items()]).toEqual([false, 'x', ['y', 'z']]);
    });
    run();
    expect(diary).toEqual(['0 put w', '0 put x', '5 got w, then x,y', '5 put y', '5 put z']);
  });

  test('gives the first item that is accepted, and does not let one who is choosy hold up the others', () => {
    const { processes, note, diary, run } = site();
    const box = new Store<number>({ processes, path: 'box' });
    const even = (item: number) => item % 2 === 0;
    processes.start('choosy', function* () {
      note(`choosy ${yield* box.get(even)}`);
      note(`choosy ${yield* box.get(even)}`);
    });
    processes.start('any', function* () {
      note(`any ${yield* box.get()}`);
    });
    processes.start('source', function* () {
      yield delay(1);
      for (const item of [1, 3, 4, 5, 6]) yield box.put(item);
    });
    run();
    expect(diary).toEqual(['1 any 1', '1 choosy 4', '1 choosy 6']);
    expect([box.items(), box.tryGet(even), box.tryGet((item) => item > 3), box.items()]).toEqual([
      [3, 5],
      undefined,
      5,
      [3],
    ]);
  });

  test('knows the type of what a filter lets through', () => {
    const { processes, run, note, diary } = site();
    const mixed = new Store<number | string>({ processes, path: 'mixed' });
    mixed.tryPut(1);
    mixed.tryPut('text');
    processes.start('reader', function* () {
      const text = yield* mixed.get((item): item is string => typeof item === 'string');
      note(text.toUpperCase());
    });
    run();
    expect(diary).toEqual(['0 TEXT']);
  });

  test('keeps undefined, null and false apart from nothing', () => {
    const { processes, run } = site();
    const box = new Store<unknown>({ processes, path: 'box' });
    const got: unknown[] = [];
    processes.start('reader', function* () {
      for (let i = 0; i < 6; i++) got.push(yield* box.get());
    });
    for (const item of [undefined, null, false]) box.tryPut(item);
    run(1);
    for (const item of [undefined, null, false]) box.tryPut(item);
    run();
    expect(got).toEqual([undefined, null, false, undefined, null, false]);
  });

  test('keeps statistics over time', () => {
    const { processes, run } = site();
    const box = new Store<number>({ processes, path: 'box', capacity: 2 });
    processes.start('source', function* () {
      for (let i = 0; i < 3; i++) yield box.put(i);
    });
    processes.start('sink', function* () {
      for (let i = 0; i < 3; i++) {
        yield delay(10);
        yield box.get();
      }
    });
    run(40);
    expect([box.level.integral(40), box.level.maximum, box.level.value, box.level.average(40)]).toEqual([
      50, 2, 0, 1.25,
    ]);
  });

  test('may be fed from an event that is no process', () => {
    const { simulation, processes, note, diary, run } = site();
    const box = new Store<number>({ processes, path: 'box' });
    const id = simulation.add({ path: 'sensor', handle: (_kind, argument) => void box.tryPut(argument) });
    simulation.schedule(5, 0, id, 0, 42);
    processes.start('reader', function* () {
      note(`${yield* box.get()}`);
    });
    run();
    expect(diary).toEqual(['5 42']);
  });

  test('refuses what cannot be', () => {
    const { processes } = site();
    for (const capacity of [0, -1, 1.5, Number.NaN]) {
      expect(() => new Store({ processes, path: 'box', capacity })).toThrow(
        `store "box" with a capacity of ${capacity}: accepted is a positive integer or Infinity`,
      );
    }
  });
});

test('a row of items is like a list, however it is taken from', () => {
  const step = fc.oneof(fc.constant('append'), fc.constant('prepend'), fc.constant('front'), fc.nat(5));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const fifo = new Fifo<number>();
      const list: number[] = [];
      for (const [i, what] of steps.entries()) {
        if (what === 'append') list.push(i);
        if (what === 'append') fifo.append(i);
        else if (what === 'prepend') {
          list.unshift(i);
          fifo.prepend(i);
        } else if (list.length > 0) {
          const position = typeof what === 'number' ? what % list.length : 0;
          const accepts = (item: number) => item === list[position];
          expect(fifo.find(accepts)).toBe(position);
          expect(fifo.take(position)).toBe(list.splice(position, 1)[0]);
        } else expect(fifo.find(undefined)).toBe(-1);
        expect(fifo.length).toBe(list.length);
      }
      expect(fifo.toArray()).toEqual(list);
    }),
  );
});

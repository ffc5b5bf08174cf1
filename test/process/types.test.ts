/** The types of what waits give: wrong ones do not compile. */
import { expect, expectTypeOf, test } from 'vitest';
import {
  type Activity,
  allOf,
  anyOf,
  delay,
  type Process,
  Resource,
  type ResultOf,
  Signal,
  Store,
  type timedOut,
  within,
} from '../../src/process/index.js';
import { site } from './site.js';

test('yield* has the type of what is waited for', () => {
  const { processes, run } = site();
  const cpu = new Resource({ processes, path: 'cpu' });
  const numbers = new Store<number>({ processes, path: 'numbers' });
  const mixed = new Store<number | string>({ processes, path: 'mixed' });
  const news = new Signal<'good' | 'bad'>({ processes, path: 'news' });
  let steps = 0;
  function* child(): Activity<boolean> {
    yield delay(1);
    return true;
  }
  function* all(): Activity<string> {
    numbers.tryPut(1);
    mixed.tryPut('text');
    expectTypeOf(yield* numbers.get()).toEqualTypeOf<number>();
    expectTypeOf(yield* mixed.get((item): item is string => typeof item === 'string')).toEqualTypeOf<string>();
    expectTypeOf(yield* numbers.put(2)).toEqualTypeOf<void>();
    expectTypeOf(yield* cpu.use(1)).toEqualTypeOf<void>();
    const process = processes.start('child', child());
    expectTypeOf(process).toEqualTypeOf<Process<boolean>>();
    expectTypeOf(process.result).toEqualTypeOf<boolean | undefined>();
    expectTypeOf(yield* process).toEqualTypeOf<boolean | undefined>();
    expectTypeOf(yield* within(1, news.wait())).toEqualTypeOf<'good' | 'bad' | typeof timedOut>();
    expectTypeOf(yield* within(1, delay(1))).toEqualTypeOf<undefined | typeof timedOut>();
    const first = yield* anyOf(numbers.get(), delay(1), process);
    if (first.index === 0) expectTypeOf(first.value).toEqualTypeOf<number>();
    if (first.index === 1) expectTypeOf(first.value).toEqualTypeOf<undefined>();
    if (first.index === 2) expectTypeOf(first.value).toEqualTypeOf<boolean | undefined>();
    // @ts-expect-error there are three branches
    expect(first.index === 3).toBe(false);
    const all = yield* allOf(delay(1), process, cpu.acquire());
    expectTypeOf(all[1]).toEqualTypeOf<boolean | undefined>();
    expectTypeOf(all[2]).toEqualTypeOf<void>();
    expectTypeOf(all.length).toEqualTypeOf<3>();
    const many = yield* allOf(...[1, 2].map(() => processes.start('child', child())));
    expectTypeOf(many).toEqualTypeOf<(boolean | undefined)[]>();
    expectTypeOf(yield* child()).toEqualTypeOf<boolean>();
    steps++;
    return 'done';
  }
  const process = processes.start('all', all());
  expectTypeOf(process.result).toEqualTypeOf<string | undefined>();
  run();
  expect([steps, process.result]).toEqual([1, 'done']);
});

test('a plain yield gives a value without a type', () => {
  const { processes, run } = site();
  const numbers = new Store<number>({ processes, path: 'numbers' });
  numbers.tryPut(1);
  function* reader(): Activity<unknown> {
    const item = yield numbers.get();
    expectTypeOf(item).toEqualTypeOf<unknown>();
    // @ts-expect-error it is unknown
    expect(item.toFixed()).toBe('1');
    return item;
  }
  const process = processes.start('reader', reader());
  const inline = processes.start('inline', function* () {
    expectTypeOf(yield delay(1)).toEqualTypeOf<unknown>();
    return 5;
  });
  expectTypeOf(inline).toEqualTypeOf<Process<number>>();
  run();
  expect([process.result, inline.result]).toEqual([1, 5]);
});

test('what is no wait does not compile', () => {
  const { processes } = site();
  const cpu = new Resource({ processes, path: 'cpu' });
  function* wrong(): Activity {
    // @ts-expect-error a string is no wait
    yield 'soon';
    // @ts-expect-error a delay has no result
    yield* delay(1);
    // @ts-expect-error neither is a promise
    yield Promise.resolve();
    // @ts-expect-error nor a function
    yield cpu.acquire;
    // @ts-expect-error a generator is part of a process by yield*, which has its result
    yield wrong();
  }
  expect(wrong).toBeInstanceOf(Function);
  expectTypeOf<ResultOf<number>>().toEqualTypeOf<undefined>();
  // @ts-expect-error stores and resources need their processes
  expect(() => new Store({ path: 'x' })).toThrow(TypeError);
});

import { describe, expect, test } from 'vitest';
import { delay } from '../../src/process/delay.js';
import { Signal } from '../../src/process/signal.js';
import { site } from './site.js';

describe('a signal', () => {
  test('tells all who wait, in order of arrival, and nobody who comes later', () => {
    const { processes, note, diary, run } = site();
    const bell = new Signal<string>({ processes, path: 'bell' });
    for (const [name, arrival] of [
      ['b', 1],
      ['a', 2],
      ['late', 5],
    ] as const) {
      processes.start(name, function* () {
        yield delay(arrival);
        note(`${name} heard ${yield* bell.wait()}`);
      });
    }
    processes.start('ringer', function* () {
      yield delay(4);
      expect(bell.waiting).toBe(2);
      bell.send('first');
      expect(bell.waiting).toBe(0);
      yield delay(4);
      bell.send('second');
      bell.send('nobody');
    });
    run();
    expect(diary).toEqual(['4 b heard first', '4 a heard first', '8 late heard second']);
  });

  test('sets those with a condition free when it holds', () => {
    const { processes, note, diary, run } = site();
    const tick = new Signal({ processes, path: 'tick' });
    let level = 0;
    for (const wanted of [2, 0, 1, 2]) {
      processes.start('waiter', function* () {
        yield tick.until(() => level >= wanted);
        note(`${wanted}`);
      });
    }
    processes.start('pump', function* () {
      for (let i = 0; i < 3; i++) {
        yield delay(1);
        level++;
        tick.send();
      }
    });
    run();
    // The one that wants nothing does not wait.
    expect(diary).toEqual(['0 0', '1 1', '2 2', '2 2']);
  });

  test('may be sent by those it sets free, and from outside', () => {
    const { processes, note, diary, run } = site();
    const ping = new Signal({ processes, path: 'ping' });
    processes.start('a', function* () {
      for (let i = 0; i < 3; i++) {
        yield ping.wait();
        note(`a${i}`);
        yield delay(1);
        ping.send();
      }
    });
    processes.start('b', function* () {
      for (let i = 0; i < 2; i++) {
        yield ping.wait();
        note(`b${i}`);
        ping.send();
      }
    });
    run(5);
    ping.send();
    run();
    expect(diary).toEqual(['5 a0', '5 b0', '6 b1', '6 a1']);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelError } from '../../src/base/errors.js';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { PHASE, type Phase } from '../../src/kernel/phase.js';
import { Simulation } from '../../src/kernel/simulation.js';

function probe(simulation: Simulation, path = 'probe') {
  const seen: number[] = [];
  const id = simulation.add({ path, handle: (_kind, argument) => seen.push(argument) });
  return { id, seen };
}

/** A few entities that schedule, reschedule and cancel at random. */
function busy(seed: number): Simulation {
  const simulation = new Simulation();
  const stream = new RandomStreams({ seed, replication: 0 }).stream('busy');
  const timers: number[] = [];
  for (let i = 0; i < 5; i++) {
    const id = simulation.add({
      path: `node/${i}`,
      handle(kind, argument) {
        if (kind === 1) return;
        const delay = stream.integer(4) === 0 ? 0 : stream.integer(1000);
        simulation.schedule(simulation.now + delay, stream.integer(5) as Phase, id, 0, argument + 1);
        if (timers[i] !== undefined) simulation.cancel(timers[i]);
        timers[i] = simulation.scheduleCancellable(
          simulation.now + stream.integer(2000),
          PHASE.observe,
          id,
          1,
          -argument / 3,
        );
      },
    });
    simulation.schedule(i, PHASE.arrive, id, 0, 0);
  }
  return simulation;
}

describe('order', () => {
  test('events of one instant run by phase, then in the order of scheduling', () => {
    const simulation = new Simulation();
    const { id, seen } = probe(simulation);
    simulation.schedule(5, PHASE.observe, id, 0, 4);
    simulation.schedule(5, PHASE.serve, id, 0, 2);
    simulation.schedule(5, PHASE.serve, id, 0, 3);
    simulation.schedule(5, PHASE.deliver, id, 0, 1);
    simulation.schedule(3, PHASE.observe, id, 0, 0);
    simulation.schedule(6, PHASE.deliver, id, 0, 5);
    simulation.runUntil(5);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect([simulation.now, simulation.pendingEvents, simulation.executedEvents]).toEqual([5, 1, 5]);
  });

  test('the clock is at the event while it is handled, and at the end afterwards', () => {
    const simulation = new Simulation();
    const times: number[] = [];
    const id = simulation.add({ path: 'clock', handle: () => times.push(simulation.now) });
    for (const time of [9, 2, 2, 7]) simulation.schedule(time, PHASE.serve, id, 0, 0);
    simulation.runUntil(100);
    expect(times).toEqual([2, 2, 7, 9]);
    expect(simulation.now).toBe(100);
    simulation.runUntil(100);
    expect(simulation.executedEvents).toBe(4);
  });

  test('an event at now in an earlier phase runs next', () => {
    const simulation = new Simulation();
    const seen: string[] = [];
    const id = simulation.add({
      path: 'node',
      handle(kind) {
        seen.push('abc'[kind]!);
        if (kind === 0) simulation.schedule(simulation.now, PHASE.deliver, id, 2, 0);
      },
    });
    simulation.schedule(4, PHASE.allocate, id, 0, 0);
    simulation.schedule(4, PHASE.allocate, id, 1, 0);
    simulation.runUntil(4);
    expect(seen).toEqual(['a', 'c', 'b']);
  });

  test('a cancelled event does not run', () => {
    const simulation = new Simulation();
    const { id, seen } = probe(simulation);
    const handle = simulation.scheduleCancellable(3, PHASE.serve, id, 0, 1);
    simulation.schedule(3, PHASE.serve, id, 0, 2);
    expect([simulation.cancel(handle), simulation.cancel(handle)]).toEqual([true, false]);
    simulation.runUntil(10);
    expect(seen).toEqual([2]);
  });
});

describe('rescheduling', () => {
  test('moves an event, behind those of its new instant and phase, and its handle', () => {
    const simulation = new Simulation();
    const { id, seen } = probe(simulation);
    const first = simulation.scheduleCancellable(3, PHASE.serve, id, 0, 1);
    simulation.schedule(7, PHASE.serve, id, 0, 2);
    simulation.schedule(7, PHASE.observe, id, 0, 3);
    const moved = simulation.reschedule(first, 7);
    expect(simulation.pendingEvents).toBe(3);
    simulation.runUntil(7);
    expect(seen).toEqual([2, 1, 3]);
    for (const stale of [first, moved]) {
      expect(simulation.cancel(stale)).toBe(false);
      expect(() => simulation.reschedule(stale, 9)).toThrow('reschedule to 9 ns: accepted is the handle of an event');
    }
  });

  test('gives the trajectory of cancelling and scheduling again', () => {
    const run = (reschedules: boolean) => {
      const simulation = new Simulation();
      const stream = new RandomStreams({ seed: 3, replication: 0 }).stream('moves');
      const handles: number[] = [];
      const id = simulation.add({
        path: 'link',
        handle(kind, argument) {
          const which = stream.integer(handles.length);
          const time = simulation.now + stream.integer(500);
          if (which === argument) {
            handles[argument] = simulation.scheduleCancellable(time, PHASE.deliver, id, kind, argument);
            return;
          }
          if (reschedules) handles[which] = simulation.reschedule(handles[which]!, time);
          else {
            simulation.cancel(handles[which]!);
            handles[which] = simulation.scheduleCancellable(time, PHASE.deliver, id, kind, which);
          }
          handles[argument] = simulation.scheduleCancellable(time + 1, PHASE.deliver, id, kind, argument);
        },
      });
      for (let i = 0; i < 100; i++) handles.push(simulation.scheduleCancellable(i, PHASE.deliver, id, 2, i));
      simulation.runUntil(30000);
      expect(simulation.executedEvents).toBeGreaterThan(5000);
      return simulation.fingerprint;
    };
    expect(run(true)).toBe(run(false));
  });
});

describe('slices', () => {
  test('how a run is cut changes neither the trajectory nor the fingerprint', () => {
    const whole = busy(1);
    whole.runUntil(20000);
    expect(whole.executedEvents).toBeGreaterThan(200);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sizes) => {
        const cut = busy(1);
        let i = 0;
        while (cut.runSlice(sizes[i % sizes.length]!, 20000) === 'more') i++;
        expect(cut.fingerprint).toBe(whole.fingerprint);
        expect([cut.now, cut.executedEvents, cut.pendingEvents]).toEqual([
          whole.now,
          whole.executedEvents,
          whole.pendingEvents,
        ]);
      }),
    );
  });

  test('a slice that runs the last event is done', () => {
    const simulation = new Simulation();
    const { id } = probe(simulation);
    simulation.schedule(1, PHASE.serve, id, 0, 0);
    simulation.schedule(2, PHASE.serve, id, 0, 0);
    expect(simulation.runSlice(1, 5)).toBe('more');
    expect(simulation.now).toBe(1);
    expect(simulation.runSlice(1, 5)).toBe('done');
    expect(simulation.now).toBe(5);
  });
});

/** Events that each schedule a successor after an exponential delay. */
function hold(pending: number): Simulation {
  const simulation = new Simulation();
  const stream = new RandomStreams({ seed: 1, replication: 0 }).stream('hold');
  const delay = () => Math.round(stream.exponential(1e6));
  const id = simulation.add({
    path: 'hold',
    handle(kind, argument) {
      simulation.schedule(simulation.now + delay(), PHASE.arrive, id, kind, argument);
    },
  });
  for (let i = 0; i < pending; i++) simulation.schedule(delay(), PHASE.arrive, id, 0, i);
  simulation.runSlice(2 * pending + 1000, 2 ** 53 - 1);
  return simulation;
}

describe('fingerprint', () => {
  test('is refused where none is taken, and leaving it out changes nothing else', () => {
    const run = (fingerprint: boolean) => {
      const simulation = new Simulation({ fingerprint });
      const seen: [number, number][] = [];
      const handle = (kind: number, argument: number) => {
        seen.push([simulation.now, argument]);
        if (argument > 0) simulation.schedule(simulation.now + argument, PHASE.serve, id, kind, argument - 1);
      };
      const id = simulation.add({ path: 'countdown', handle });
      simulation.schedule(3, PHASE.serve, id, 0, 9);
      simulation.runUntil(100);
      return { simulation, seen };
    };
    const [taken, left] = [run(true), run(false)];
    expect(left.seen).toHaveLength(10);
    expect(left.seen).toEqual(taken.seen);
    expect(taken.simulation.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(() => left.simulation.fingerprint).toThrow('fingerprint of a simulation made with fingerprint false');
  });

  test('is the same on every machine and in every layout of the queue', () => {
    const many = busy(1);
    many.runUntil(20000);
    expect(many.fingerprint).toBe('d1c1430484e84c04');
    expect([10, 1000, 60000].map((pending) => hold(pending).fingerprint)).toEqual([
      '6344c6ba68fc4658',
      '7021e8688f9307dd',
      '45fecbc38bb059f4',
    ]);
  });

  test('same seed, same trajectory; another seed, another', () => {
    const prints = [1, 1, 2].map((seed) => {
      const simulation = busy(seed);
      simulation.runUntil(5000);
      return simulation.fingerprint;
    });
    expect(prints[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(prints[1]).toBe(prints[0]);
    expect(prints[2]).not.toBe(prints[0]);
  });

  test('one differing event shows, in whichever part and whatever follows', () => {
    const run = (events: readonly (readonly [number, Phase, number, number, number])[]) => {
      const simulation = new Simulation();
      const ids = [0, 1].map((i) => probe(simulation, `probe/${i}`).id);
      for (const [time, phase, entity, kind, argument] of events) {
        simulation.schedule(time, phase, ids[entity]!, kind, argument);
      }
      simulation.schedule(2 ** 40 + 1, PHASE.serve, ids[0]!, 0, 0);
      simulation.runUntil(2 ** 50);
      return simulation.fingerprint;
    };
    const variants = [
      run([[5, PHASE.serve, 0, 1, 1]]),
      run([[6, PHASE.serve, 0, 1, 1]]),
      run([[5 + 2 ** 32, PHASE.serve, 0, 1, 1]]),
      run([[5, PHASE.arrive, 0, 1, 1]]),
      run([[5, PHASE.serve, 1, 1, 1]]),
      run([[5, PHASE.serve, 0, 2, 1]]),
      run([[5, PHASE.serve, 0, 1, 2]]),
      run([[5, PHASE.serve, 0, 1, 1 + 2 ** -52]]),
      run([]),
    ];
    expect(new Set(variants).size).toBe(variants.length);
  });
});

describe('refusals', () => {
  const simulation = new Simulation();
  const { id } = probe(simulation, 'device/camera/3');
  simulation.runUntil(10);

  test.each([
    ['past', 9],
    ['not a number', Number.NaN],
    ['a fraction', 10.5],
    ['beyond 2^53 - 1', 2 ** 53],
    ['infinite', Number.POSITIVE_INFINITY],
  ])('a time that is %s names entity, kind and time', (_what, time) => {
    const schedule = () => simulation.schedule(time, PHASE.serve, id, 7, 0);
    expect(schedule).toThrow(ModelError);
    expect(schedule).toThrow(
      `event kind 7 of "device/camera/3" at ${time} ns: accepted is an integer from now (10 ns)`,
    );
  });

  test.each([
    ['past', 9],
    ['negative', -1],
    ['not a number', Number.NaN],
    ['a fraction', 10.5],
    ['beyond 2^53 - 1', 2 ** 53],
    ['infinite', Number.POSITIVE_INFINITY],
  ])('an event moved to a time that is %s stays where it is, and is named', (_what, time) => {
    const handle = simulation.scheduleCancellable(20, PHASE.serve, id, 6, 0);
    expect(() => simulation.reschedule(handle, time)).toThrow(
      `event kind 6 of "device/camera/3" at ${time} ns: accepted is an integer from now (10 ns) to 2^53 - 1`,
    );
    expect(simulation.cancel(handle)).toBe(true);
  });

  test('a delay that leads past the end of time', () => {
    const late = new Simulation();
    const timer = late.add({ path: 'timer', handle: () => {} });
    late.runUntil(2 ** 53 - 3);
    for (const delay of [3, 2 ** 40, 2 ** 53, Number.MAX_VALUE]) {
      expect(() => late.schedule(late.now + delay, PHASE.serve, timer, 1, 0)).toThrow(
        /^event kind 1 of "timer" at \d\S* ns: accepted is an integer from now \(9007199254740989 ns\) to 2\^53 - 1$/,
      );
    }
    late.schedule(late.now + 2, PHASE.serve, timer, 1, 0);
    late.runUntil(2 ** 53 - 1);
    expect(late.executedEvents).toBe(1);
  });

  test('an unknown entity, kind, phase or argument', () => {
    expect(() => simulation.schedule(11, PHASE.serve, 5, 0, 0)).toThrow('unknown entity 5');
    expect(() => simulation.schedule(11, PHASE.serve, id, 256, 0)).toThrow('event kind 256');
    expect(() => simulation.schedule(11, 5 as Phase, id, 0, 0)).toThrow('phase 5');
    expect(() => simulation.schedule(11, 0.5 as Phase, id, 0, 0)).toThrow('phase 0.5');
    expect(() => simulation.schedule(11, PHASE.serve, id, 0, Number.NaN)).toThrow('NaN');
    expect(simulation.pendingEvents).toBe(0);
  });

  test('a path twice, a run into the past, a run from a handler', () => {
    expect(() => simulation.add({ path: 'device/camera/3', handle: () => {} })).toThrow('"device/camera/3" is taken');
    expect(() => simulation.runUntil(9)).toThrow('run until 9 ns');
    const nested = new Simulation();
    const inner = nested.add({ path: 'inner', handle: () => nested.runUntil(5) });
    nested.schedule(1, PHASE.serve, inner, 0, 0);
    expect(() => nested.runUntil(2)).toThrow('a handler called run');
  });

  test('entities that ping-pong without time passing are named', () => {
    const stuck = new Simulation({ maxEventsPerInstant: 1000 });
    const calm = probe(stuck, 'calm');
    const ids: number[] = [];
    for (const name of ['ping', 'pong']) {
      const other = 1 - ids.length;
      ids.push(stuck.add({ path: name, handle: () => stuck.schedule(stuck.now, PHASE.serve, ids[other]!, 3, 0) }));
    }
    stuck.schedule(8, PHASE.deliver, calm.id, 0, 0);
    stuck.schedule(8, PHASE.serve, ids[0]!, 3, 0);
    expect(() => stuck.runUntil(9)).toThrow(
      /^more than 1000 events at 8 ns: .*: (ping|pong) \(kind 3\), (ping|pong) \(kind 3\)$/,
    );
  });

  test.each([2, 3])('%i entities that move each other about at one instant are named', (count) => {
    const stuck = new Simulation({ maxEventsPerInstant: 1000 });
    const handles: number[] = [];
    const ids: number[] = [];
    for (let i = 0; i < count; i++) {
      const next = (i + 1) % count;
      ids.push(
        stuck.add({
          path: `timer/${i}`,
          handle: () => {
            handles[i] = stuck.scheduleCancellable(stuck.now + 5, PHASE.serve, ids[i]!, i, 0);
            if (next === 0) {
              stuck.cancel(handles[0]!);
              handles[0] = stuck.scheduleCancellable(stuck.now, PHASE.serve, ids[0]!, 0, 0);
            } else handles[next] = stuck.reschedule(handles[next]!, stuck.now);
          },
        }),
      );
    }
    ids.forEach((id, i) => {
      handles.push(stuck.scheduleCancellable(4 + i, PHASE.serve, id, i, 0));
    });
    const names = ids
      .map((_, i) => `timer/${i} (kind ${i})`)
      .join('|')
      .replace(/[()]/g, '\\$&');
    const pattern = `^more than 1000 events at 4 ns: .*: ${ids.map(() => `(${names})`).join(', ')}$`;
    expect(() => stuck.runUntil(9)).toThrow(new RegExp(pattern));
  });

  test('many events are no livelock while time passes', () => {
    const moving = new Simulation({ maxEventsPerInstant: 2 });
    const walker = moving.add({
      path: 'walker',
      handle: () => moving.now < 1000 && moving.schedule(moving.now + 1, PHASE.serve, walker, 0, 0),
    });
    moving.schedule(0, PHASE.serve, walker, 0, 0);
    moving.schedule(0, PHASE.serve, walker, 0, 0);
    moving.runUntil(2000);
    expect(moving.executedEvents).toBe(2002);
    expect(() => new Simulation({ maxEventsPerInstant: 0 })).toThrow('maxEventsPerInstant 0');
  });
});

/** Random programs of processes that are interrupted and killed at random: nothing is lost, nothing is held twice. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PHASE } from '../../src/kernel/phase.js';
import { allOf, anyOf, timedOut, within } from '../../src/process/combine.js';
import { delay } from '../../src/process/delay.js';
import { Interruption } from '../../src/process/interruption.js';
import type { Process } from '../../src/process/process.js';
import { Resource } from '../../src/process/resource.js';
import { Store } from '../../src/process/store.js';
import type { Activity } from '../../src/process/wait.js';
import { site } from './site.js';

const operations = ['delay', 'hold', 'use', 'try', 'nest', 'any', 'all', 'put', 'get', 'forget'] as const;

interface Step {
  readonly what: (typeof operations)[number];
  /** Which resource, how many units, what priority, and how long. */
  readonly pool: number;
  readonly units: number;
  readonly priority: number;
  readonly time: number;
  readonly patience: number;
}

const step = fc.record({
  what: fc.constantFrom(...operations),
  pool: fc.nat(1),
  units: fc.integer({ min: 1, max: 2 }),
  priority: fc.nat(2),
  time: fc.nat(6),
  patience: fc.nat(8),
});
const program = fc.array(step, { minLength: 1, maxLength: 8 });
const blow = fc.record({ victim: fc.nat(7), time: fc.nat(60), kill: fc.boolean() });
const world = fc.record({
  programs: fc.array(program, { minLength: 2, maxLength: 8 }),
  blows: fc.array(blow, { maxLength: 30 }),
  capacity: fc.integer({ min: 1, max: 3 }),
});

interface World {
  readonly programs: readonly (readonly Step[])[];
  readonly blows: readonly { readonly victim: number; readonly time: number; readonly kill: boolean }[];
  readonly capacity: number;
}

/** Cheaper than `expect` where it holds. */
function law(holds: boolean, broken: string): void {
  if (!holds) throw new Error(broken);
}

function run({ programs, blows, capacity }: World) {
  const { simulation, processes } = site();
  const pools = [capacity + 1, 2].map((units, i) => new Resource({ processes, path: `pool/${i}`, capacity: units }));
  const box = new Store<number>({ processes, path: 'box', capacity: 2 });
  /** Units that processes know they hold, by resource; only what is acquired. */
  const held = [0, 0];
  /** The same of those who will not release it, and who they are. */
  const forgotten = [0, 0];
  const hoards = new Map<Process, number>();
  const exact = !programs.flat().some(({ what }) => what === 'use' || what === 'all');
  let items = 0;
  const offered = new Set<number>();
  const put = new Set<number>();
  const got: number[] = [];

  function* hold(pool: number, units: number, time: number): Activity {
    held[pool]! += units;
    try {
      yield delay(time);
    } finally {
      held[pool]! -= units;
      pools[pool]!.release(units);
    }
  }

  function* perform({ what, pool, units, priority, time, patience }: Step): Activity {
    const mine = pools[pool]!;
    const other = pools[1 - pool]!;
    if (what === 'delay') yield delay(time);
    else if (what === 'hold') {
      yield* mine.acquire({ units, priority });
      yield* hold(pool, units, time);
    } else if (what === 'use') yield mine.use(time, { units, priority });
    else if (what === 'try') {
      if (mine.tryAcquire({ units })) yield* hold(pool, units, time);
    } else if (what === 'nest') {
      yield* mine.acquire();
      held[pool]!++;
      try {
        if ((yield* within(patience, other.acquire({ units }))) !== timedOut) yield* hold(1 - pool, units, time);
      } finally {
        held[pool]!--;
        mine.release();
      }
    } else if (what === 'any') {
      const { index } = yield* anyOf(mine.acquire({ units, priority }), other.acquire(), delay(patience));
      if (index === 0) yield* hold(pool, units, time);
      if (index === 1) yield* hold(1 - pool, 1, time);
    } else if (what === 'all') {
      const both = yield* within(patience, allOf(mine.acquire({ units }), other.acquire(), delay(1)));
      if (both === timedOut) return;
      held[1 - pool]!++;
      try {
        yield* hold(pool, units, time);
      } finally {
        held[1 - pool]!--;
        other.release();
      }
    } else if (what === 'put') {
      const item = items++;
      offered.add(item);
      if ((yield* within(patience, box.put(item))) !== timedOut) put.add(item);
    } else if (what === 'get') {
      const item = yield* within(patience, units === 1 ? box.get() : box.get((candidate) => candidate % 2 === 0));
      if (item !== timedOut) got.push(item);
    } else {
      // Without finally: what it holds goes back at the end of its process.
      yield* mine.acquire();
      forgotten[pool]!++;
      hoards.set(processes.running!, pool);
      yield delay(time);
    }
  }
  const actors = programs.map((steps, i) =>
    processes.start(`actor/${i}`, function* () {
      for (const each of steps) {
        try {
          yield* perform(each);
          // Whoever keeps a unit and waits for more may wait for ever.
          if (each.what === 'forget') return;
        } catch (error) {
          if (!(error instanceof Interruption)) throw error;
          if (hoards.has(processes.running!)) return;
        }
      }
    }),
  );
  for (const { victim, time, kill } of blows) {
    const process = actors[victim % actors.length]!;
    processes.start(
      'demon',
      function* () {
        yield delay(0);
        if (kill && time % 4 === 0) process.kill();
        else process.interrupt(time);
      },
      { after: time },
    );
  }

  const check = () => {
    for (const [process, pool] of hoards) {
      if (process.state !== 'ended') continue;
      forgotten[pool]!--;
      hoards.delete(process);
    }
    for (const [i, pool] of pools.entries()) {
      const known = held[i]! + forgotten[i]!;
      const busy = pool.capacity - pool.free;
      law(
        pool.free >= 0 && pool.inUse.value === busy,
        `${pool.free} of ${pool.capacity} free, ${pool.inUse.value} in use`,
      );
      // What is in use beyond the units that processes know of is being served, or was granted to a wait for all.
      law(exact ? busy === known : busy >= known, `${busy} in use, ${known} known`);
      law(pool.queueLength.value === 0 || pool.free < 2, `${pool.queueLength.value} wait for ${pool.free} free units`);
    }
    const stored = box.items();
    const everywhere = new Set([...got, ...stored]);
    law(everywhere.size === got.length + stored.length, `item twice: got ${got}, stored ${stored}`);
    for (const item of put) law(everywhere.has(item), `item ${item} is lost`);
    for (const item of everywhere) law(offered.has(item), `item ${item} comes from nowhere`);
    law(box.level.value === stored.length, `level ${box.level.value} of ${stored.length} items`);
  };
  const observer = simulation.add({ path: 'observer', handle: check });
  for (let time = 0; time < 100; time++) simulation.schedule(time, PHASE.observe, observer, 0, 0);
  simulation.runUntil(5000);
  check();
  return { simulation, processes, pools, box };
}

test('resources and items are conserved under random interruptions, kills and time-outs', () => {
  let busiest = 0;
  fc.assert(
    fc.property(world, (each) => {
      const { simulation, processes, pools } = run(each);
      expect(processes.waiting()).toEqual([]);
      expect([processes.living, simulation.pendingEvents]).toEqual([0, 0]);
      for (const pool of pools) expect([pool.free, pool.queueLength.value]).toEqual([pool.capacity, 0]);
      busiest = Math.max(busiest, ...pools.map((pool) => pool.queueLength.maximum));
      expect(run(each).simulation.fingerprint).toBe(simulation.fingerprint);
    }),
    { numRuns: 200, seed: 1 },
  );
  // The programs do contend.
  expect(busiest).toBeGreaterThan(3);
});

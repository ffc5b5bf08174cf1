/** A pool of worker threads that closes while an answer is on its way: the answer is given up, nothing is thrown. */
import { expect, it } from 'vitest';
import { openPool } from '../../src/study/pool.js';

const simulator = new URL('./fixtures/synthetic-simulator.mjs', import.meta.url).href;
const scenario = { name: 'late', seed: 1, serviceRate: 100, noise: 0, devices: { camera: { count: 50 } }, delayMs: 0 };

/** Keeps this thread from reading what the workers send. */
function keepBusy(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

it('gives up answers that arrive after it was closed', async () => {
  const thrown: unknown[] = [];
  const note = (error: unknown) => thrown.push(error);
  const vitestListeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', note);
  try {
    const pool = await openPool({ workers: 2, simulator, options: {} });
    await pool.run({ scenario, replication: 0, cost: 1 });
    let closed: Promise<void> | undefined;
    const outcomes = Array.from({ length: 20 }, async (_, replication) => {
      const outcome = await pool.run({ scenario, replication, cost: 1 }).then(
        () => 'answered',
        () => 'given up',
      );
      // Closes right behind the first answer, when the same worker has long sent the next one.
      if (closed === undefined) {
        keepBusy(200);
        closed = pool.close();
      }
      return outcome;
    });
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['answered', 'given up']));
    await closed;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    process.off('uncaughtException', note);
    for (const listener of vitestListeners) process.on('uncaughtException', listener);
  }
  expect(thrown).toEqual([]);
});

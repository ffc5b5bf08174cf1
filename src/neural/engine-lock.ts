/** One installation at a time in one cache: a second process waits, then finds the work done. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface LockPace {
  /** How often the holder writes a new beat, and how often a waiter looks. */
  readonly beatMs: number;
  /** Looks without a new beat after which the holder counts as killed. */
  readonly patience: number;
}

const usualPace: LockPace = { beatMs: 500, patience: 20 };

/**
 * Runs the task while holding the lock `install.lock` in the cache.
 *
 * The lock saves work, it does not guard the result: two holders at once (one of them asleep for longer than the
 * patience) would each publish a whole build.
 */
export async function withInstallLock<T>(
  cache: string,
  say: (line: string) => void,
  task: () => Promise<T>,
  pace: LockPace = usualPace,
): Promise<T> {
  const lock = path.join(cache, 'install.lock');
  fs.mkdirSync(cache, { recursive: true });
  await takeLock(lock, say, pace);
  const beat = setInterval(() => writeBeat(lock), pace.beatMs);
  try {
    return await task();
  } finally {
    clearInterval(beat);
    fs.rmSync(lock, { recursive: true, force: true });
  }
}

async function takeLock(lock: string, say: (line: string) => void, pace: LockPace): Promise<void> {
  let lastBeat = '';
  let looks = 0;
  while (!tryToMake(lock)) {
    const beat = readBeat(lock);
    looks = beat === lastBeat ? looks + 1 : 0;
    lastBeat = beat;
    if (looks === 1) say('another installation of the engine is under way: waiting for it');
    if (looks > pace.patience) fs.rmSync(lock, { recursive: true, force: true });
    else await delay(pace.beatMs);
  }
}

function tryToMake(lock: string): boolean {
  try {
    fs.mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** A holder that slept too long finds its lock gone: it finishes without one. */
function writeBeat(lock: string): void {
  if (fs.existsSync(lock)) fs.writeFileSync(path.join(lock, 'beat'), randomUUID());
}

function readBeat(lock: string): string {
  try {
    return fs.readFileSync(path.join(lock, 'beat'), 'utf8');
  } catch {
    return '';
  }
}

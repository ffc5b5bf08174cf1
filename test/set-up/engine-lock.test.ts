import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withInstallLock } from '../../src/neural/engine-lock.js';
import { temporaryFolder } from './temporary-folder.js';

const pace = { beatMs: 10, patience: 5 };

describe('the installation lock', () => {
  it('lets one task in at a time and says that the other waits', async () => {
    const cache = temporaryFolder();
    const events: string[] = [];
    const task = (name: string) => async () => {
      events.push(`${name} begins`);
      await delay(200);
      events.push(`${name} ends`);
    };
    const say = (line: string) => events.push(line);
    await Promise.all([
      withInstallLock(cache, say, task('first'), pace),
      withInstallLock(cache, say, task('second'), pace),
    ]);
    const waits = 'another installation of the engine is under way: waiting for it';
    expect(events.filter((event) => event !== waits)).toEqual([
      'first begins',
      'first ends',
      'second begins',
      'second ends',
    ]);
    expect(fs.readdirSync(cache)).toEqual([]);
  });

  it('takes over from a killed holder', async () => {
    const cache = temporaryFolder({ 'install.lock/beat': 'the last one' });
    expect(
      await withInstallLock(
        cache,
        () => {},
        async () => 'done',
        pace,
      ),
    ).toBe('done');
  });

  it('is given back when the task fails', async () => {
    const cache = temporaryFolder();
    const failing = withInstallLock(
      cache,
      () => {},
      () => Promise.reject(new Error('no disk')),
      pace,
    );
    await expect(failing).rejects.toThrow('no disk');
    expect(fs.existsSync(path.join(cache, 'install.lock'))).toBe(false);
  });
});

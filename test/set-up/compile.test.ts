import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildIsFresh, removeOrphans, sourceFingerprint } from '../../src/set-up/compile.mjs';
import { temporaryFolder } from './temporary-folder.js';

function builtFolder(): string {
  const folder = temporaryFolder({
    'src/cli/main.ts': 'export {};',
    'src/base/time.ts': 'export {};',
    'tsconfig.json': '{}',
    'package-lock.json': '{}',
    'dist/cli/main.js': '',
  });
  fs.writeFileSync(path.join(folder, 'dist', '.build-stamp'), sourceFingerprint(folder));
  return folder;
}

describe('whether the build is fresh', () => {
  it('stays fresh while nothing changes', () => {
    expect(buildIsFresh(builtFolder())).toBe(true);
  });

  it.each<[string, (folder: string) => void]>([
    ['a changed source', (folder) => fs.writeFileSync(path.join(folder, 'src/base/time.ts'), 'export const t = 1;')],
    ['a new source', (folder) => fs.writeFileSync(path.join(folder, 'src/base/new.ts'), '')],
    ['a deleted source', (folder) => fs.rmSync(path.join(folder, 'src/base/time.ts'))],
    ['other compiler settings', (folder) => fs.writeFileSync(path.join(folder, 'tsconfig.json'), '{ }')],
    ['a deleted program', (folder) => fs.rmSync(path.join(folder, 'dist/cli/main.js'))],
    ['a killed build', (folder) => fs.rmSync(path.join(folder, 'dist/.build-stamp'))],
  ])('%s makes it stale', (_, change) => {
    const folder = builtFolder();
    change(folder);
    expect(buildIsFresh(folder)).toBe(false);
  });

  it('removes what has no source any more', () => {
    const folder = builtFolder();
    for (const name of ['base/time.js', 'base/time.d.ts', 'base/gone.js', 'base/gone.d.ts']) {
      fs.mkdirSync(path.join(folder, 'dist/base'), { recursive: true });
      fs.writeFileSync(path.join(folder, 'dist', name), '');
    }
    removeOrphans(folder);
    expect(fs.readdirSync(path.join(folder, 'dist/base')).sort()).toEqual(['time.d.ts', 'time.js']);
  });
});

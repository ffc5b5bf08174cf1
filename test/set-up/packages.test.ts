import { describe, expect, it } from 'vitest';
import { packagesFault } from '../../src/set-up/packages.mjs';
import { temporaryFolder } from './temporary-folder.js';

const lock = (packages: object) => JSON.stringify({ packages });
const left = { version: '1.0.0', integrity: 'sha512-left' };
const forWindows = { version: '2.0.0', integrity: 'sha512-win', optional: true, os: ['win32'] };

function folder(installed: object): string {
  return temporaryFolder({
    'package-lock.json': lock({ '': {}, 'node_modules/left': left, 'node_modules/for-windows': forWindows }),
    'node_modules/.package-lock.json': lock(installed),
  });
}

describe('whether node_modules holds what the lock file says', () => {
  it('matches without the optional package of another platform', () => {
    expect(packagesFault(folder({ 'node_modules/left': left }))).toBeUndefined();
  });

  it('a bare clone has nothing', () => {
    expect(packagesFault(temporaryFolder({ 'package-lock.json': lock({}) }))).toBe('nothing is installed yet');
  });

  it('names what is missing, other or too much', () => {
    const other = { ...left, version: '1.0.1' };
    const tampered = { ...left, integrity: 'sha512-other' };
    const extra = { 'node_modules/left': left, 'node_modules/right': left };
    expect(packagesFault(folder({}))).toBe('node_modules/left is missing');
    expect(packagesFault(folder({ 'node_modules/left': other }))).toBe('node_modules/left is 1.0.1, not 1.0.0');
    expect(packagesFault(folder({ 'node_modules/left': tampered }))).toContain('node_modules/left');
    expect(packagesFault(folder(extra))).toBe('node_modules/right is not in package-lock.json');
  });
});

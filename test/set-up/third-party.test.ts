import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatThirdParty, thirdParty } from '../../src/set-up/third-party.mjs';

const font = { file: 'font.ttf', copyright: 'Copyright X', license: 'Licence Y' };

describe('THIRD-PARTY.md', () => {
  it('is what `npm run third-party` writes, with the licence the font file states', async () => {
    const text = await thirdParty();
    expect(text).toContain('SIL Open Font License, Version 1.1');
    expect(fs.readFileSync('THIRD-PARTY.md', 'utf8')).toBe(text);
  });

  it('leaves out development tools and names copies of one version once', () => {
    const packages = {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0', license: 'MIT' },
      'node_modules/b': { version: '2.0.0', license: 'ISC', dev: true },
      'node_modules/c': { version: '3.0.0', license: 'ISC' },
      'node_modules/a/node_modules/c': { version: '3.0.0', license: 'ISC' },
      'node_modules/c/node_modules/a': { version: '0.9.0', license: 'MIT' },
    };
    const rows = formatThirdParty(packages, ['a'], font)
      .split('\n')
      .filter((line) => / \d\.\d\.\d /.test(line));
    expect(rows).toEqual(['| a | 1.0.0 | MIT |', '| a | 0.9.0 | MIT |', '| c | 3.0.0 | ISC |']);
  });

  it('refuses a package without a stated licence', () => {
    expect(() => formatThirdParty({ 'node_modules/a': { version: '1.0.0' } }, ['a'], font)).toThrow('no licence');
  });
});

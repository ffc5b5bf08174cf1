import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importTable, useRules } from './import-table.js';
import { checkSources } from './source-check.js';

describe('architecture', () => {
  it('keeps the import table, without cycles, hidden time or waiting', () => {
    const { modules, violations } = checkSources(path.resolve('src'), importTable, useRules);
    expect(modules).toBeGreaterThan(20);
    expect(violations).toEqual([]);
  });

  it('finds every kind of planted violation', () => {
    const { modules, violations } = checkSources(
      path.join(import.meta.dirname, 'fixtures', 'planted'),
      importTable,
      useRules,
    );
    expect(modules).toBe(7);
    const expected = [
      /^base\/draw\.ts:2 uses Math\.random/,
      /^base\/draw\.ts:3 uses Date\.now/,
      /^base\/draw\.ts:4 uses new Date\(\)/,
      /^base\/draw\.ts:5 uses performance\.now/,
      /^base\/draw\.ts:6 uses console\.log/,
      /^base\/draw\.ts:7 uses process\.env/,
      /^kernel\/wait\.ts:1 imports link\/link\.ts: kernel may import base$/,
      /^kernel\/wait\.ts:4 uses await/,
      /^kernel\/wait\.ts:5 uses await/,
      /^report\/table\.ts:2 imports study\/study\.ts/,
      /^helpers\/odd\.ts: "helpers" is not in the import table$/,
      /^cycle: link\/link\.ts -> link\/frame\.ts -> link\/link\.ts$/,
    ];
    for (const pattern of expected) expect(violations).toContainEqual(expect.stringMatching(pattern));
    expect(violations).toHaveLength(expected.length);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv, parseCsv } from '../../src/study/csv.js';

describe('CSV', () => {
  it('escapes text that a spreadsheet would run, and leaves numbers alone', () => {
    const text = formatCsv(
      ['a', 'b'],
      [
        ['=HYPERLINK("http://x")', -1.5],
        ['@SUM(1)', null],
        ['+1', 2],
        ['-x', 3],
        ['\t=1', 4],
      ],
    );
    expect(text).toBe(`a,b\n"'=HYPERLINK(""http://x"")",-1.5\n'@SUM(1),\n'+1,2\n'-x,3\n'\t=1,4\n`);
  });

  it('reads back what it wrote', () => {
    const cell = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), (rows) => {
        expect(parseCsv(formatCsv(['x', 'y', 'z'], rows))).toEqual([['x', 'y', 'z'], ...rows]);
      }),
    );
  });
});

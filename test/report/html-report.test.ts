import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { htmlReport, jsonBlock } from '../../src/report/html-report.js';
import { studyReport } from '../../src/report/study-report.js';
import { parseStudyTable } from '../../src/study/study-table.js';

const file = 'test/report/fixtures/load-table.csv';
const table = parseStudyTable(readFileSync(file, 'utf8'), file);
const attack = '</script><script>alert(1)</script>';

describe('a report', () => {
  it('stands alone: figure, tables and manifest inside, nothing fetched', async () => {
    const manifest = { study: 'load', key: 'abc' };
    const html = htmlReport(
      await studyReport({
        table,
        differences: [
          ['metric', 'difference'],
          ['latency.p95', '0.5'],
        ],
        manifest,
      }),
    );
    expect(html).toContain('<svg');
    expect(html).toContain('Paired differences');
    expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:\/\/|src=|<link/);
    expect(html).toContain("default-src 'none'");
    expect(html).toMatch(/<td class="n">0\.5<\/td>/);
  });

  it('lets no value end a script or become markup', async () => {
    const rows = table.rows.map((row, index) => (index === 0 ? { ...row, note: attack } : row));
    const html = htmlReport(await studyReport({ table: { rows }, differences: [], manifest: { study: attack } }));
    expect(html).not.toContain('alert(1)</script>');
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(JSON.parse(jsonBlock({ attack }))).toEqual({ attack });
  });
});

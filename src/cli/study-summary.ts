/** The headline of a study as text: in-time accuracy and 95th percentile of latency, values down, variants across. */
import Table from 'cli-table3';
import { isTrusted } from '../report/trust.js';
import type { StudyPlan } from '../study/study-plan.js';
import type { StudyRow, StudyTable } from '../study/study-table.js';
import { decimalsFor } from './quantity-text.js';

const headlines = [
  { metric: 'accuracy.inTime', title: 'accuracy.inTime, %', factor: 100 },
  { metric: 'latency.p95', title: 'latency.p95, ms', factor: 1000 },
];

export function studySummary({ axis, variants, values }: StudyPlan, { rows }: StudyTable): string {
  const blocks = headlines.flatMap(({ metric, title, factor }) => {
    if (!rows.some((row) => row.metric === metric && row.estimate !== null)) return [];
    const table = new Table({
      head: [axis, ...variants],
      colAligns: ['right', ...variants.map(() => 'right' as const)],
      style: { head: [], border: [], compact: true },
    });
    for (const value of values) {
      const cells = variants.map((variant) => {
        const row = rows.find((one) => one.metric === metric && one.variant === variant && one.value === value);
        return row === undefined ? '' : cell(row, factor);
      });
      table.push([String(value), ...cells]);
    }
    return [`${title}\n${table.toString()}`];
  });
  const marked = rows.some((row) => !isTrusted(row) && headlines.some(({ metric }) => metric === row.metric));
  return [
    ...blocks,
    ...(marked ? ['* the point cannot support this number: see its verdict and note in table.csv'] : []),
  ].join('\n');
}

function cell(row: StudyRow, factor: number): string {
  const { estimate, low, high } = row;
  const mark = isTrusted(row) ? '' : ' *';
  if (estimate === null) return `-${mark}`;
  const half = low === null || high === null ? null : ((high - low) / 2) * factor;
  const places = Math.min(3, decimalsFor(estimate * factor, half));
  const interval = half === null ? '' : ` +-${half.toFixed(places)}`;
  return `${(estimate * factor).toFixed(places)}${interval}${mark}`;
}

/** A result as a table: metric, estimate, interval, unit; notes below; then the verdict with its reasons. */
import Table from 'cli-table3';
import type { MetricEstimate, SimulationResult } from '../metrics/result.js';
import { decimalsFor, scaleOf } from './quantity-text.js';

/** Metrics that are shares of requests or of resources. */
const shares = /^(accuracy\.|deadline\.missRatio$|bandwidth\.utilisation$)/;

export function resultTable(result: SimulationResult): string {
  const level = result.metrics.find((metric) => metric.level !== null)?.level;
  const interval =
    level === undefined || level === null ? 'interval' : `${Number((100 * level).toFixed(2))} % interval`;
  const table = new Table({
    head: ['metric', 'estimate', interval, 'unit'],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  const notes: string[] = [];
  let family = '';
  for (const metric of result.metrics) {
    const own = metric.name.split('.')[0]!;
    if (family !== '' && own !== family) table.push([{ colSpan: 4, content: '' }]);
    family = own;
    table.push(row(metric, mark(metric.note, notes)));
  }
  return [table.toString(), ...notes.map((note, index) => `[${index + 1}] ${note}`)].join('\n');
}

/** Number of a note below the table; equal notes share one. */
function mark(note: string | undefined, notes: string[]): string {
  if (note === undefined) return '';
  if (!notes.includes(note)) notes.push(note);
  return ` [${notes.indexOf(note) + 1}]`;
}

function row({ name, unit, estimate, low, high }: MetricEstimate, note: string): string[] {
  if (estimate === null) return [`${name}${note}`, '-', '', ''];
  const scale = scaleOf(estimate, unit, shares.test(name));
  const [value, from, to] = [estimate, low, high].map((end) => (end === null ? null : end / scale.factor));
  const halfWidth = typeof from === 'number' && typeof to === 'number' ? (to - from) / 2 : null;
  const places = decimalsFor(value!, halfWidth);
  const interval = halfWidth === null ? '' : `${from!.toFixed(places)} .. ${to!.toFixed(places)}`;
  return [`${name}${note}`, value!.toFixed(places), interval, scale.unit];
}

export function verdictLine({ verdict, verdictReasons }: SimulationResult): string {
  const reasons = verdictReasons.length === 0 ? '' : ` (${verdictReasons.join('; ')})`;
  return `verdict: ${verdict}${reasons}`;
}

export function runLine(result: SimulationResult): string {
  const { scenario, replications, simulatedSeconds, wallSeconds, imageSet } = result;
  const simulated = `${Number(simulatedSeconds.toFixed(1))} s simulated in ${Number(wallSeconds.toFixed(1))} s`;
  return `${scenario}: ${replications} replication${replications === 1 ? '' : 's'}, ${simulated}, images ${imageSet}`;
}

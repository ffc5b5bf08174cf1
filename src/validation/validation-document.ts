/** docs/validation.md: every row with the numbers of the run that wrote it. */
import { coverageSection } from './coverage/coverage-document.js';
import type { CoverageResult } from './coverage/coverage-study.js';
import { distanceText, numberText, standardErrorText } from './number-text.js';
import type { ValidationRow } from './validation-row.js';

const columns = [
  'row',
  'what',
  'kind',
  'reference',
  'measured',
  's.e.',
  'off by',
  'wrong model',
  'its value',
  'off by',
];

/** @param coverage left out where it was not measured */
export function validationDocument(
  rows: readonly ValidationRow[],
  engine: string,
  coverage: CoverageResult | undefined,
): string {
  const failed = rows.filter(({ pass, plantedWrong }) => !(pass && plantedWrong.rejected)).map(({ id }) => `\`${id}\``);
  return [
    '# Validation',
    '',
    '<!-- Written by `bottlenet-sim validate --format markdown`; change src/validation, not this file. -->',
    '',
    `What theory says, and what the simulator measures when it runs the scenario: ${rows.length} rows, each a run of \`simulate\`.`,
    failed.length === 0 ? 'All of them hold, and every planted error is found.' : `These fail: ${failed.join(', ')}.`,
    `Networks, where a row needs them, ran on ${engine}.`,
    '',
    '- `exact`: within four standard errors of the reference, the standard error at most 0.5 % of it; a run without',
    '  randomness must agree to rounding.',
    '- `approximate`: four standard errors plus a model error stated beforehand.',
    '- `bound`: not above the reference by more than four standard errors.',
    '',
    'Standard errors come from independent replications. "Off by" counts them. Beside each row stands a wrong model, run by',
    'the same harness from the same seed, which must lie at least eight of its standard errors away.',
    '',
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => ' --- ').join('|')}|`,
    ...rows.map(tableRow),
    '',
    ...(coverage === undefined ? [] : coverageSection(coverage)),
    '## Model errors',
    '',
    ...modelErrors(rows),
    '',
    '## Sources',
    '',
    ...sources(rows),
    '',
  ].join('\n');
}

function tableRow(row: ValidationRow): string {
  const { id, title, kind, unit, reference, measured, standardError, plantedWrong } = row;
  const named = (value: number): string => (unit === '1' ? numberText(value) : `${numberText(value)} ${unit}`);
  const cells = [
    `\`${id}\``,
    title,
    kind,
    named(reference),
    named(measured),
    standardErrorText(row),
    distanceText(measured, reference, standardError),
    plantedWrong.change,
    named(plantedWrong.measured),
    distanceText(plantedWrong.measured, reference, Math.max(standardError, plantedWrong.standardError)),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** What approximate rows allow besides standard errors. */
function modelErrors(rows: readonly ValidationRow[]): string[] {
  return rows.flatMap(({ id, modelError }) =>
    modelError === undefined ? [] : [`- \`${id}\`: ${numberText(100 * modelError.share)} %, ${modelError.reason}`],
  );
}

/** Rows by source, in the order of the table. */
function sources(rows: readonly ValidationRow[]): string[] {
  const bySource = new Map<string, string[]>();
  for (const { id, source } of rows) bySource.set(source, [...(bySource.get(source) ?? []), `\`${id}\``]);
  return [...bySource].map(([source, ids]) => `- ${source}: ${ids.join(', ')}`);
}

/**
 * `validate`: theory against the simulator, row by row, each with a wrong model that must be found; with `--coverage`, how often
 * intervals hold the truth.
 */
import Table from 'cli-table3';
import { type Command, Option } from 'commander';
import { InputError } from '../base/errors.js';
import type { EngineChoice } from '../neural/engine.js';
import { loadEngine } from '../neural/engine.js';
import { engineName } from '../scenario/networks.js';
import { coverageSection } from '../validation/coverage/coverage-document.js';
import {
  type CoverageResult,
  coverageHolds,
  coverageRepeats,
  measureCoverage,
} from '../validation/coverage/coverage-study.js';
import { experiments } from '../validation/index.js';
import { distanceText, numberText, standardErrorText } from '../validation/number-text.js';
import { allHold, validate } from '../validation/validate.js';
import { validationDocument } from '../validation/validation-document.js';
import type { ValidationRow } from '../validation/validation-row.js';
import type { CliCommand } from './command.js';
import { wholeNumber } from './common-options.js';
import { coverageLine, coverageText } from './coverage-text.js';
import { interruptSignal } from './interruption.js';

interface ValidateCommandOptions {
  readonly only: readonly string[];
  readonly quick: boolean;
  readonly coverage: boolean;
  readonly workers: number;
  readonly format: 'table' | 'json' | 'markdown';
  readonly engine: EngineChoice;
}

export const validateCommand: CliCommand = {
  register(program: Command): void {
    program
      .command('validate')
      .description('compare the simulator with theory; exit 1 when a row fails or a planted error is not found')
      .option('--only <id...>', 'rows, or families of rows such as mm1', [])
      .option('--quick', 'the rows that take less than a minute together; a tenth of the repeats of --coverage', false)
      .option('--coverage', 'in place of the rows, how often confidence intervals hold the true value', false)
      .option('--workers <number>', 'threads that run rows without networks, and measure coverage', wholeNumber(1), 1)
      .addOption(
        new Option('--engine <engine>', 'what runs the networks')
          .choices(['auto', 'native', 'wasm', 'cpu'])
          .default('auto'),
      )
      .addOption(
        new Option('--format <format>', 'how rows are printed; markdown is docs/validation.md')
          .choices(['table', 'json', 'markdown'])
          .default('table'),
      )
      .action((options: ValidateCommandOptions) => run(options));
  },
};

async function run(options: ValidateCommandOptions): Promise<void> {
  const { coverage, format, only, quick, engine } = options;
  if (coverage && only.length > 0) throw new InputError('--coverage has no rows to choose: leave out --only');
  if (format === 'markdown') {
    // The page has both parts; a choice of rows leaves the other out.
    const rows = coverage ? [] : await runRows(options);
    const measured = coverage || (only.length === 0 && !quick) ? await runCoverage(options) : undefined;
    const page = coverage
      ? coverageSection(measured!).join('\n')
      : validationDocument(rows, engineName(await loadEngine(engine)), measured);
    process.stdout.write(page);
    finish(allHold(rows) && (measured === undefined || coverageHolds(measured)));
  } else if (coverage) {
    const result = await runCoverage(options);
    process.stdout.write(format === 'json' ? json(result) : coverageText(result));
    finish(coverageHolds(result));
  } else {
    const rows = await runRows(options);
    process.stdout.write(format === 'json' ? json({ rows }) : `${table(rows)}\n${summary(rows)}\n`);
    finish(allHold(rows));
  }
}

function finish(holds: boolean): void {
  if (!holds) process.exitCode = 1;
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function runRows({ only, quick, workers, engine }: ValidateCommandOptions): Promise<ValidationRow[]> {
  return validate(experiments, {
    only,
    quick,
    workers,
    engine,
    signal: interruptSignal(),
    onRows: (found) => process.stderr.write(`${found.map(progressLine).join('\n')}\n`),
  });
}

function runCoverage({ quick, workers }: ValidateCommandOptions): Promise<CoverageResult> {
  return measureCoverage({
    repeats: quick ? coverageRepeats.quick : coverageRepeats.full,
    workers,
    signal: interruptSignal(),
    onRows: (found) => process.stderr.write(`${found.map(coverageLine).join('\n')}\n`),
  });
}

function progressLine({ id, pass, plantedWrong }: ValidationRow): string {
  return `${pass ? 'holds' : 'FAILS'}  ${id}${plantedWrong.rejected ? '' : ': PLANTED ERROR NOT FOUND'}`;
}

function table(rows: readonly ValidationRow[]): string {
  const shown = new Table({
    head: ['row', 'kind', 'reference', 'measured', 's.e.', 'off by', 'holds', 'planted error', 'measured', 'found'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'left', 'left', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    const { id, kind, reference, measured, standardError, pass, plantedWrong } = row;
    shown.push([
      id,
      kind,
      numberText(reference),
      numberText(measured),
      standardErrorText(row),
      distanceText(measured, reference, standardError),
      pass ? 'yes' : 'NO',
      plantedWrong.change,
      numberText(plantedWrong.measured),
      plantedWrong.rejected ? 'yes' : 'NO',
    ]);
  }
  return shown.toString();
}

function summary(rows: readonly ValidationRow[]): string {
  const held = rows.filter(({ pass }) => pass).length;
  const found = rows.filter(({ plantedWrong }) => plantedWrong.rejected).length;
  return `${held} of ${rows.length} rows hold; ${found} of ${rows.length} planted errors found`;
}

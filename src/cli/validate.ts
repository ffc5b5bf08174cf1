/** `validate`: theory against the simulator, row by row, each with a wrong model that must be found. */
import Table from 'cli-table3';
import { type Command, Option } from 'commander';
import type { EngineChoice } from '../neural/engine.js';
import { loadEngine } from '../neural/engine.js';
import { engineName } from '../scenario/networks.js';
import { experiments } from '../validation/index.js';
import { distanceText, numberText, standardErrorText } from '../validation/number-text.js';
import { allHold, validate } from '../validation/validate.js';
import { validationDocument } from '../validation/validation-document.js';
import type { ValidationRow } from '../validation/validation-row.js';
import type { CliCommand } from './command.js';
import { interruptSignal } from './interruption.js';

interface ValidateCommandOptions {
  readonly only: readonly string[];
  readonly quick: boolean;
  readonly format: 'table' | 'json' | 'markdown';
  readonly engine: EngineChoice;
}

export const validateCommand: CliCommand = {
  register(program: Command): void {
    program
      .command('validate')
      .description('compare the simulator with theory; exit 1 when a row fails or a planted error is not found')
      .option('--only <id...>', 'rows, or families of rows such as mm1', [])
      .option('--quick', 'the rows that take less than a minute together', false)
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

async function run({ only, quick, format, engine }: ValidateCommandOptions): Promise<void> {
  const rows = await validate(experiments, {
    only,
    quick,
    engine,
    signal: interruptSignal(),
    onRows: (found) => process.stderr.write(`${found.map(progressLine).join('\n')}\n`),
  });
  if (format === 'json') process.stdout.write(`${JSON.stringify({ rows }, null, 2)}\n`);
  else if (format === 'markdown') process.stdout.write(validationDocument(rows, engineName(await loadEngine(engine))));
  else process.stdout.write(`${table(rows)}\n${summary(rows)}\n`);
  if (!allHold(rows)) process.exitCode = 1;
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

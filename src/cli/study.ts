/** `study FILE`: every point of a study, on all cores, resumable, into a folder with tidy tables. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { formatFault } from '../base/errors.js';
import { loadStudy } from '../study/load-study.js';
import { runStudy, type StudyOutcome } from '../study/run-study.js';
import { simulator, simulatorModule } from '../study/simulator.js';
import type { StudyPlan } from '../study/study-plan.js';
import { parseStudyTable, type StudyTable } from '../study/study-table.js';
import { announceEngine } from './announce-engine.js';
import type { CliCommand } from './command.js';
import {
  addMachineOptions,
  addOutputOptions,
  addScenarioOptions,
  loadOptionsOf,
  type MachineOptions,
  type OutputOptions,
  type ScenarioOptions,
} from './common-options.js';
import { interruptSignal } from './interruption.js';
import { oneThreadPerWorker } from './native-threads.js';
import { openProgress, type ProgressBar } from './progress.js';
import { studySummary } from './study-summary.js';

interface StudyOptions extends ScenarioOptions, MachineOptions, OutputOptions {}

export const studyCommand: CliCommand = {
  register(program: Command): void {
    const command = program
      .command('study <file>')
      .description(
        'run a study: variants of a scenario along one axis; an interrupted one is resumed (default --out runs/NAME)',
      );
    addOutputOptions(addMachineOptions(addScenarioOptions(command))).action((file: string, options: StudyOptions) =>
      study(file, options),
    );
  },
};

async function study(file: string, options: StudyOptions): Promise<void> {
  const { workers, engine, force, format } = options;
  oneThreadPerWorker();
  const { load, extensions, modelFolders } = await loadOptionsOf(options);
  const { plan, warnings } = await loadStudy(file, load);
  for (const warning of warnings) process.stderr.write(`warning: ${formatFault(warning)}\n`);
  const directory = options.out ?? join('runs', plan.name);
  const simulatorOptions = { engine, modelFolders, extensions: extensions.map((extension) => extension.file) };
  await announceEngine(engine, await simulator.identify(plan.points[0]!.scenario, simulatorOptions));

  let progress: ProgressBar | undefined;
  const outcome = await runStudy(plan, {
    directory,
    force,
    workers,
    simulator: simulatorModule,
    options: simulatorOptions,
    signal: interruptSignal(),
    onProgress({ done, total }) {
      progress ??= openProgress(total);
      progress.update(done);
    },
  }).finally(() => progress?.stop());
  const table = parseStudyTable(await readFile(join(directory, 'table.csv'), 'utf8'), join(directory, 'table.csv'));
  print(plan, directory, outcome, table, format);
}

function print(
  plan: StudyPlan,
  directory: string,
  outcome: StudyOutcome,
  table: StudyTable,
  format: OutputOptions['format'],
): void {
  const { computed, reused, unchanged, wallSeconds } = outcome;
  const did = unchanged
    ? 'finished before, unchanged'
    : `${computed} runs computed, ${reused} found, ${wallSeconds.toFixed(1)} s`;
  const text =
    format === 'json'
      ? JSON.stringify(
          { format: 'bottlenet-sim/study-result@1', study: plan.name, directory, ...outcome, rows: table.rows },
          null,
          2,
        )
      : `${studySummary(plan, table)}\nstudy ${plan.name}: ${did}\n${join(directory, 'table.csv')} and differences.csv hold every metric`;
  process.stdout.write(`${text}\n`);
}

/** `run FILE`: one scenario, all its replications, a result with intervals. */
import type { Command } from 'commander';
import { formatFault } from '../base/errors.js';
import type { SimulationResult } from '../metrics/result.js';
import { loadScenario } from '../scenario/load.js';
import { simulator } from '../study/simulator.js';
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
import { compute } from './compute.js';
import { interruptSignal } from './interruption.js';
import { openLogger } from './logger.js';
import { manifestOf } from './manifest.js';
import { oneThreadPerWorker } from './native-threads.js';
import { checkOutputFolder, writeOutput } from './output-folder.js';
import { resultTable, runLine, verdictLine } from './result-table.js';

interface RunOptions extends ScenarioOptions, MachineOptions, OutputOptions {
  readonly allowUnsupported: boolean;
}

export const runCommand: CliCommand = {
  register(program: Command): void {
    const command = program.command('run <file>').description('run a scenario and print its metrics with intervals');
    addOutputOptions(addMachineOptions(addScenarioOptions(command)))
      .option('--allow-unsupported', 'exit 0 even if the verdict is not "stable"', false)
      .action((file: string, options: RunOptions) => run(file, options));
  },
};

async function run(file: string, options: RunOptions): Promise<void> {
  const { engine, workers } = options;
  oneThreadPerWorker();
  const { load, extensions, modelFolders } = await loadOptionsOf(options);
  const loaded = await loadScenario(file, load);
  if (options.out !== undefined) checkOutputFolder(options.out, options.force);
  for (const warning of loaded.warnings) process.stderr.write(`warning: ${formatFault(warning)}\n`);

  const files = extensions.map((extension) => extension.file);
  const identity = await simulator.identify(loaded.scenario, { engine, extensions: files, modelFolders });
  await announceEngine(engine, identity);
  const result = await compute(loaded.scenario, {
    engine,
    workers,
    extensions,
    modelFolders,
    engineName: identity.engine!,
    logger: openLogger(options),
    signal: interruptSignal(),
  });

  if (options.out !== undefined) {
    const manifest = manifestOf({ loaded, extensions, identity, result, workers });
    const { wallSeconds: _inManifestOnly, ...summary } = result;
    await writeOutput(options.out, { 'summary.json': summary, 'manifest.json': manifest });
  }
  print(result, options.format);
  if (result.verdict !== 'stable' && !options.allowUnsupported) {
    process.stderr.write(`the result cannot support its own numbers: ${result.verdict}; exit code 3\n`);
    process.exitCode = 3;
  }
}

function print(result: SimulationResult, format: OutputOptions['format']): void {
  const text =
    format === 'json'
      ? JSON.stringify(result, null, 2)
      : [runLine(result), resultTable(result), verdictLine(result)].join('\n');
  process.stdout.write(`${text}\n`);
}

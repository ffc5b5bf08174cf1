/** Options that several commands share, with one meaning each. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EngineChoice } from '../neural/engine.js';
import { type ExtensionFile, loadExtensions } from '../scenario/extension-file.js';
import { installedNames } from '../scenario/installed.js';
import type { LoadOptions } from '../scenario/load.js';
import type { LogLevel } from './logger.js';
import { logLevels } from './logger.js';
import { cores } from './native-threads.js';

/** Options of commands that read a scenario. */
export interface ScenarioOptions {
  readonly set: readonly string[];
  readonly seed?: number;
  readonly replications?: number;
  readonly dataRoot?: string;
  readonly models?: string;
  readonly extension: readonly string[];
  readonly strict: boolean;
}

/** Options of commands that compute. */
export interface MachineOptions {
  readonly engine: EngineChoice;
  readonly workers: number;
  readonly logLevel: LogLevel;
  readonly logFile?: string;
}

/** Options of commands that print a result. */
export interface OutputOptions {
  readonly format: 'table' | 'json';
  readonly out?: string;
  readonly force: boolean;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`accepted is a whole number of at least ${least}.`);
    }
    return value;
  };
}

export function addScenarioOptions(command: Command): Command {
  return command
    .option('--set <path=value>', 'replace a value, e.g. devices.camera.count=100; repeatable', collect, [])
    .option('--seed <number>', 'seed of every random stream', wholeNumber(0))
    .option('--replications <number>', 'independent runs behind the intervals', wholeNumber(1))
    .option('--data-root <folder>', 'folder in which a scenario may name files, beside its own')
    .option('--models <folder>', 'folder of trained models, searched before the one of the package')
    .option('--extension <file>', 'ES module with further models; repeatable', collect, [])
    .option('--strict', 'refuse what is only warned of otherwise', false);
}

export function addEngineOption(command: Command): Command {
  return command.addOption(
    new Option('--engine <engine>', 'what runs the networks')
      .choices(['auto', 'native', 'wasm', 'cpu'])
      .default('auto'),
  );
}

export function addMachineOptions(command: Command): Command {
  return addEngineOption(command)
    .addOption(
      new Option('--workers <number>', 'threads that run replications')
        .argParser(wholeNumber(1))
        .default(cores(), 'one per core'),
    )
    .addOption(new Option('--log-level <level>', 'least level of log lines').choices([...logLevels]).default('warn'))
    .option('--log-file <file>', 'write log lines to a file instead of stderr');
}

export function addFormatOption(command: Command): Command {
  return command.addOption(
    new Option('--format <format>', 'how results are printed').choices(['table', 'json']).default('table'),
  );
}

export function addOutputOptions(command: Command): Command {
  return addFormatOption(command)
    .option('--out <folder>', 'write results into a folder')
    .option('--force', 'use the folder even if it is not empty', false);
}

/** What the options of a scenario come to. */
export interface ScenarioSources {
  readonly load: LoadOptions;
  /** By name and digest for the manifest. */
  readonly extensions: readonly ExtensionFile[];
  readonly modelFolders: readonly string[];
}

export async function loadOptionsOf(options: ScenarioOptions): Promise<ScenarioSources> {
  const extensions = await loadExtensions(options.extension);
  const modelFolders = options.models === undefined ? [] : [resolve(options.models)];
  const { set, seed, replications, dataRoot, strict } = options;
  const load = {
    set,
    strict,
    extensions: extensions.map(({ entries }) => entries),
    installed: await installedNames(modelFolders),
    ...(seed === undefined ? {} : { seed }),
    ...(replications === undefined ? {} : { replications }),
    ...(dataRoot === undefined ? {} : { dataRoot }),
  };
  return { load, extensions, modelFolders };
}

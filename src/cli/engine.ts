/** `engine status | install`: which engine runs the networks, and getting the native one. */
import { type Command, Option } from 'commander';
import { EnvironmentError } from '../base/errors.js';
import { cacheFolder } from '../neural/cache-folder.js';
import { type EngineChoice, loadEngine } from '../neural/engine.js';
import { type EngineInstallation, installEngine } from '../neural/engine-install.js';
import type { CliCommand } from './command.js';

type Format = 'table' | 'json';

const formatOption = () =>
  new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table');

export const engineCommand: CliCommand = {
  register(program: Command): void {
    const engine = program.command('engine').description('which engine runs the networks; get the native one');
    engine
      .command('status')
      .description('say which engine is used, and why')
      .addOption(
        new Option('--engine <engine>', 'engine to load').choices(['auto', 'native', 'wasm', 'cpu']).default('auto'),
      )
      .addOption(formatOption())
      .action((options: { engine: EngineChoice; format: Format }) => showStatus(options.engine, options.format));
    engine
      .command('install')
      .description('make native TensorFlow usable where that is possible')
      .option('--strict', 'exit 4 if it is not possible', false)
      .option('--renew', 'make a new build even if there is one that loads', false)
      .addOption(formatOption())
      .action((options: InstallOptions) => install(options));
  },
};

async function showStatus(choice: EngineChoice, format: Format): Promise<void> {
  const { backend, version, reason } = await loadEngine(choice);
  const status = { engine: backend, version, reason, node: process.version, cache: cacheFolder(process.env) };
  if (format === 'json') {
    printJson(status);
    return;
  }
  for (const [name, value] of Object.entries(status)) process.stdout.write(`${name.padEnd(8)} ${value}\n`);
}

interface InstallOptions {
  readonly strict: boolean;
  readonly renew: boolean;
  readonly format: Format;
}

async function install({ strict, renew, format }: InstallOptions): Promise<void> {
  const installation = await installEngine({ renew, say: (line) => process.stderr.write(`engine: ${line}\n`) });
  if (strict && installation.engine !== 'native') throw new EnvironmentError(describe(installation));
  if (format === 'json') printJson(installation);
  else process.stdout.write(`${describe(installation)}\n`);
}

function describe({ engine, reason, refused }: EngineInstallation): string {
  if (engine === 'native') return reason;
  return [
    `native TensorFlow cannot be had, WebAssembly is used: ${reason}`,
    ...refused.map((line) => `  ${line}`),
  ].join('\n');
}

function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

#!/usr/bin/env node
/** The program: finds the command, runs it, and turns errors into exit codes. Each command is one file. */
import { Command } from 'commander';
import { commands } from './commands.js';
import { reportError } from './exit.js';
import { packageVersion } from './package-version.js';

const program = new Command('bottlenet-sim')
  .description('Simulates wireless edge inference with trained encoders and decoders in the loop.')
  .version(packageVersion(), '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .helpCommand('help [command]', 'print the help of a command')
  .showSuggestionAfterError()
  .exitOverride();

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head -1`) is no error.
  process.exit(
    error.code === 'EPIPE' ? (process.exitCode ?? 0) : reportError(error, (text) => process.stderr.write(text)),
  );
});
// Progress that nobody reads is no reason to give up the work.
process.stderr.on('error', () => {});

async function main(args: readonly string[]): Promise<void> {
  const named = args.find((argument) => !argument.startsWith('-'));
  // The version needs no command, and one that is named none of the others.
  const single = named !== undefined && Object.hasOwn(commands, named) ? [commands[named]!] : Object.values(commands);
  const wanted = args.length === 1 && ['-V', '--version'].includes(args[0]!) ? [] : single;
  for (const load of wanted) (await load()).register(program);
  // Sub-commands inherit neither setting.
  for (const command of allOf(program)) command.exitOverride().showSuggestionAfterError();
  if (args.length === 0) program.help();
  await program.parseAsync(args, { from: 'user' });
}

function allOf(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allOf(child)]);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = reportError(error, (text) => process.stderr.write(text));
}

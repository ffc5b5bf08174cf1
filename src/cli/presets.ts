/** `presets list | show NAME`: named parts of scenarios, each with its source. */
import Table from 'cli-table3';
import type { Command } from 'commander';
import { nearestName } from '../base/did-you-mean.js';
import { InputError } from '../base/errors.js';
import { builtInPresets } from '../scenario/preset-catalogue.js';
import type { CliCommand } from './command.js';
import { addFormatOption, type OutputOptions } from './common-options.js';

type Format = Pick<OutputOptions, 'format'>;

export const presetsCommand: CliCommand = {
  register(program: Command): void {
    const presets = program.command('presets').description('named parts of scenarios, each with its source');
    addFormatOption(presets.command('list').description('all presets')).action((options: Format) => list(options));
    addFormatOption(presets.command('show <name>').description('values, source and limits of a preset')).action(
      (name: string, options: Format) => show(name, options),
    );
  },
};

function list({ format }: Format): void {
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify({ presets: builtInPresets }, null, 2)}\n`);
    return;
  }
  const table = new Table({
    head: ['preset', 'stands for', 'what it is'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, subject, summary } of builtInPresets) table.push([name, subject, summary]);
  process.stdout.write(`${table.toString()}\n`);
}

function show(name: string, { format }: Format): void {
  const preset = builtInPresets.find((entry) => entry.name === name);
  if (preset === undefined) {
    const names = builtInPresets.map((entry) => entry.name);
    const nearest = nearestName(name, names);
    const hint = nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
    throw new InputError(`unknown preset "${name}"${hint}; accepted: ${names.join(', ')}`);
  }
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify(preset, null, 2)}\n`);
    return;
  }
  const { subject, summary, source, notes, value } = preset;
  const use = `"${subject}": { "preset": "${name}" }`;
  process.stdout.write(
    `${summary}\n\nsource  ${source}\nnotes   ${notes}\nuse     ${use}\n\n${JSON.stringify(value, null, 2)}\n`,
  );
}

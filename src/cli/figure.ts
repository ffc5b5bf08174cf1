/** `figure NAME DIR`: a figure of a stored study, as SVG, PNG and the numbers drawn. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { writeWhole } from '../base/atomic-file.js';
import { InputError } from '../base/errors.js';
import { Registry } from '../base/registry.js';
import type { FigureDrawing } from '../report/figure.js';
import { figures, modelFigures } from '../report/figures/index.js';
import { renderPng, renderSvg } from '../report/render.js';
import { type Theme, type ThemeName, themes } from '../report/theme.js';
import { formatCsv } from '../study/csv.js';
import { parseStudyTable, type StudyTable } from '../study/study-table.js';
import type { CliCommand } from './command.js';
import { storedEvaluations } from './stored-evaluations.js';

export const figureCommand: CliCommand = {
  register(program: Command): void {
    program
      .command('figure <name> <folder>')
      .description(
        `draw a figure of a study's folder: ${listed(figures)}; or of evaluated models: ${listed(modelFigures)}`,
      )
      .addOption(new Option('--theme <theme>', 'how it looks').choices(Object.keys(themes)).default('paper'))
      .action((name: string, folder: string, { theme }: { theme: ThemeName }) => drawFigure(name, folder, theme));
  },
};

async function drawFigure(name: string, folder: string, theme: ThemeName): Promise<void> {
  const { spec, data } = await drawing(name, folder, themes[theme]);
  const svg = await renderSvg(spec, name);
  const stem = join(folder, 'figures', name);
  await mkdir(join(folder, 'figures'), { recursive: true });
  await writeWhole(`${stem}.svg`, `${svg}\n`);
  await writeWhole(`${stem}.png`, renderPng(svg));
  await writeWhole(`${stem}.csv`, formatCsv(data.header, data.rows));
  process.stdout.write(`${stem}.svg\n${stem}.png\n${stem}.csv\n`);
}

const listed = (all: readonly { readonly name: string; readonly title: string }[]): string =>
  all.map(({ name, title }) => `${name} (${title})`).join(', ');

async function drawing(name: string, folder: string, theme: Theme): Promise<FigureDrawing> {
  const registry = new Registry<(typeof figures)[number] | (typeof modelFigures)[number]>('figure', [
    ...figures,
    ...modelFigures,
  ]);
  const figure = registry.get(name);
  if ('metrics' in figure) return figure.draw(await storedTable(folder), theme);
  const { table, channels } = figure.needs;
  const models = storedEvaluations(folder).filter(
    ({ channel, tables }) => channels.includes(channel) && tables[table] !== undefined,
  );
  if (models.length > 0) return figure.draw(models, theme);
  const message = `no table "${table}" of a codec for ${channels.join(' or ')} in it; accepted: a folder that \`evaluate --parts ${table}\` has filled`;
  throw new InputError([{ file: folder, message }]);
}

/** The table of a study's folder. @throws InputError where there is none */
export async function storedTable(folder: string): Promise<StudyTable> {
  const file = join(folder, 'table.csv');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputError([{ file, message: 'no such file; accepted: the folder of a finished study' }]);
  });
  return parseStudyTable(text, file);
}

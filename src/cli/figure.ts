/** `figure NAME DIR`: a figure of what is stored in a folder, as SVG, PNG and the numbers drawn. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { InputError } from '../base/errors.js';
import { Registry } from '../base/registry.js';
import { comparedBackbones } from '../codec/comparison/compared-backbone.js';
import { sentMethods, sentPoints, workCurves } from '../codec/comparison/figure-data.js';
import type { FigureDrawing } from '../report/figure.js';
import { comparisonFigures, figures, modelFigures, trainingFigures } from '../report/figures/index.js';
import type { BackboneComparison, ModelFigure } from '../report/model-figure.js';
import { type Theme, type ThemeName, themes } from '../report/theme.js';
import { parseStudyTable, type StudyTable } from '../study/study-table.js';
import type { CliCommand } from './command.js';
import { writeFigure } from './figure-files.js';
import { storedEvaluations } from './stored-evaluations.js';
import { readTrainingLog } from './training-log.js';

interface Options {
  readonly theme: ThemeName;
  readonly out?: string;
  readonly name?: string;
}

interface Drawer {
  readonly name: string;
  readonly title: string;
  draw(folder: string, theme: Theme): Promise<FigureDrawing>;
}

const ofStudies = figures.map((figure): Drawer => {
  const { name, title } = figure;
  return { name, title, draw: async (folder, theme) => figure.draw(await storedTable(folder), theme) };
});
const ofModels = modelFigures.map((figure): Drawer => {
  const { name, title } = figure;
  return { name, title, draw: async (folder, theme) => figure.draw(modelsFor(figure, folder), theme) };
});
const ofBackbones = comparisonFigures.map((figure): Drawer => {
  const { name, title } = figure;
  return { name, title, draw: async (folder, theme) => figure.draw(await comparisonOf(folder), theme) };
});
const ofTrainings = trainingFigures.map((figure): Drawer => {
  const { name, title } = figure;
  return { name, title, draw: async (folder, theme) => figure.draw(readTrainingLog(folder), theme) };
});
const registry = new Registry('figure', [...ofStudies, ...ofModels, ...ofBackbones, ...ofTrainings]);

export const figureCommand: CliCommand = {
  register(program: Command): void {
    program
      .command('figure <name> <folder>')
      .description(
        [
          `draw a figure of a study's folder: ${listed(ofStudies)}`,
          `of evaluated models, or of a backbone's: ${listed(ofModels)}`,
          `of a backbone's folder, its codecs and rivals: ${listed(ofBackbones)}`,
          `of a training's work folder: ${listed(ofTrainings)}`,
        ].join('; '),
      )
      .option('--out <folder>', 'where the files go; default: figures in the folder')
      .option('--name <name>', "the files' name; default: the figure's")
      .addOption(new Option('--theme <theme>', 'how it looks').choices(Object.keys(themes)).default('paper'))
      .action(drawFigure);
  },
};

async function drawFigure(name: string, folder: string, options: Options): Promise<void> {
  const { name: given = name } = options;
  if (!/^[A-Za-z0-9][\w.-]*$/.test(given)) {
    throw new InputError(`--name "${given}": accepted are letters, digits, "-", "_" and ".", no folder: that is --out`);
  }
  const drawing = await registry.get(name).draw(folder, themes[options.theme]);
  const files = await writeFigure(options.out ?? join(folder, 'figures'), given, drawing);
  process.stdout.write(`${files.join('\n')}\n`);
}

const listed = (all: readonly { readonly name: string; readonly title: string }[]): string =>
  all.map(({ name, title }) => `${name} (${title})`).join(', ');

function modelsFor({ needs }: ModelFigure, folder: string) {
  const { table, channels } = needs;
  const models = storedEvaluations(folder).filter(
    ({ channel, tables }) => channels.includes(channel) && tables[table] !== undefined,
  );
  if (models.length > 0) return models;
  const message = `no table "${table}" of a codec for ${channels.join(' or ')} in it; accepted: a folder that \`evaluate --parts ${table}\` has filled`;
  throw new InputError([{ file: folder, message }]);
}

/** A backbone's folder, with what stands beside it. @throws InputError for another folder, or one without rivals */
async function comparisonOf(folder: string): Promise<BackboneComparison> {
  const inside = resolve(folder);
  const backbones = await comparedBackbones(dirname(inside));
  const backbone = backbones.find(({ card }) => card.name === basename(inside));
  if (backbone?.rivals === undefined) {
    const message = 'accepted: the folder of a backbone that `evaluate --rivals --write` has measured';
    throw new InputError([{ file: folder, message }]);
  }
  const { card, macs, rivals } = backbone;
  return {
    backbone: card.name,
    basePercent: rivals.base.percent,
    wholeWork: macs / 1e6,
    methods: sentMethods,
    points: sentPoints(backbone),
    work: workCurves(backbone),
  };
}

/** The table of a study's folder. @throws InputError where there is none */
export async function storedTable(folder: string): Promise<StudyTable> {
  const file = join(folder, 'table.csv');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputError([{ file, message: 'no such file; accepted: the folder of a finished study' }]);
  });
  return parseStudyTable(text, file);
}

/** Ablations and phase 3 as Markdown tables; every number comes from their results. */
import type { AblationCell, AblationResults, AblationRow } from './ablation.js';
import type { JointTable } from './joint-table.js';
import { lawText } from './training-law.js';

type Question = AblationResults['questions'][number];

const axisTitle: Readonly<Record<Question['axis'], (condition: number) => string>> = {
  psnr: (condition) => `PSNR ${condition} dB`,
  snr: (condition) => `SNR ${condition} dB`,
  rayleigh: (condition) => `mean SNR ${condition} dB`,
  erasure: (condition) => `p = ${condition}`,
};

/** One section and table per codec. */
export function jointMarkdown(tables: readonly JointTable[]): string {
  return tables.map(jointSection).join('\n');
}

function jointSection({
  name,
  base,
  imageSet,
  unit,
  engine,
  privateParameters,
  privateBytes,
  rows,
}: JointTable): string {
  const own = `${(privateParameters / 1e6).toFixed(2)} M values (${(privateBytes / 1e6).toFixed(2)} MB) trained in a private copy of the backbone`;
  return [
    `## ${name}`,
    '',
    `Phase 3 after phase 2: ${own}. Unsplit network ${base.percent.toFixed(2)} % of ${base.images} images of ${imageSet}; ${engine}. Loss: to the unsplit network, with the one-sided 95 % upper bound.`,
    '',
    `| ${unit === 'dB' ? 'PSNR / dB' : 'erasure p'} | phase 2 / % | phase 3 / % | gain (95 %) | loss |`,
    '|---|---|---|---|---|',
    ...rows.map(({ condition, phase2, phase3, gain, loss }) => {
      const difference = `${gain.mean.toFixed(2)} (${gain.low.toFixed(2)} .. ${gain.high.toFixed(2)})`;
      const bound = `${loss.mean.toFixed(2)}, < ${loss.upper.toFixed(2)}`;
      return `| ${condition} | ${phase2.percent.toFixed(2)} | ${phase3.percent.toFixed(2)} | ${difference} | ${bound} |`;
    }),
    '',
  ].join('\n');
}

/** One section per ablation, one table per question. */
export function ablationMarkdown(ablations: readonly AblationResults[]): string {
  return ablations.map(section).join('\n');
}

function section(results: AblationResults): string {
  const { name, command, imageSet, base, training, questions, engine } = results;
  const { split, channel, receiver, shape, recipe } = training;
  const kernel = `kernel ${shape.kernel}, stride ${shape.stride}, ${shape.padding}, ${shape.channels} channels`;
  const lines = [
    `## ${name}`,
    '',
    `Base training: split \`${split}\`, ${channel}, ${receiver}, ${kernel}, law ${lawText(recipe.law)}, distillation ${recipe.distillation}, ${recipe.epochs} epochs, seed ${training.seed}.`,
    `Unsplit network ${base.percent.toFixed(2)} % of ${base.images} images of ${imageSet}; ${engine}. Written by \`${command}\`.`,
    '',
  ];
  return [...lines, ...questions.flatMap((question) => [...table(question), ''])].join('\n');
}

function table({ title, axis, rows }: Question): string[] {
  const conditions = rows[0]!.cells.map(({ condition }) => axisTitle[axis](condition));
  const size = axis === 'erasure' ? 'bits' : 'values';
  return [
    `### ${title}`,
    '',
    `| variant | code, ${size} | ${conditions.join(' | ')} |`,
    `|---|---|${conditions.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.variant} | ${sizeText(row)} | ${row.cells.map(cellText).join(' | ')} |`),
  ];
}

function sizeText({ codeShape, size }: AblationRow): string {
  return `${codeShape.join('x')}, ${size}`;
}

/** `93.10`, or `92.80 (-0.30 +- 0.21)`: points against the first variant with half the 95 % interval; `*` where McNemar's p < 0.05. */
function cellText({ share, difference, symbolPower }: AblationCell): string {
  const power = symbolPower === undefined || symbolPower === 1 ? '' : `, power ${symbolPower.toFixed(2)}`;
  if (difference === undefined) return `${share.percent.toFixed(2)}${power}`;
  const { mean, low, high, mcNemar } = difference;
  const sign = mean < 0 ? '-' : '+';
  const mark = mcNemar < 0.05 ? '\\*' : '';
  return `${share.percent.toFixed(2)} (${sign}${Math.abs(mean).toFixed(2)} +- ${((high - low) / 2).toFixed(2)})${mark}${power}`;
}

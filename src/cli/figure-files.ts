/** A drawing as files: SVG, PNG, and the numbers drawn. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../base/atomic-file.js';
import type { FigureDrawing } from '../report/figure.js';
import { renderPng, renderSvg } from '../report/render.js';
import { formatCsv } from '../study/csv.js';
import { writing } from './writing.js';

/** @returns the files' paths. @throws EnvironmentError where the disk refuses */
export async function writeFigure(folder: string, name: string, { spec, data }: FigureDrawing): Promise<string[]> {
  const svg = await renderSvg(spec, name);
  const stem = join(folder, name);
  const png = renderPng(svg);
  await writing(folder, async () => {
    await mkdir(folder, { recursive: true });
    await writeWhole(`${stem}.svg`, `${svg}\n`);
    await writeWhole(`${stem}.png`, png);
    await writeWhole(`${stem}.csv`, formatCsv(data.header, data.rows));
  });
  return ['svg', 'png', 'csv'].map((ending) => `${stem}.${ending}`);
}

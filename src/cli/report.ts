/** `report DIR`: one self-contained HTML file from the folder of a study or of a run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { writeWhole } from '../base/atomic-file.js';
import { InputError } from '../base/errors.js';
import type { SimulationResult } from '../metrics/result.js';
import { htmlReport, type Report } from '../report/html-report.js';
import { studyReport } from '../report/study-report.js';
import { parseCsv } from '../study/csv.js';
import type { CliCommand } from './command.js';
import { storedTable } from './figure.js';
import { writing } from './writing.js';

export const reportCommand: CliCommand = {
  register(program: Command): void {
    program
      .command('report <folder>')
      .description('write report.html into the folder of a study or a run')
      .action((folder: string) => report(folder));
  },
};

async function report(folder: string): Promise<void> {
  const manifest = await storedJson<object & { format?: string }>(folder, 'manifest.json');
  const isStudy = manifest.format === 'bottlenet-sim/study-manifest@1';
  const content = isStudy ? await ofStudy(folder, manifest) : await ofRun(folder, manifest);
  const file = join(folder, 'report.html');
  const page = htmlReport(content);
  await writing(file, () => writeWhole(file, page));
  process.stdout.write(`${file}\n`);
}

async function ofStudy(folder: string, manifest: object): Promise<Report> {
  const differences = await readFile(join(folder, 'differences.csv'), 'utf8').catch(() => '');
  return studyReport({
    table: await storedTable(folder),
    differences: parseCsv(differences),
    manifest: manifest as { study: string },
  });
}

async function ofRun(folder: string, manifest: object): Promise<Report> {
  const { scenario, verdict, verdictReasons, metrics } = await storedJson<SimulationResult>(folder, 'summary.json');
  return {
    title: `Run of ${scenario}`,
    figures: [],
    tables: [
      {
        title: 'Metrics',
        note: `Verdict: ${[verdict, ...verdictReasons].join('; ')}`,
        header: ['metric', 'estimate', 'low', 'high', 'unit', 'level', 'n', 'note'],
        rows: metrics.map(({ name, estimate, low, high, unit, level, n, note = '' }) => [
          name,
          estimate,
          low,
          high,
          unit,
          level,
          n,
          note,
        ]),
      },
    ],
    manifest,
  };
}

async function storedJson<T>(folder: string, name: string): Promise<T> {
  const file = join(folder, name);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    throw new InputError([{ file, message: 'missing or not JSON; accepted: the folder of a finished study or run' }]);
  }
}

/** The log of a training, read back: one report per line; a resumed training repeats steps, and the last one counts. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors.js';
import type { TrainingStep } from '../report/model-figure.js';

export const trainingLogFile = 'log.jsonl';

/** In the order of the steps. @throws InputError where there is none */
export function readTrainingLog(folder: string): TrainingStep[] {
  const file = join(folder, trainingLogFile);
  const refuse = (message: string): never => {
    throw new InputError([{ file, message }]);
  };
  if (!existsSync(file)) refuse('no such file; accepted: the work folder of a training (runs/training/NAME)');
  const steps = new Map<string, TrainingStep>();
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const report = parsed(line);
    // a training that was killed may leave half a line at the end
    if (report === undefined && index === lines.length - 1) continue;
    if (report === undefined) return refuse(`line ${index + 1} is no report of a training`);
    steps.set(`${report.step} ${report.validation === undefined}`, report);
  }
  if (steps.size === 0) refuse('holds no report of a training');
  return [...steps.values()].sort((a, b) => a.step - b.step);
}

function parsed(line: string): TrainingStep | undefined {
  try {
    const report = JSON.parse(line) as Partial<TrainingStep> | null;
    return typeof report?.step === 'number' && typeof report.loss === 'number' ? (report as TrainingStep) : undefined;
  } catch {
    return undefined;
  }
}

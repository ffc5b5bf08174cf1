/** The log of a training: one report per line. A resumed training repeats steps, and the last one counts. */
import { existsSync, readFileSync } from 'node:fs';
import { type FileHandle, open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError, InputError } from '../base/errors.js';
import type { TrainingProgress } from '../neural/training/training-loop.js';
import type { TrainingStep } from '../report/model-figure.js';

const trainingLogFile = 'log.jsonl';

/**
 * Writes reports while the training goes on. The file is opened with the first one: what fails before it, an unknown backbone
 * say, leaves the log of an earlier training as it was.
 */
export class TrainingLog {
  readonly file: string;
  readonly #goesOn: boolean;
  readonly #broken = new AbortController();
  #handle: FileHandle | undefined;
  #written: Promise<void> = Promise.resolve();

  /** @param goesOn whether the log there is is kept, but for half a line that a killed training left at its end */
  constructor(folder: string, goesOn: boolean) {
    this.file = join(folder, trainingLogFile);
    this.#goesOn = goesOn;
  }

  /** Aborted when a report could not be written, so that the training stops where it can be resumed. */
  get signal(): AbortSignal {
    return this.#broken.signal;
  }

  add(report: TrainingProgress): void {
    const line = `${JSON.stringify(report)}\n`;
    // A rejection that nobody awaits would end the process, and all since the last checkpoint with it.
    this.#written = this.#written.then(() => this.#write(line)).catch((error) => this.#broken.abort(error));
  }

  /**
   * Waits for what is still being written, and closes.
   * @param outcome of the training, for the message
   * @throws EnvironmentError where a report could not be written
   */
  async end(outcome: string): Promise<void> {
    await this.#written;
    await this.#handle?.close();
    if (!this.signal.aborted) return;
    throw new EnvironmentError(`${this.file} cannot be written (${(this.signal.reason as Error).message}): ${outcome}`);
  }

  async #write(line: string): Promise<void> {
    if (this.signal.aborted) return;
    this.#handle ??= await this.#open();
    await this.#handle.appendFile(line);
  }

  async #open(): Promise<FileHandle> {
    if (this.#goesOn && existsSync(this.file)) {
      const bytes = await readFile(this.file);
      const whole = bytes.lastIndexOf('\n') + 1;
      if (whole < bytes.length) await truncate(this.file, whole);
    }
    return await open(this.file, this.#goesOn ? 'a' : 'w');
  }
}

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

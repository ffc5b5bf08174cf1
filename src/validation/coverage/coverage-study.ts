/**
 * How often do the intervals of a result hold the truth?
 *
 * The runs of `coverageRuns` are repeated with fresh draws, here or on worker threads; where a repeat is computed never shows. The
 * recursion stands for the simulator, which would take many times as long; the first repeat of each run goes through both.
 */
import { Interrupted } from '../../base/errors.js';
import { openThreads } from '../threads.js';
import { addCounts, type CoverageCount, type CoverageTask, countCoverage } from './coverage-count.js';
import { type CoverageRow, coverageRowsOf } from './coverage-row.js';
import { type CoverageRun, coverageRuns } from './coverage-run.js';
import { compareWithSimulator, type SimulatorComparison } from './simulator-comparison.js';

export interface CoverageOptions {
  /** All of them when left out. */
  readonly runs?: readonly CoverageRun[];
  /** Of every run. */
  readonly repeats: number;
  /** Threads; 1 computes in this one. */
  readonly workers: number;
  readonly signal?: AbortSignal;
  /** Called with the rows of each run as it ends. */
  readonly onRows?: (rows: readonly CoverageRow[]) => void;
}

export interface CoverageResult {
  readonly rows: readonly CoverageRow[];
  readonly comparisons: readonly SimulatorComparison[];
}

/** Repeats of the full study, and of a look at it. */
export const coverageRepeats = { full: 2000, quick: 200 } as const;

const repeatsPerTask = 10;

export async function measureCoverage({
  runs = coverageRuns,
  repeats,
  workers,
  signal,
  onRows,
}: CoverageOptions): Promise<CoverageResult> {
  const entry = new URL('./coverage-worker.js', import.meta.url);
  const threads =
    workers > 1
      ? openThreads<CoverageTask, CoverageCount[]>({ entry, name: 'countCoverage', workers, signal })
      : undefined;
  const rows: CoverageRow[] = [];
  const comparisons: SimulatorComparison[] = [];
  try {
    for (const run of runs) {
      const tasks = tasksOf(run.index, repeats);
      const counts =
        threads === undefined
          ? await countInTurn(tasks, signal)
          : await Promise.all(tasks.map((task) => threads.run(task)));
      const found = coverageRowsOf(run, repeats, counts.reduce(addCounts));
      rows.push(...found);
      comparisons.push(await compareWithSimulator(run, 0, signal));
      onRows?.(found);
    }
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  } finally {
    await threads?.close();
  }
  return { rows, comparisons };
}

/** Whether every interval of the long runs covers as stated, every naive one is found out, and the recursion is the simulator. */
export function coverageHolds({ rows, comparisons }: CoverageResult): boolean {
  return rows.every((row) => !row.long || (row.pass && row.naive.rejected)) && comparisons.every(({ equal }) => equal);
}

function tasksOf(run: number, repeats: number): CoverageTask[] {
  return Array.from({ length: Math.ceil(repeats / repeatsPerTask) }, (_, task) => {
    const first = task * repeatsPerTask;
    return { run, first, repeats: Math.min(repeatsPerTask, repeats - first) };
  });
}

/** In this thread, with a turn for signals in between. */
async function countInTurn(
  tasks: readonly CoverageTask[],
  signal: AbortSignal | undefined,
): Promise<CoverageCount[][]> {
  const counts: CoverageCount[][] = [];
  for (const task of tasks) {
    await new Promise((resume) => setImmediate(resume));
    throwIfAborted(signal);
    counts.push(countCoverage(task));
  }
  return counts;
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Interrupted('interrupted while coverage was measured');
}

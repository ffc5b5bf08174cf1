/** What a training shows while it runs: one changing line on a terminal, a line now and then elsewhere. */
import type { WallClock } from '../base/clock.js';
import type { TrainingProgress } from '../neural/training/training-loop.js';

const pauseMilliseconds = 30_000;

export interface ProgressLines {
  report(progress: TrainingProgress): void;
  /** Ends a line that is still changing. */
  end(): void;
}

/** @param live whether a line can be written over */
export function progressLines(clock: WallClock, live: boolean, print: (text: string) => void): ProgressLines {
  let last = Number.NEGATIVE_INFINITY;
  let open = false;
  let done = false;
  const end = (): void => {
    if (open) print('\n');
    open = false;
  };
  const report = ({ step, steps, loss, secondsLeft }: TrainingProgress): void => {
    const line = `step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${(secondsLeft / 60).toFixed(1)} min left`;
    if (live) {
      print(`\r${line}   `);
      open = true;
    } else if (clock.now() - last >= pauseMilliseconds) {
      last = clock.now();
      print(`${line}\n`);
    }
    // The last step is reported again with what an epoch's end measures; another phase or variant may follow it.
    if (step === steps && !done) {
      end();
      print('steps done; what is measured after them takes a while\n');
    }
    done = step === steps;
  };
  return { report, end };
}

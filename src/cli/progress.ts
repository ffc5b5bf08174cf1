/** Progress of replications on stderr: a bar on a terminal, a line every half minute elsewhere. */
import { SingleBar } from 'cli-progress';
import { type WallClock, wallClock } from '../base/clock.js';

export interface ProgressBar {
  /** Replications done, with fractions of those under way. */
  update(done: number): void;
  stop(): void;
}

export function openProgress(replications: number): ProgressBar {
  if (!process.stderr.isTTY) {
    const say = spacedLines(wallClock, (text) => process.stderr.write(text));
    const update = (done: number): void => say(`running: ${Number(done.toFixed(1))} of ${replications} replications`);
    return { update, stop() {} };
  }
  const bar = new SingleBar({
    stream: process.stderr,
    format: 'running [{bar}] {percentage} % of {total} replications, {eta_formatted} left',
    clearOnComplete: true,
    hideCursor: true,
    fps: 5,
  });
  bar.start(replications, 0);
  return { update: (done) => bar.update(Math.round(100 * done) / 100), stop: () => bar.stop() };
}

const pauseMilliseconds = 30_000;

/** For files and pipes: prints a line at most every half minute, and none of what takes less. */
export function spacedLines(clock: WallClock, print: (text: string) => void): (line: string) => void {
  let last = clock.now();
  return (line) => {
    if (clock.now() - last < pauseMilliseconds) return;
    last = clock.now();
    print(`${line}\n`);
  };
}

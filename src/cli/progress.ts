/** Progress of replications on stderr: a bar on a terminal, nothing elsewhere. */
import { SingleBar } from 'cli-progress';

export interface ProgressBar {
  /** Replications done, with fractions of those under way. */
  update(done: number): void;
  stop(): void;
}

const silent: ProgressBar = { update() {}, stop() {} };

export function openProgress(replications: number): ProgressBar {
  if (!process.stderr.isTTY) return silent;
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

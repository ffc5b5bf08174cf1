/** Progress into a file or a pipe: nothing of a short run, a line now and then of a long one. */
import { expect, it } from 'vitest';
import { spacedLines } from '../../src/cli/progress.js';

it('prints at most a line every half minute, from the first half minute on', () => {
  let now = 5_000;
  let text = '';
  const say = spacedLines({ now: () => now }, (more) => {
    text += more;
  });
  for (let second = 0; second <= 70; second++) {
    say(`second ${second}`);
    now += 1000;
  }
  expect(text).toBe('second 30\nsecond 60\n');
});

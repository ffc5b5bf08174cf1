import { expect, test } from 'vitest';
import { progressLines } from '../../src/cli/training-progress.js';

function shown(live: boolean, reports: readonly (readonly [second: number, step: number])[]): string {
  let now = 0;
  let text = '';
  const lines = progressLines({ now: () => now }, live, (more) => {
    text += more;
  });
  for (const [second, step] of reports) {
    now = 1000 * second;
    lines.report({ step, steps: 50, loss: 2, rate: 0.1, secondsLeft: 90 });
  }
  lines.end();
  return text;
}

const line = (step: number) => `step ${step} of 50, loss 2.000, 1.5 min left`;
const last = 'steps done; what is measured after them takes a while\n';

test('a terminal has one line, written over', () => {
  expect(
    shown(true, [
      [0, 1],
      [1, 11],
    ]),
  ).toBe(`\r${line(1)}   \r${line(11)}   \n`);
});

test('elsewhere a line comes every half minute, the first at once', () => {
  expect(
    shown(false, [
      [5, 1],
      [20, 11],
      [34, 21],
      [35, 31],
      [60, 41],
    ]),
  ).toBe(`${line(1)}\n${line(31)}\n`);
});

test('after the last step it says that something remains', () => {
  expect(
    shown(false, [
      [0, 1],
      [1, 50],
    ]),
  ).toBe(`${line(1)}\n${last}`);
  expect(shown(true, [[0, 50]])).toBe(`\r${line(50)}   \n${last}`);
});

test('it says so once for each phase, also where the last step is reported twice', () => {
  const twice = [
    [0, 1],
    [1, 50],
    [1, 50],
  ] as const;
  expect(shown(false, twice)).toBe(`${line(1)}\n${last}`);
  expect(shown(false, [...twice, [40, 1], [41, 50]])).toBe(`${line(1)}\n${last}${line(1)}\n${last}`);
});

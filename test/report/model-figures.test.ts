/** Figures of trained models: what is drawn is what is stored, and stays inside its frame. */
import { describe, expect, it } from 'vitest';
import { logAxis } from '../../src/report/axis-scale.js';
import { accuracyBits } from '../../src/report/figures/accuracy-bits.js';
import { deviceWork } from '../../src/report/figures/device-work.js';
import { comparisonFigures, figures, modelFigures, trainingFigures } from '../../src/report/figures/index.js';
import { training } from '../../src/report/figures/training.js';
import type { BackboneComparison, TrainingStep } from '../../src/report/model-figure.js';
import { renderSvg } from '../../src/report/render.js';
import { themes } from '../../src/report/theme.js';

const point = (method: string, bits: number, percent: number, split: string | null = null) => ({
  ...{ method, setting: `${bits}`, split, bits },
  ...{ percent, low: percent - 1, high: percent + 1 },
});

const comparison: BackboneComparison = {
  backbone: 'made-up',
  basePercent: 90,
  wholeWork: 120,
  points: [
    point('jpeg', 600, 50),
    point('jpeg', 900, 70),
    point('jpeg', 1000, 69),
    point('local', 4, 90),
    point('late-erasure', 288, 89, 'late'),
  ],
  work: [
    {
      title: 'bound',
      steps: [
        { bits: 4, codec: null, rival: 120, rivalName: 'local' },
        { bits: 300, codec: 60, rival: 120, rivalName: 'local' },
        { bits: 4600, codec: 60, rival: 1, rivalName: 'jpeg' },
      ],
    },
  ],
};

/** Points of the lines of a specification, by series. */
function linesOf(spec: unknown): { x: number; y: number }[][] {
  const found: { x: number; y: number }[][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { mark, data } = node as { mark?: { type?: string }; data?: { values: { x: number; y: number }[] } };
    if (mark?.type === 'line') found.push(data!.values);
    for (const child of Object.values(node)) visit(child);
  };
  visit(spec);
  return found;
}

describe('accuracy against bits', () => {
  const { spec, data } = accuracyBits.draw(comparison, themes.paper);

  it('has a panel per place, and leaves out what a method itself does better', async () => {
    expect(linesOf(spec).map((line) => line.map(({ x }) => x))).toEqual([[600, 900], [4], [288]]);
    const svg = await renderSvg(spec, 'accuracy-bits');
    for (const text of ['Image or answer sent', 'Feature or code at late sent', 'late-erasure', 'unsplit']) {
      expect(svg).toContain(`>${text}</text>`);
    }
  });

  it('keeps every setting in its data', () => {
    expect(data.rows).toHaveLength(comparison.points.length);
    expect(data.rows[2]).toEqual(['jpeg', '1000', '', 1000, 69, 68, 70]);
  });
});

describe('work on the device', () => {
  it('is stairs: level until the next step, down at it', () => {
    const { spec, data } = deviceWork.draw(comparison, themes.paper);
    const [codec, rival] = linesOf(spec);
    expect(codec!.map(({ x, y }) => [x, y])).toEqual([
      [300, 60],
      [4600, 60],
      [4600, 60],
      [10_000, 60],
    ]);
    expect(rival!.map(({ y }) => y)).toEqual([120, 120, 120, 120, 1, 1]);
    expect(data.rows[0]).toEqual(['bound', 4, null, 120, 'local']);
  });
});

describe('a training', () => {
  const log = Array.from({ length: 1000 }, (_, i): TrainingStep => ({ step: 10 * i + 1, loss: 5 - i / 500 }));

  it('has its loss as means over hundredths, and every report in its data', () => {
    const { spec, data } = training.draw(log, themes.paper);
    const [loss, ...others] = linesOf(spec);
    expect(others).toEqual([]);
    expect(loss).toHaveLength(100);
    expect(loss![0]).toMatchObject({ x: 46, y: 5 - 4.5 / 500 });
    expect(data.rows).toHaveLength(1000);
  });

  it('has the accuracy on validation images where it was measured', () => {
    const measured = log.map((report) => (report.step % 100 === 1 ? { ...report, validation: 40 } : report));
    const [, validation] = linesOf(training.draw(measured, themes.paper).spec);
    expect(validation).toHaveLength(100);
    expect(validation![1]).toMatchObject({ x: 101, y: 40 });
  });
});

it('a wide logarithmic axis has powers of ten only', () => {
  expect(logAxis('', 4, 24_576).ticks).toEqual([1, 10, 100, 1000, 10_000, 100_000]);
  expect(logAxis('', 4, 4000).ticks).toHaveLength(11);
});

it('every figure has a name of its own', () => {
  const names = [...figures, ...modelFigures, ...comparisonFigures, ...trainingFigures].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

/** Figures of trained models: what is drawn is what is stored, and stays inside its frame. */
import { describe, expect, it } from 'vitest';
import { logAxis } from '../../src/report/axis-scale.js';
import { accuracyBits } from '../../src/report/figures/accuracy-bits.js';
import { accuracyErasure } from '../../src/report/figures/accuracy-curve.js';
import { deviceWork } from '../../src/report/figures/device-work.js';
import { comparisonFigures, figures, modelFigures, trainingFigures } from '../../src/report/figures/index.js';
import { training } from '../../src/report/figures/training.js';
import type { BackboneComparison, EvaluatedModel, TrainingStep } from '../../src/report/model-figure.js';
import { renderSvg } from '../../src/report/render.js';
import { themes } from '../../src/report/theme.js';

const point = (method: string, bits: number, percent: number, split: string | null = null) => ({
  ...{ method, setting: `${bits}`, split, trainings: 1, bits },
  ...{ percent, low: percent - 1, high: percent + 1 },
});

const comparison: BackboneComparison = {
  backbone: 'made-up',
  basePercent: 90,
  wholeWork: 120,
  methods: ['jpeg', 'absent', 'local', 'late-erasure'],
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

/** What the marks of one type of a specification are drawn at, by layer; marks of a legend left out. */
function marksOf(spec: unknown, type: string): { x: number; y: number; y2?: number }[][] {
  const found: { x: number; y: number }[][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { mark, data } = node as { mark?: { type?: string }; data?: { values: { x: number; y: number }[] } };
    if (mark?.type === type && data!.values.some(({ x }) => x !== undefined)) found.push(data!.values);
    for (const child of Object.values(node)) visit(child);
  };
  visit(spec);
  return found;
}

const linesOf = (spec: unknown) => marksOf(spec, 'line');

describe('accuracy against bits', () => {
  const { spec, data } = accuracyBits.draw(comparison, themes.paper);

  it('has a panel per place, and leaves out what a method itself does better', async () => {
    expect(marksOf(spec, 'point').map((line) => line.map(({ x }) => x))).toEqual([[600, 900], [4], [288]]);
    expect(linesOf(spec).map((line) => line.map(({ x }) => x))).toEqual([[600, 900]]);
    const svg = await renderSvg(spec, 'accuracy-bits');
    for (const text of ['Image or answer sent', 'Feature or code at late sent', 'late-erasure', 'unsplit network']) {
      expect(svg).toContain(`>${text}</text>`);
    }
  });

  it('shows the interval of every point, also of one that stands alone', () => {
    const bars = marksOf(spec, 'rule').map((own) => own.map(({ x, y, y2 }) => [x, y, y2]));
    expect(bars).toEqual([
      [
        [600, 49, 51],
        [900, 69, 71],
      ],
      [[4, 89, 91]],
      [[288, 88, 90]],
    ]);
  });

  it('has the same axes in all panels, around the data and not up to 100, and no point on the frame', () => {
    const domains = [...JSON.stringify(spec).matchAll(/"domain":(\[[^\]]*\])/g)].map(([, domain]) => domain!);
    expect(domains.length).toBeGreaterThan(4);
    expect(new Set(domains)).toEqual(new Set(['[2,1000]', '[40,100]']));
  });

  it('gives a method the look of its place among all methods', () => {
    const text = JSON.stringify(spec);
    const { colour, marker } = themes.paper.series[3]!;
    expect(text).toContain(`"shape":"${marker}","size":18,"stroke":"${colour}"`);
    expect(text).not.toContain(`"stroke":"${themes.paper.series[1]!.colour}"`);
  });

  it('keeps every setting in its data', () => {
    expect(data.rows).toHaveLength(comparison.points.length);
    expect(data.rows[2]).toEqual(['jpeg', '1000', '', 1, 1000, 69, 68, 70]);
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

describe('accuracy against the channel', () => {
  const columns = ['erasure_p', 'accuracy_percent', 'low_percent', 'high_percent'];
  const evaluated = (model: string, split: string, lower: number): EvaluatedModel => ({
    ...{
      model,
      recipe: model.replace(/-seed2$/, ''),
      label: '64x',
      backbone: 'made-up',
      split,
      channel: 'bit-erasure',
    },
    tables: {
      channel: {
        columns,
        rows: [0, 0.001, 0.4].map((p) => [p, 80 - lower, 79 - lower, 81 - lower]),
        basePercent: 90,
        images: 10_000,
      },
    },
  });
  const models = [evaluated('late', 'late', 0), evaluated('late-seed2', 'late', 4), evaluated('early', 'early', 50)];
  const { spec, data } = accuracyErasure.draw(models, themes.paper);

  it('draws trainings of one recipe as their mean, and zero alone at the left edge', () => {
    const marks = marksOf(spec, 'point').map((own) => own.map(({ x, y }) => [x, y]));
    const at = (percent: number) => [
      [0.0004, percent],
      [0.001, percent],
      [0.4, percent],
    ];
    expect(marks).toEqual([at(30), at(78)]);
    expect(linesOf(spec).map((own) => own.map(({ x }) => x))).toEqual([
      [0.001, 0.4],
      [0.001, 0.4],
    ]);
    expect(marksOf(spec, 'rule').map((own) => own.map(({ x }) => x))).toEqual([[0.0004], [0.0004]]);
    expect(data.rows).toHaveLength(9);
  });

  it('has one legend and one range for all panels, and a label at the largest probability', async () => {
    const svg = await renderSvg(spec, 'accuracy-erasure');
    expect(svg.match(/>64x<\/text>/g)).toHaveLength(1);
    expect(svg.match(/>0\.4<\/text>/g)).toHaveLength(2);
    expect(svg.match(/>0<\/text>/g)).toHaveLength(2);
  });

  it('names codecs of one label after themselves', () => {
    const alike = [evaluated('one', 'late', 0), evaluated('other', 'late', 4)];
    const text = JSON.stringify(accuracyErasure.draw(alike, themes.paper).spec);
    for (const name of ['one', 'other']) expect(text).toContain(`"text":"${name}"`);
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

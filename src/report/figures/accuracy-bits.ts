/**
 * Accuracy against bits per request, everybody's: what sends the image or the answer in one panel, what sends a feature or a code in one
 * per split. A method is drawn at those of its settings that no other of its own beats in both. Panels have the same axes, and a method
 * has one look in all of them, and in the figures of all backbones.
 */
import { linearAxis, logAxis } from '../axis-scale.js';
import type { BackboneComparison, ComparisonFigure, SentPoint } from '../model-figure.js';
import { gridSpec, panelSize } from '../panel-grid.js';
import type { Panel, Series } from '../series-panel.js';
import type { Theme } from '../theme.js';

export const accuracyBits: ComparisonFigure = {
  name: 'accuracy-bits',
  title: 'Accuracy against bits per request',
  draw(comparison, theme) {
    const { points, methods } = comparison;
    const places = [...new Set(points.map(({ split }) => split))];
    const panels = panelsOf(comparison, places, theme);
    const drawn = panels.flatMap(({ series }) => series);
    const legend = methods.flatMap((method) => drawn.find(({ name }) => name === method) ?? []);
    return {
      spec: gridSpec([{ legend: [...legend, ...panels[0]!.levels!], panels }], 2, theme),
      data: {
        header: ['method', 'setting', 'split', 'trainings', 'bits', 'accuracy_percent', 'low_percent', 'high_percent'],
        rows: points.map(({ method, setting, split, trainings, bits, percent, low, high }) => [
          ...[method, setting, split ?? '', trainings, bits],
          ...[percent, low, high],
        ]),
      },
      caption:
        'Accuracy against bits per request, means over the images, before header and checksum; of each method those settings that none of its others beats. Bars: 95 % confidence intervals over the images; trainings of one recipe are drawn as their mean. Line across: the unsplit network.',
    };
  },
};

function panelsOf(comparison: BackboneComparison, places: readonly (string | null)[], theme: Theme): Panel[] {
  const { basePercent } = comparison;
  const series = places.map((split) => seriesAt(comparison, split, theme));
  const drawn = series.flat().flatMap((one) => one.points);
  const bits = drawn.map(({ x }) => x);
  const heights = drawn.flatMap(({ low, high }) => [low!, high!]);
  const em = theme.fontSize;
  const common = {
    width: panelSize.width * em,
    height: panelSize.height * em,
    x: logAxis('Bits per request', Math.min(...bits) / MARGIN, Math.max(...bits) * MARGIN),
    y: linearAxis('Accuracy (%)', Math.min(...heights, basePercent), Math.max(...heights, basePercent)),
    levels: [{ name: 'unsplit network', y: basePercent, style: { colour: theme.ink, dash: [1.5, 2] } }],
    intervals: 'bars',
  } as const;
  const titleOf = (split: string | null) =>
    split === null ? 'Image or answer sent' : `Feature or code at ${split} sent`;
  return places.map((split, index) => ({ ...common, title: titleOf(split), series: series[index]! }));
}

/** Between the outermost points and the frame. */
const MARGIN = 1.1;

function seriesAt({ points, methods }: BackboneComparison, split: string | null, theme: Theme): Series[] {
  const own = points.filter((point) => point.split === split);
  return methods.flatMap((method, index): Series[] => {
    const best = unbeaten(own.filter((point) => point.method === method));
    if (best.length === 0) return [];
    return [
      {
        name: method,
        style: theme.series[index % theme.series.length]!,
        points: best.map(({ bits, percent, low, high }) => ({ x: bits, y: percent, low, high, trusted: true })),
      },
    ];
  });
}

/** More bits only for more accuracy. */
function unbeaten(points: readonly SentPoint[]): SentPoint[] {
  const sorted = [...points].sort((a, b) => a.bits - b.bits || b.percent - a.percent);
  let highest = Number.NEGATIVE_INFINITY;
  return sorted.filter(({ percent }) => {
    if (percent <= highest) return false;
    highest = percent;
    return true;
  });
}

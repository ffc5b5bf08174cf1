/**
 * Accuracy against bits per request, everybody's: what sends the image or the answer in one panel, what sends a feature or a code in one
 * per split. A method is drawn at those of its settings that no other of its own beats in both.
 */
import { linearAxis, logAxis } from '../axis-scale.js';
import type { BackboneComparison, ComparisonFigure, SentPoint } from '../model-figure.js';
import { gridSpec, type PanelGroup, panelSize } from '../panel-grid.js';
import type { Series } from '../series-panel.js';
import type { Theme } from '../theme.js';

export const accuracyBits: ComparisonFigure = {
  name: 'accuracy-bits',
  title: 'Accuracy against bits per request',
  draw(comparison, theme) {
    const { points } = comparison;
    const places = [...new Set(points.map(({ split }) => split))];
    return {
      spec: gridSpec(
        places.map((split) => groupOf(comparison, split, theme)),
        1,
        theme,
      ),
      data: {
        header: ['method', 'setting', 'split', 'bits', 'accuracy_percent', 'low_percent', 'high_percent'],
        rows: points.map(({ method, setting, split, bits, percent, low, high }) => [
          ...[method, setting, split ?? '', bits],
          ...[percent, low, high],
        ]),
      },
      caption:
        'Accuracy against bits per request, means over the images, before header and checksum; of each method those settings that none of its others beats. Bands: 95 % confidence intervals over the images. Line across: the unsplit network.',
    };
  },
};

function groupOf({ points, basePercent }: BackboneComparison, split: string | null, theme: Theme): PanelGroup {
  const own = points.filter((point) => point.split === split);
  const methods = [...new Set(own.map(({ method }) => method))];
  const series = methods.map((method, index): Series => {
    const best = unbeaten(own.filter((point) => point.method === method));
    return {
      name: method,
      style: theme.series[index % theme.series.length]!,
      points: best.map(({ bits, percent, low, high }) => ({ x: bits, y: percent, low, high, trusted: true })),
    };
  });
  const drawn = series.flatMap((one) => one.points);
  const em = theme.fontSize;
  const levels = [{ name: 'unsplit', y: basePercent, style: { colour: theme.ink, dash: [1.5, 2] } }];
  const panel = {
    width: panelSize.width * em,
    height: panelSize.height * em,
    title: split === null ? 'Image or answer sent' : `Feature or code at ${split} sent`,
    x: logAxis('Bits per request', Math.min(...drawn.map(({ x }) => x)), Math.max(...drawn.map(({ x }) => x))),
    y: linearAxis('Accuracy (%)', Math.min(...drawn.map(({ low }) => low!)), 100),
    series,
    levels,
  };
  return { legend: [...series, ...levels], panels: [panel] };
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

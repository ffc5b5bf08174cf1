/** Least computation on the device against the bits of a request, of BottleNet++ and of its best rival: stairs, one panel per way to hold the loss. */
import { linearAxis, logAxis } from '../axis-scale.js';
import type { BackboneComparison, ComparisonFigure, WorkStep } from '../model-figure.js';
import { gridSpec, panelSize } from '../panel-grid.js';
import type { Panel, Series, SeriesPoint } from '../series-panel.js';
import type { Theme } from '../theme.js';

const names = { codec: 'BottleNet++', rival: 'best rival' } as const;

export const deviceWork: ComparisonFigure = {
  name: 'device-work',
  title: 'Computation on the device against bits per request',
  draw(comparison, theme) {
    const { work, wholeWork } = comparison;
    const panels = work.map((one) => panelOf(comparison, one, theme));
    const lines = panels[0]!.series.map(({ name, style: { colour, dash } }) => ({ name, style: { colour, dash } }));
    const levels = [{ name: 'whole network', y: wholeWork, style: { colour: theme.ink, dash: [1.5, 2] } }];
    return {
      spec: gridSpec([{ legend: [...lines, ...levels], panels }], 2, theme),
      data: {
        header: ['loss', 'bits_from', 'codec_mmac', 'rival_mmac', 'rival'],
        rows: work.flatMap(({ title, steps }) =>
          steps.map(({ bits, codec, rival, rivalName }) => [title, bits, codec, rival, rivalName]),
        ),
      },
      caption:
        'Least multiply-accumulates on the device, encoder included, with which a method answers within that many bits and the stated loss of accuracy.',
    };
  },
};

function panelOf(
  { work, wholeWork }: BackboneComparison,
  { title, steps }: BackboneComparison['work'][number],
  theme: Theme,
): Panel {
  const em = theme.fontSize;
  const all = work.flatMap((one) => one.steps.map(({ bits }) => bits));
  const x = logAxis('Bits per request', Math.min(...all), 1.2 * Math.max(...all));
  const series = (['codec', 'rival'] as const).map(
    (who, index): Series => ({
      name: names[who],
      style: theme.series[[0, 2][index]!]!,
      points: stairs(steps, who, x.domain[1]),
    }),
  );
  const levels = [{ name: 'whole network', y: wholeWork, style: { colour: theme.ink, dash: [1.5, 2] } }];
  const size = { width: panelSize.width * em, height: panelSize.height * em };
  return {
    ...size,
    title,
    x,
    y: linearAxis('Device computation (MMAC)', 0, wholeWork),
    series,
    levels,
    markers: false,
  };
}

/** Level from each step to the next, the last one to the end of the axis. */
function stairs(steps: readonly WorkStep[], who: 'codec' | 'rival', end: number): SeriesPoint[] {
  return steps.flatMap((step, place) => {
    const y = step[who];
    if (y === null) return [];
    const corner = { y, low: null, high: null, trusted: true };
    return [
      { ...corner, x: step.bits },
      { ...corner, x: steps[place + 1]?.bits ?? end },
    ];
  });
}

/** Loss and, where it was measured, validation accuracy of one training against its steps; the loss as means over hundredths of the training. */
import { linearAxis } from '../axis-scale.js';
import type { TrainingFigure, TrainingStep } from '../model-figure.js';
import { gridSpec, panelSize } from '../panel-grid.js';
import type { Panel, SeriesPoint } from '../series-panel.js';
import type { Theme } from '../theme.js';

const BINS = 100;

export const training: TrainingFigure = {
  name: 'training',
  title: 'Loss and validation accuracy of a training',
  draw(log, theme) {
    const measured = log.filter(({ validation }) => validation !== undefined);
    const panels = [
      panelOf('Training loss', meansOf(log), log, theme, false),
      ...(measured.length === 0
        ? []
        : [
            panelOf(
              'Validation accuracy (%)',
              measured.map(({ step, validation }) => point(step, validation!)),
              log,
              theme,
              true,
            ),
          ]),
    ];
    return {
      spec: gridSpec([{ legend: [], panels }], 2, theme),
      data: {
        header: ['step', 'loss', 'validation_percent'],
        rows: log.map(({ step, loss, validation }) => [step, loss, validation ?? null]),
      },
      caption:
        'Loss of a training against its steps, means over hundredths of it; accuracy on the validation images, where it was measured on the way.',
    };
  },
};

function panelOf(
  title: string,
  points: readonly SeriesPoint[],
  log: readonly TrainingStep[],
  theme: Theme,
  markers: boolean,
): Panel {
  const em = theme.fontSize;
  const heights = points.map(({ y }) => y!);
  const size = { width: panelSize.width * em, height: panelSize.height * em, title: '' };
  const last = log.at(-1)!.step;
  const round = linearAxis('Step', 0, last);
  const x = { ...round, domain: [0, last] as const, ticks: round.ticks.filter((tick) => tick <= last) };
  const y = linearAxis(title, Math.min(...heights), Math.max(...heights));
  return { ...size, x, y, series: [{ name: title, style: theme.series[0]!, points }], markers };
}

function meansOf(log: readonly TrainingStep[]): SeriesPoint[] {
  const size = Math.ceil(log.length / BINS);
  return Array.from({ length: Math.ceil(log.length / size) }, (_, bin) => {
    const part = log.slice(bin * size, (bin + 1) * size);
    const mean = (value: (step: TrainingStep) => number) =>
      part.reduce((sum, step) => sum + value(step), 0) / part.length;
    return point(
      mean(({ step }) => step),
      mean(({ loss }) => loss),
    );
  });
}

const point = (x: number, y: number): SeriesPoint => ({ x, y, low: null, high: null, trusted: true });

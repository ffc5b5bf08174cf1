/**
 * Accuracy of codecs against their channel, told what they meet: one panel per split, one curve per model, and the unsplit network as a
 * line across.
 *
 * Bands are 95 % Wilson intervals over the images; neighbouring points share their images, so a curve is steadier than its bands.
 */
import { linearAxis, studiedAxis } from '../axis-scale.js';
import type { FigureData } from '../figure.js';
import { columnOf, type EvaluatedModel, type ModelFigure, type ModelTable } from '../model-figure.js';
import { gridSpec, type PanelGroup, panelSize } from '../panel-grid.js';
import type { Level, Series } from '../series-panel.js';
import type { Theme } from '../theme.js';

interface Curve {
  readonly name: string;
  readonly title: string;
  readonly channel: string;
  /** Column of the condition. */
  readonly column: string;
  readonly axis: string;
  readonly note: string;
}

const TABLE = 'channel';

const figureOf = (curve: Curve): ModelFigure => ({
  name: curve.name,
  title: curve.title,
  needs: { table: TABLE, channels: [curve.channel] },
  draw(models, theme) {
    const places = [...new Set(models.map(placeOf))];
    const groups = places.map((place) =>
      groupOf(
        models.filter((model) => placeOf(model) === place),
        place,
        curve,
        theme,
      ),
    );
    return {
      spec: gridSpec(groups, 1, theme),
      data: dataOf(models),
      caption: `${curve.note} Bands: 95 % confidence intervals over the images. Lines across: the unsplit network on the same images.`,
    };
  },
});

const placeOf = ({ backbone, split }: EvaluatedModel): string => `${backbone}, split ${split}`;

function groupOf(models: readonly EvaluatedModel[], title: string, curve: Curve, theme: Theme): PanelGroup {
  const series = models.map((model, index) => seriesOf(model, index, curve, theme));
  const levels = basesOf(models, theme);
  const points = series.flatMap((one) => one.points);
  const heights = [...points.flatMap(({ y, low, high }) => [y!, low!, high!]), ...levels.map(({ y }) => y)];
  const em = theme.fontSize;
  const panel = {
    width: panelSize.width * em,
    height: panelSize.height * em,
    title,
    x: studiedAxis(
      curve.axis,
      points.map(({ x }) => x),
    ),
    y: linearAxis('Accuracy (%)', Math.min(...heights), Math.max(...heights)),
    series,
    levels,
  };
  return { legend: [...series, ...levels], panels: [panel] };
}

export const accuracyPsnr: ModelFigure = figureOf({
  name: 'accuracy-psnr',
  title: 'Accuracy against PSNR',
  channel: 'awgn',
  column: 'psnr_db',
  axis: 'PSNR (dB)',
  note: 'Accuracy against the PSNR of the code values, encoders told the PSNR.',
});

export const accuracyErasure: ModelFigure = figureOf({
  name: 'accuracy-erasure',
  title: 'Accuracy against the erasure probability',
  channel: 'bit-erasure',
  column: 'erasure_p',
  axis: 'Erasure probability of a bit',
  note: 'Accuracy against the probability that a bit is erased, encoders told it. The point without erasures has no place on the axis; it is in the data.',
});

function seriesOf(model: EvaluatedModel, index: number, { column }: Curve, theme: Theme): Series {
  const table = model.tables[TABLE]!;
  const pick = (name: string) => columnOf(table, name);
  const [x, y, low, high] = [column, 'accuracy_percent', 'low_percent', 'high_percent'].map(pick);
  const points = x!.map((value, row) => ({
    x: value!,
    y: y![row]!,
    low: low![row]!,
    high: high![row]!,
    trusted: true,
  }));
  const placed = column === 'erasure_p' ? points.filter((point) => point.x > 0) : points;
  return { name: model.model, style: theme.series[index % theme.series.length]!, points: placed };
}

/** One line per backbone and accuracy. */
function basesOf(models: readonly EvaluatedModel[], theme: Theme): Level[] {
  const style = { colour: theme.ink, dash: [1.5, 2] };
  const bases = new Map<string, Level>();
  for (const { backbone, tables } of models) {
    const { basePercent } = tables[TABLE]!;
    bases.set(`${backbone} ${basePercent}`, { name: `${backbone}, unsplit`, y: basePercent, style });
  }
  return [...bases.values()];
}

function dataOf(models: readonly EvaluatedModel[]): FigureData {
  const rowsOf = ({ model, tables }: EvaluatedModel) => {
    const { rows, basePercent, images }: ModelTable = tables[TABLE]!;
    return rows.map((row) => [model, ...row, basePercent, images]);
  };
  const { columns } = models[0]!.tables[TABLE]!;
  return { header: ['model', ...columns, 'base_percent', 'images'], rows: models.flatMap(rowsOf) };
}

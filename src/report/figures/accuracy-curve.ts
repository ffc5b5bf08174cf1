/**
 * Accuracy of codecs against their channel, told what they meet: one panel per split, one curve per recipe, and the unsplit network as a
 * line across. Panels have the same axes, and codecs of one label the same look in all of them.
 *
 * Bands are 95 % Wilson intervals over the images; neighbouring points share their images, so a curve is steadier than its bands. Trainings
 * of one recipe are one curve, the mean of their accuracies and of the ends of their intervals; the data have each of them.
 */
import { linearAxis, studiedAxis, studiedAxisWithZero } from '../axis-scale.js';
import type { FigureData } from '../figure.js';
import { columnOf, type EvaluatedModel, type ModelFigure, type ModelTable } from '../model-figure.js';
import { gridSpec, panelSize } from '../panel-grid.js';
import type { Level, Panel, PanelAxis, Series, SeriesPoint } from '../series-panel.js';
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
const ERASURE = 'erasure_p';

const figureOf = (curve: Curve): ModelFigure => ({
  name: curve.name,
  title: curve.title,
  needs: { table: TABLE, channels: [curve.channel] },
  draw(models, theme) {
    const places = [...new Set(models.map(placeOf))].sort(naturally);
    const series = places.map((place) =>
      seriesAt(
        models.filter((model) => placeOf(model) === place),
        curve,
      ),
    );
    const levels = basesOf(models, theme);
    const labels = [...new Set(series.flat().map(({ name }) => name))].sort(naturally);
    const x = axisOf(models, curve);
    const styled = series.map((own) =>
      own.map(({ name, points }): Series => {
        const placed = points.map((point) => (point.x === 0 && x.zero ? { ...point, x: x.zero, alone: true } : point));
        return { name, style: theme.series[labels.indexOf(name) % theme.series.length]!, points: placed };
      }),
    );
    const points = series.flat().flatMap((one) => one.points);
    const heights = [...points.flatMap(({ y, low, high }) => [y!, low!, high!]), ...levels.map(({ y }) => y)];
    const em = theme.fontSize;
    const common = {
      width: panelSize.width * em,
      height: panelSize.height * em,
      x,
      y: linearAxis('Accuracy (%)', Math.min(...heights), Math.max(...heights)),
      levels,
    };
    const panels = places.map((title, index): Panel => ({ ...common, title, series: styled[index]! }));
    const legend = labels.map((label) => styled.flat().find(({ name }) => name === label)!);
    return {
      spec: gridSpec([{ legend: [...legend, ...levels], panels }], 2, theme),
      data: dataOf(models),
      caption: `${curve.note} Bands: 95 % confidence intervals over the images; trainings of one recipe are drawn as their mean. Lines across: the unsplit network on the same images.`,
    };
  },
});

const placeOf = ({ backbone, split }: EvaluatedModel): string => `${backbone}, split ${split}`;
const naturally = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });

/** One curve per recipe at a split, named after its label, or after itself where labels are alike. */
function seriesAt(models: readonly EvaluatedModel[], curve: Curve): Omit<Series, 'style'>[] {
  const recipes = [...new Set(models.map(({ recipe }) => recipe))];
  const trainings = recipes.map((recipe) => models.filter((model) => model.recipe === recipe));
  const labels = trainings.map(([first]) => first!.label);
  return trainings.map((own, index) => {
    const alike = labels.filter((label) => label === labels[index]).length > 1;
    return { name: alike ? recipes[index]! : labels[index]!, points: meanPoints(own, curve) };
  });
}

/** Points that all trainings have, their mean. */
function meanPoints(trainings: readonly EvaluatedModel[], curve: Curve): SeriesPoint[] {
  const [first, ...others] = trainings.map((model) => pointsOf(model, curve));
  return first!.flatMap((point) => {
    const same = others.flatMap((points) => points.find(({ x }) => x === point.x) ?? []);
    if (same.length < others.length) return [];
    const mean = (pick: (one: typeof point) => number): number =>
      [point, ...same].reduce((sum, one) => sum + pick(one), 0) / trainings.length;
    return { ...point, y: mean(({ y }) => y), low: mean(({ low }) => low), high: mean(({ high }) => high) };
  });
}

function axisOf(models: readonly EvaluatedModel[], { axis, column }: Curve): PanelAxis & { readonly zero?: number } {
  const values = models.flatMap(({ tables }) => columnOf(tables[TABLE]!, column).map((value) => value!));
  const withZero = column === ERASURE && values.includes(0) && values.some((value) => value > 0);
  return withZero ? studiedAxisWithZero(axis, values) : studiedAxis(axis, values);
}

export const accuracyPsnr: ModelFigure = figureOf({
  name: 'accuracy-psnr',
  title: 'Accuracy against PSNR',
  channel: 'awgn',
  column: 'psnr_db',
  axis: 'PSNR (dB)',
  note: 'Accuracy against the PSNR of the code values, encoders told it. PSNR = 1/sigma^2 of a code value of peak 1; the SNR of the link is V times that, V the power of a code value.',
});

export const accuracyErasure: ModelFigure = figureOf({
  name: 'accuracy-erasure',
  title: 'Accuracy against the erasure probability',
  channel: 'bit-erasure',
  column: ERASURE,
  axis: 'Erasure probability of a bit',
  note: 'Accuracy against the probability that a bit is erased, encoders told it; the points at 0, without erasures, stand at the left edge of the logarithmic axis.',
});

function pointsOf(model: EvaluatedModel, { column }: Curve) {
  const table = model.tables[TABLE]!;
  const [x, y, low, high] = [column, 'accuracy_percent', 'low_percent', 'high_percent'].map((name) =>
    columnOf(table, name),
  );
  return x!.map((value, row) => {
    return { x: value!, y: y![row]!, low: low![row]!, high: high![row]!, trusted: true };
  });
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

/** Vega-Lite's settings that all figures share. */
import type { Theme } from './theme.js';

export function figureConfig({ fontFamily, fontSize, ink, grid }: Theme): object {
  return {
    font: fontFamily,
    view: { stroke: null },
    axis: {
      labelFont: fontFamily,
      labelFontSize: fontSize,
      labelColor: ink,
      titleFont: fontFamily,
      titleFontSize: fontSize,
      titleFontWeight: 'normal',
      titleColor: ink,
      titlePadding: 5,
      gridColor: grid,
      gridWidth: 0.5,
      tickColor: ink,
      tickWidth: 0.6,
      tickSize: 3,
      domain: false,
    },
    title: { font: fontFamily, color: ink },
    text: { font: fontFamily },
  };
}

/**
 * From a Vega-Lite description to SVG and PNG, without a browser, a canvas or system fonts.
 *
 * Text is measured with the font that draws it: Vega's own guess sets titles and labels visibly off.
 */

import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { fontFiles, textWidth } from './font.js';

const POINTS_PER_INCH = 72;

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/** Vega's measuring of text: exported, meant to be replaced, missing from its types. */
interface TextMetrics {
  width(item: TextItem, text: string): number;
}

/** SVG in points; the same description gives the same bytes. @param name begins its ids, so that figures share a page */
export async function renderSvg(spec: TopLevelSpec, name: string): Promise<string> {
  const metrics = (vega as unknown as { textMetrics: TextMetrics }).textMetrics;
  metrics.width = ({ fontSize = 11, fontWeight }, text) =>
    textWidth(String(text), fontSize, fontWeight === 'bold' ? 'bold' : 'regular');
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  try {
    return tidy(withOwnIds(await view.toSVG(), name));
  } finally {
    view.finalize();
  }
}

/** Vega numbers clip paths through the life of the process. */
function withOwnIds(svg: string, name: string): string {
  const own = new Map<string, string>();
  return svg.replace(/\bclip\d+\b/g, (id) => {
    if (!own.has(id)) own.set(id, `${name}-clip${own.size}`);
    return own.get(id)!;
  });
}

/** Coordinates to a thousandth of a point, so that the last bit of a logarithm never shows; solid lines undashed. */
function tidy(svg: string): string {
  return svg
    .replace(/<[^>]+>/g, (tag) => tag.replace(/-?\d+\.\d{4,}(e-\d+)?/g, (number) => String(+Number(number).toFixed(3))))
    .replaceAll(' stroke-dasharray=""', '')
    .replace(/(<svg[^>]*?) width="([\d.]+)" height="([\d.]+)"/, '$1 width="$2pt" height="$3pt"')
    .replaceAll('font-family="Tinos"', `font-family="Tinos, 'Times New Roman', Times, serif"`);
}

export function renderPng(svg: string, dotsPerInch = 300): Uint8Array {
  const unitless = svg.replace(/(<svg[^>]*?) width="([\d.]+)pt" height="([\d.]+)pt"/, '$1 width="$2" height="$3"');
  const image = new Resvg(unitless, {
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: 'Tinos' },
    fitTo: { mode: 'zoom', value: dotsPerInch / POINTS_PER_INCH },
  });
  return image.render().asPng();
}

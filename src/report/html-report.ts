/**
 * A report in one file: figures, tables and the manifest, with styles inlined and nothing fetched.
 *
 * Text from results is escaped; the data block escapes every `<`, so no value can end it. The page allows no network
 * access at all (content security policy).
 */

import type { Cell } from '../study/csv.js';

export interface ReportFigure {
  readonly title: string;
  readonly caption: string;
  /** A whole `<svg>` element of our own making. */
  readonly svg: string;
}

export interface ReportTable {
  readonly title: string;
  readonly note?: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Column whose values can be chosen from, for long tables. */
  readonly chooseBy?: string;
}

export interface Report {
  readonly title: string;
  readonly figures: readonly ReportFigure[];
  readonly tables: readonly ReportTable[];
  /** Shown as it is, and kept in the file as data. */
  readonly manifest: object;
}

export function htmlReport({ title, figures, tables, manifest }: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${figures.map(figureSection).join('\n')}
${tables.map(tableSection).join('\n')}
<section>
<h2>Manifest</h2>
<pre>${escapeHtml(JSON.stringify(manifest, undefined, 2))}</pre>
</section>
</main>
<script type="application/json" id="manifest">${jsonBlock(manifest)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function figureSection({ title, caption, svg }: ReportFigure): string {
  return `<section>
<h2>${escapeHtml(title)}</h2>
<figure>
${svg}
<figcaption>${escapeHtml(caption)}</figcaption>
</figure>
</section>`;
}

function tableSection({ title, note, header, rows, chooseBy }: ReportTable): string {
  const column = chooseBy === undefined ? -1 : header.indexOf(chooseBy);
  const numeric = header.map((_, index) => rows.some((row) => typeof row[index] === 'number'));
  const chooser = column < 0 ? '' : chooserOf(header[column]!, [...new Set(rows.map((row) => String(row[column])))]);
  const body = rows.map((row) => {
    const key = column < 0 ? '' : ` data-key="${escapeHtml(String(row[column]))}"`;
    return `<tr${key}>${row.map((cell, index) => `<td${numeric[index] ? ' class="n"' : ''}>${cellText(cell)}</td>`).join('')}</tr>`;
  });
  return `<section>
<h2>${escapeHtml(title)}</h2>
${note === undefined ? '' : `<p>${escapeHtml(note)}</p>`}
${chooser}
<div class="wide"><table>
<thead><tr>${header.map((name) => `<th>${escapeHtml(name)}</th>`).join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>
</section>`;
}

function chooserOf(name: string, values: readonly string[]): string {
  const options = values.map((value) => `<option>${escapeHtml(value)}</option>`).join('');
  return `<label>${escapeHtml(name)} <select><option value="">all</option>${options}</select></label>`;
}

/** Six digits are read by people; the tables beside the report keep all of them. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return escapeHtml(cell);
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(6)));
}

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (letter) => entities[letter]!);
}

/** JSON that can stand inside a script element: no `</script>`, no `<!--`. */
export function jsonBlock(data: unknown): string {
  return JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

const style = `
body { margin: 0; background: #fff; color: #111; font: 16px/1.45 Tinos, "Times New Roman", Times, serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; margin: 0 0 1rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #ccc; }
figure { margin: 0; }
figure svg { width: 100%; height: auto; }
figcaption { color: #333; font-size: .95rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .15rem .6rem; text-align: left; white-space: nowrap; }
th { border-bottom: 1px solid #111; position: sticky; top: 0; background: #fff; }
td.n { text-align: right; }
tbody tr:nth-child(even) { background: #f6f6f6; }
tr[hidden] { display: none; }
pre { background: #f6f6f6; padding: .8rem; overflow-x: auto; font-size: .8rem; }
label { display: block; margin: .4rem 0; }
`;

/** Shows the rows of the chosen value; without scripts all rows are shown. */
const script = `
for (const select of document.querySelectorAll('select')) {
  const rows = select.closest('section').querySelectorAll('tbody tr');
  const choose = () => { for (const row of rows) row.hidden = select.value !== '' && row.dataset.key !== select.value; };
  select.addEventListener('change', choose);
  if (select.options.length > 1) { select.selectedIndex = 1; choose(); }
}
`;

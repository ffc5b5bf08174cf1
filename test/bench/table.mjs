/** The rows as text and as the table of a Markdown page. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';

const END = '<!-- end of table -->';
/** Behind a ratio below its floor. */
const BELOW = '↓';
const HEADER = ['work', 'beside', 'ours', 'theirs', 'ratio', 'floor', 'aim', 'unit'];

function cells({ work, peerName, ours, peer, ratio, floor, aim, unit }) {
  const shown = (value) => (value === null ? '' : magnitude(value));
  const plain = (value) => (value === null ? '' : String(value));
  const marked = belowFloor(ratio, floor) ? `${shown(ratio)} ${BELOW}` : shown(ratio);
  return [work, peerName ?? '', shown(ours), shown(peer), marked, plain(floor), plain(aim), unit];
}

/** By the digits that are shown, so that the page does not contradict itself. */
function belowFloor(ratio, floor) {
  return ratio !== null && floor !== null && Number(digits(ratio)) < floor;
}

/** Three digits, with M and k for millions and thousands. */
function magnitude(value) {
  if (value >= 1e6) return `${digits(value / 1e6)} M`;
  if (value >= 1e4) return `${digits(value / 1e3)} k`;
  return digits(value);
}

function digits(value) {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}

export function textOf(rows) {
  const table = [HEADER, ...rows.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...table.map((line) => line[column].length)));
  const lines = table.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...notes(rows)].map((line) => `${line}\n`).join('');
}

function notes(rows) {
  const remarks = rows.flatMap(({ work, peerName, note }) => {
    return note === null ? [] : [`${[work, peerName].filter(Boolean).join(', ')}: ${note}`];
  });
  return [...new Set(remarks)];
}

function floorNote(rows) {
  const bound = rows.filter(({ ratio, floor }) => ratio !== null && floor !== null);
  const below = bound.filter(({ ratio, floor }) => belowFloor(ratio, floor)).length;
  return below === 0 ? [] : [`${BELOW}: below its floor, ${below} of ${bound.length} ratios that have one`];
}

export function writeTable(file, { command = 'npm run bench --', rows, rounds, peers }) {
  writeSection(file, command, section({ rows, rounds, peers }));
}

/** Replaces what stands between the marks of the page at `file`; the first mark names the command that writes the table. */
export function writeSection(file, command, text) {
  const mark = `<!-- table: ${command} --markdown -->`;
  const page = readFileSync(file, 'utf8');
  const begin = page.indexOf(mark);
  const end = page.indexOf(END, begin);
  const next = page.indexOf('<!-- table:', begin + mark.length);
  if (begin < 0 || end < 0 || (next >= 0 && next < end))
    throw new Error(`${file}: accepted is a page with the lines "${mark}" and "${END}"`);
  writeFileSync(file, `${page.slice(0, begin)}${mark}\n${text}\n${page.slice(end)}`);
}

export function machineText() {
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, ${type()} ${release()}, Node.js ${process.versions.node}`;
}

function section({ rows, rounds, peers }) {
  const line = (list) => `| ${list.join(' | ')} |`;
  const versions = Object.values(peers).map(
    ({ name, version, missing }) => `${name}: ${version ?? `not run (${missing})`}`,
  );
  return [
    `Machine: ${machineText()}. Rounds: ${rounds}, medians. ${[...new Set(versions)].join('. ')}.`,
    '',
    line(HEADER),
    line(HEADER.map((_, column) => (column >= 2 && column <= 6 ? '---:' : '---'))),
    ...rows.map((row) => line(cells(row))),
    '',
    ...[...floorNote(rows), ...notes(rows)].map((note) => `- ${note}`),
    '',
  ].join('\n');
}

// Where the kernel's time goes: node test/bench/profile.mjs [--rounds N] [--markdown FILE], after a build.
// Samples of the network of 10,000 devices, 6 million events, by function (self time; a function that the compiler has put into its
// caller counts as part of it): median share over the rounds, least and greatest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './comparison.mjs';
import { machineText, writeSection } from './table.mjs';

const command = 'node test/bench/profile.mjs';
const leastShare = 0.02;
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const { rounds: given, markdown } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, markdown: { type: 'string' } },
}).values;
const rounds = Number(given);
if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error(`--rounds ${given}: accepted is a positive integer`);

const shares = Array.from({ length: rounds }, (_, round) => profileShares(round + 1));
const names = [...new Set(shares.flatMap((round) => [...round.keys()]))];
const rows = names
  .map((name) => ({ name, values: shares.map((round) => round.get(name) ?? 0) }))
  .map(({ name, values }) => ({ name, middle: median(values), low: Math.min(...values), high: Math.max(...values) }))
  .filter(({ middle }) => middle >= leastShare)
  .sort((a, b) => b.middle - a.middle);
const percent = (share) => (100 * share).toFixed(0);
const lines = rows.map(
  ({ name, middle, low, high }) => `| ${name} | ${percent(middle)} % | ${percent(low)}..${percent(high)} % |`,
);
const rest = 1 - rows.reduce((sum, { middle }) => sum + middle, 0);
const text = [
  `Machine: ${machineText()}. Rounds: ${rounds}.`,
  '',
  '| function | share, median | rounds |',
  '| --- | ---: | ---: |',
  ...lines,
  `| all others, each below ${percent(leastShare)} % | ${percent(rest)} % | |`,
  '',
].join('\n');
process.stdout.write(text);
if (markdown !== undefined) writeSection(markdown, command, text);

/** Share of the samples by function and file, idle time and start-up (module loading) left out. */
function profileShares(seed) {
  const folder = mkdtempSync(join(tmpdir(), 'bottlenet-sim-profile-'));
  try {
    const ours = join(here, 'ours.mjs');
    const values = ['--cpu-prof', '--cpu-prof-dir', folder, ours, 'network-10000', '1500000', String(seed)];
    const { status, stderr } = spawnSync(process.execPath, values, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return selfShares(JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]), 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function selfShares({ nodes, samples, timeDeltas }) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map();
  let total = 0;
  samples.forEach((id, place) => {
    const name = names.get(id);
    if (name === null) return;
    times.set(name, (times.get(name) ?? 0) + timeDeltas[place]);
    total += timeDeltas[place];
  });
  return new Map([...times].map(([name, time]) => [name, time / total]));
}

/** Null for what is none of the program's work. */
function nameOf({ functionName, url }) {
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (functionName.startsWith('(') || url.startsWith('node:') || url === '') return null;
  const place = relative(root, fileURLToPath(url)).replace(/^dist\/(.*)\.js$/, 'src/$1.ts');
  return `\`${functionName || 'module'}\` (\`${place}\`)`;
}

/**
 * npm run bench [-- --quick] [-- --json] [-- --only TEXT] [-- --rounds N] [-- --markdown FILE], after a build.
 *
 * Our kernel beside SimPy, ns-3 and a ladder queue in C++ on the same work, in interleaved rounds; then what has no peer
 * program: the queue beside the plain heap, two simulations in one process, the whole simulator, inference in the loop.
 * --only runs the rows whose title contains TEXT; --markdown writes the table into FILE, between its two marks.
 */
import { parseArgs } from 'node:util';
import { compareKernels } from './compare-kernels.mjs';
import { ownRows } from './own-rows.mjs';
import { findPeers } from './peers.mjs';
import { textOf, writeTable } from './table.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    markdown: { type: 'string' },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));
if (!(Number.isInteger(rounds) && rounds > 0)) {
  throw new Error(`--rounds ${options.rounds}: accepted is a positive integer`);
}
const say = (text) => process.stderr.write(`${text}\n`);
const peers = findPeers();
for (const { name, version, missing } of Object.values(peers)) say(`${name}: ${version ?? `not run, ${missing}`}`);

const plan = { pace: options.quick ? 'quick' : 'full', rounds, wanted: (title) => title.includes(options.only), say };
const rows = [...compareKernels({ peers, ...plan }), ...ownRows(plan)];
if (options.markdown !== undefined) writeTable(options.markdown, { rows, rounds, peers });
process.stdout.write(options.json ? `${JSON.stringify({ rows })}\n` : textOf(rows));

/**
 * npm run bench, after a build; `USAGE` below.
 *
 * Our kernel beside SimPy, ns-3 and a ladder queue in C++ on the same work, in interleaved rounds; then what has no peer
 * program: the queue beside the plain heap, two simulations in one process, the whole simulator, inference in the loop.
 */
import { parseArgs } from 'node:util';
import { compareKernels } from './compare-kernels.mjs';
import { ownRows } from './own-rows.mjs';
import { findPeers } from './peers.mjs';
import { textOf, writeTable } from './table.mjs';

const USAGE = `Usage: npm run bench -- [options]

  --quick            one short round
  --json             rows as JSON instead of text
  --only TEXT        the rows whose title contains TEXT
  --rounds N         interleaved rounds, default 5 (1 with --quick)
  --markdown FILE    also writes the table into FILE, between its two marks
  --help
`;

function readOptions() {
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        rounds: { type: 'string' },
        markdown: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    refuse(error.message);
  }
}

function refuse(message) {
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exit(2);
}

const options = readOptions();
if (options.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));
if (!(Number.isInteger(rounds) && rounds > 0)) refuse(`--rounds ${options.rounds}: accepted is a positive integer`);
const say = (text) => process.stderr.write(`${text}\n`);
const peers = findPeers();
for (const { name, version, missing } of Object.values(peers)) say(`${name}: ${version ?? `not run, ${missing}`}`);

const plan = { pace: options.quick ? 'quick' : 'full', rounds, wanted: (title) => title.includes(options.only), say };
const rows = [...compareKernels({ peers, ...plan }), ...ownRows(plan)];
if (options.markdown !== undefined) writeTable(options.markdown, { rows, rounds, peers });
process.stdout.write(options.json ? `${JSON.stringify({ rows })}\n` : textOf(rows));

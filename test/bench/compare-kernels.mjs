/** Rows of the workloads that peers run too: interleaved rounds, every program in a process of its own. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { row, samePath } from './comparison.mjs';
import { comparisons, programs, SAME_PATH_LENGTH } from './plan.mjs';

/**
 * @param options.peers as found by `findPeers`
 * @param options.pace 'full' or 'quick', the run lengths
 * @param options.wanted whether the row of a title is asked for
 * @param options.say told what runs
 */
export function compareKernels({ peers, pace, rounds, wanted, say }) {
  return comparisons.flatMap((comparison) => {
    const titles = comparison.rows.filter(({ title }) => wanted(title));
    if (titles.length === 0) return [];
    const measured = measure({ comparison, scripts: titles.map(({ ours }) => ours), peers, pace, rounds, say });
    return titles.flatMap((asked) => rowsOf(asked, measured, peers));
  });
}

/** Runs of every program, by key: with one seed (`paths`), and round by round (`runs`). */
function measure({ comparison, scripts, peers, pace, rounds, say }) {
  const { work, lengths, samePath: paces = ['full', 'quick'] } = comparison;
  const keys = Object.keys(lengths).filter((key) =>
    programs[key].script === undefined ? peers[programs[key].peer].command !== undefined : scripts.includes(key),
  );
  const paths = {};
  const runs = Object.fromEntries(keys.map((key) => [key, []]));
  const failures = {};
  const run = (key, length, seed) => {
    const { script, peer, values = [] } = programs[key];
    const command =
      script === undefined ? peers[peer].command : [process.execPath, fileURLToPath(new URL(script, import.meta.url))];
    return runProgram([...command, work, String(length), String(seed), ...values]);
  };
  /** A peer that fails, for want of memory say, is left out from then on; a failure of ours ends the benchmark. */
  const attempt = (key, length, seed, keep) => {
    if (failures[key] !== undefined) return;
    try {
      keep(run(key, length, seed));
    } catch (error) {
      if (programs[key].script !== undefined) throw error;
      failures[key] = `did not run: ${error.message.trim().split('\n').at(-1)}`;
      delete runs[key];
    }
  };

  for (const key of keys.filter((key) => programs[key].sameDraws && paces.includes(pace))) {
    say(`${work}, one seed: ${key}`);
    attempt(key, SAME_PATH_LENGTH, 1, (result) => {
      paths[key] = result;
    });
  }
  for (let round = 0; round < rounds; round++) {
    keys.forEach((key, index) => {
      say(`${work}, round ${round + 1} of ${rounds}: ${key}`);
      attempt(key, lengths[key][pace], 2 + round * keys.length + index, (result) => runs[key].push(result));
    });
  }
  return { paths, runs, failures };
}

function rowsOf({ title, ours, goals, measure: how }, { paths, runs, failures }, peers) {
  return Object.entries(goals).map(([key, goal]) => {
    const { name, peer } = programs[key];
    const missing = runs[key] === undefined ? (failures[key] ?? peers[peer].missing) : null;
    const different =
      paths[ours] !== undefined && paths[key] !== undefined && !samePath(paths[ours], paths[key])
        ? `with one seed, outputs ${JSON.stringify(paths[ours].outputs)} against ${JSON.stringify(paths[key].outputs)}`
        : null;
    return row({
      work: title,
      ours: runs[ours],
      peer: runs[key] ?? null,
      peerName: name,
      floor: goal?.[0] ?? null,
      aim: goal?.[1] ?? null,
      note: missing ?? different,
      ...how,
    });
  });
}

function runProgram([command, ...values]) {
  const { status, stdout, stderr, error } = spawnSync(command, values, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${values.join(' ')}: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}

/** Rows without a peer program: what is compared is a part of ours with another part, or nothing. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './comparison.mjs';

/** Arguments as of `compareKernels`. */
export function ownRows({ pace, rounds, wanted, say }) {
  return [
    ['worst of eleven distributions', worstDistribution],
    ['two simulations in turns', twoSimulations],
    ['whole simulator', wholeSimulator],
    ['inference in the loop', inferenceInTheLoop],
    ['forward pass, native', forwardPass('native')],
    ['forward pass, WebAssembly', forwardPass('wasm')],
  ].flatMap(([title, measure]) => {
    if (!wanted(title)) return [];
    say(title);
    return measure(title, { quick: pace === 'quick', rounds });
  });
}

const NOTHING_BESIDE = { peer: null, peerName: null, ratio: null, floor: null, aim: null, note: null };

function worstDistribution(work, { quick }) {
  const { cells } = run('./distributions.mjs', ...(quick ? ['--quick'] : []));
  const [worst] = [...cells].sort((a, b) => a.ratio - b.ratio);
  const cell = `${worst.distribution}, ${worst.pending.toLocaleString('en')} pending`;
  const disordered = cells.find(({ sameOrder }) => !sameOrder);
  return [
    {
      work,
      unit: 'holds/s',
      ours: worst.ours,
      peer: worst.heap,
      peerName: '4-ary heap',
      ratio: disordered === undefined ? worst.ratio : null,
      floor: 0.8,
      aim: 1,
      cells,
      note:
        disordered === undefined
          ? cell
          : `not compared: other order of events with ${disordered.distribution}, ${disordered.pending} pending`,
    },
  ];
}

function twoSimulations(work, { quick, rounds }) {
  const events = String(quick ? 4e6 : 2e7);
  const rate = ({ events, seconds }) => events / seconds;
  const pairs = Array.from({ length: rounds }, () => {
    return { one: rate(run('./instances.mjs', '1', events)), two: rate(run('./instances.mjs', '2', events)) };
  });
  return [
    {
      work,
      unit: 'events/s',
      ours: median(pairs.map(({ two }) => two)),
      peer: median(pairs.map(({ one }) => one)),
      peerName: 'one simulation',
      ratio: median(pairs.map(({ one, two }) => two / one)),
      floor: null,
      aim: null,
      note: null,
    },
  ];
}

function wholeSimulator(_title, { quick }) {
  const { rows } = run('./load.mjs', '--json', ...(quick ? ['--quick'] : []));
  return rows.flatMap(({ devices, simulatedSeconds, eventsPerSecond, requestsPerSecond, peakMegabytes }) => {
    const work = `whole simulator: cell, ${devices.toLocaleString('en')} devices, ${simulatedSeconds} s`;
    return [
      { work, unit: 'events/s', ours: eventsPerSecond, ...NOTHING_BESIDE },
      { work, unit: 'requests/s', ours: requestsPerSecond, ...NOTHING_BESIDE },
      { work, unit: 'MB at most', ours: peakMegabytes, ...NOTHING_BESIDE },
    ];
  });
}

function inferenceInTheLoop(work, { quick }) {
  const { engine, questionsPerSecond } = run('./inference.mjs', 'native', quick ? '2' : '5');
  return [{ work, unit: 'questions/s', ours: questionsPerSecond, ...NOTHING_BESIDE, note: `engine ${engine}` }];
}

function forwardPass(backend) {
  return (title, { quick }) => {
    const { rows } = run('./forward-pass.mjs', backend, ...(quick ? ['--quick'] : []));
    return rows.map(({ work, ours, bare, ratio }) => ({
      work: `${title}: ${work}`,
      unit: 'images/s',
      ours,
      peer: bare,
      peerName: 'bare convolutions',
      ratio,
      floor: 0.8,
      aim: 0.95,
      note: null,
    }));
  };
}

function run(script, ...values) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL(script, import.meta.url)), ...values],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${script} ${values.join(' ')}: ${stderr}`);
  return JSON.parse(stdout);
}

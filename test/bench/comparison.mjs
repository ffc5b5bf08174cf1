/**
 * When the speeds of two programs may be compared, and how.
 *
 * A program's run of a workload is {work, events, seconds, outputs: {name: {estimate, standardError}}}. Rounds are
 * paired: the ratio is taken within a round, where both programs met the same machine, and the median over rounds is
 * what counts. A ratio exists only when both did the same work and every output agrees.
 */

/** Standard errors of the difference within which outputs agree. */
const LIMIT = 4;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Outputs of several independent runs as one: the mean estimate and its standard error. */
export function pooledOutputs(runs) {
  const names = Object.keys(runs[0].outputs);
  return Object.fromEntries(
    names.map((name) => {
      const outputs = runs.map((run) => run.outputs[name]);
      const estimate = outputs.reduce((sum, output) => sum + output.estimate, 0) / runs.length;
      const variance = outputs.reduce((sum, output) => sum + output.standardError ** 2, 0) / runs.length ** 2;
      return [name, { estimate, standardError: Math.sqrt(variance) }];
    }),
  );
}

/** Why two programs' runs must not be compared; null when they may be. */
export function disagreement(ours, peer) {
  const works = new Set([...ours, ...peer].map(({ work }) => work));
  if (works.size !== 1) return `different work: ${[...works].join(', ')}`;
  const first = pooledOutputs(ours);
  const second = pooledOutputs(peer);
  const names = Object.keys(first);
  if (names.length === 0 || names.sort().join() !== Object.keys(second).sort().join()) {
    return `different outputs: ${names.join(', ')} against ${Object.keys(second).join(', ')}`;
  }
  for (const name of names) {
    const a = first[name];
    const b = second[name];
    const spread = Math.hypot(a.standardError, b.standardError);
    const difference = Math.abs(a.estimate - b.estimate);
    if (!(spread > 0 && difference <= LIMIT * spread)) {
      const shown = (output) => `${output.estimate.toPrecision(6)} (s.e. ${output.standardError.toPrecision(2)})`;
      return `${name} ${shown(a)} against ${shown(b)}`;
    }
  }
  return null;
}

/** With one seed and one length, programs that draw the same numbers give the same outputs but for rounding in sums. */
export function samePath(ours, peer) {
  return Object.entries(ours.outputs).every(([name, { estimate }]) => {
    return Math.abs(estimate - peer.outputs[name].estimate) <= 1e-9 * Math.abs(estimate);
  });
}

/**
 * The row of one workload and one peer.
 *
 * @param ours runs of our program, one a round
 * @param peer runs of the same rounds, null when the peer is missing
 * @param note why there can be no ratio, null when nothing is known against it
 * @param value what is compared of a run, events per second unless said otherwise, in `unit`
 * @param better 'more' or 'less'; the ratio is above 1 when ours is better
 */
export function row({
  work,
  ours,
  peer,
  peerName,
  floor,
  aim,
  note,
  value = ({ events, seconds }) => events / seconds,
  unit = 'events/s',
  better = 'more',
}) {
  const common = { work, unit, ours: median(ours.map(value)), peerName, floor, aim };
  if (peer === null) return { ...common, peer: null, ratio: null, ratios: [], note };
  const why = note ?? disagreement(ours, peer);
  const ratios = ours.map((run, round) => {
    const [a, b] = [value(run), value(peer[round])];
    return better === 'more' ? a / b : b / a;
  });
  return {
    ...common,
    peer: median(peer.map(value)),
    ratio: why === null ? median(ratios) : null,
    ratios: why === null ? ratios : [],
    outputs: { ours: pooledOutputs(ours), peer: pooledOutputs(peer) },
    note: why === null ? null : `not compared: ${why}`,
  };
}

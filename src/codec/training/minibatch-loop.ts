/**
 * The training loop over a codec's graph.
 *
 * Adam; with d the share of the steps done, the rate is peak min(1, 20 d + 0.05) (1 - d): from a twentieth of the peak to 95 % of it
 * within the first twentieth of the steps, then linearly to zero.
 */
import { loadValues } from '../../neural/training/layer.js';
import { Adam } from '../../neural/training/optimiser.js';
import { type LoopOptions, type LoopResult, runTraining } from '../../neural/training/training-loop.js';
import { type CodecGraph, trainedState } from './codec-graph.js';

type MinibatchOptions = Omit<LoopOptions, 'ops' | 'state' | 'rate' | 'lossLimit' | 'updated' | 'epochEnded'>;

/** Far above that of any guess, however many classes. */
const lossLimit = 1000;

/** The rate at `step` of `steps`. */
export function codecRate(peakRate: number, step: number, steps: number): number {
  const done = step / steps;
  return peakRate * Math.min(1, done / 0.05 + 0.05) * (1 - done);
}

export function runMinibatches(graph: CodecGraph, options: MinibatchOptions): Promise<LoopResult> {
  const { ops, channel } = graph;
  const trained = trainedState(graph);
  const more = {
    state: () => new Map([...channel.state()].map(([name, data]) => [name, { shape: [data.length], data }])),
    restore: (tensors: ReadonlyMap<string, { readonly data: Float32Array }>) =>
      channel.restore(new Map([...tensors].map(([name, { data }]) => [name, data]))),
  };
  return runTraining({
    ...options,
    ops,
    state: { ...trained, optimiser: new Adam(ops, trained.parameters), more },
    lossLimit,
    rate: (step, steps) => codecRate(options.peakRate, step, steps),
  });
}

/** Parameters, running statistics and the channel's estimates, by name. */
export function loadState(graph: CodecGraph, data: ReadonlyMap<string, Float32Array>): void {
  loadValues(graph.ops, trainedState(graph), data);
  graph.channel.restore(data);
}

/** What `loadState` takes. */
export function stateOf(graph: CodecGraph): Map<string, Float32Array> {
  const { parameters, statistics } = trainedState(graph);
  return new Map([
    ...[...parameters, ...statistics].map(({ name, value }) => [name, graph.ops.readFloats(value)] as const),
    ...[...graph.channel.state()].map(([name, data]) => [name, data.slice()] as const),
  ]);
}

/**
 * The loop of a training over minibatches: order, rate, progress, checkpoints.
 *
 * Adam; the rate rises linearly over the first twentieth of the steps, then falls linearly to zero. Images come in a new random
 * order every epoch; the remainder of an epoch below a whole minibatch is left out. A resumed loop continues bit for bit.
 */
import type { WallClock } from '../../base/clock.js';
import { Interrupted, ModelError } from '../../base/errors.js';
import type { NamedTensor } from '../../neural/safetensors.js';
import type { TrainingProgress } from '../../neural/training/backbone-training.js';
import { loadCheckpoint, saveCheckpoint } from '../../neural/training/checkpoint.js';
import { Adam } from '../../neural/training/optimiser.js';
import { TrainingRandom } from '../../neural/training/random.js';
import { type CodecGraph, trainedState } from './codec-graph.js';

export interface LoopControl {
  readonly clock: WallClock;
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly checkpointFile?: string;
  readonly resume?: boolean;
  /** Stops, with a checkpoint, before this step: for tests of resuming. */
  readonly stopAtStep?: number;
  readonly signal?: AbortSignal;
}

export interface LoopOptions extends LoopControl {
  readonly graph: CodecGraph;
  readonly epochs: number;
  readonly batch: number;
  readonly peakRate: number;
  /** Training images. */
  readonly count: number;
  readonly seed: number;
  /** Names the random order of the images. */
  readonly purpose: string;
  /** Of everything the run depends on: a checkpoint of another one is refused. */
  readonly fingerprint: string;
  /** Gathers the gradients of one minibatch; gives the loss where it is measured. */
  step(indices: Int32Array, step: number, measured: boolean): number | null;
}

export interface LoopResult {
  readonly steps: number;
  /** False where `stopAtStep` ended it. */
  readonly finished: boolean;
  readonly finalLoss: number;
  /** Of this loop, earlier parts of a resumed one included. */
  readonly wallSeconds: number;
}

const progressEvery = 10;

export async function runMinibatches(options: LoopOptions): Promise<LoopResult> {
  const { graph, batch, count, seed, clock, fingerprint, checkpointFile } = options;
  const optimiser = new Adam(graph.ops, trainedState(graph).parameters);
  const perEpoch = Math.floor(count / batch);
  const steps = Math.round(perEpoch * options.epochs);
  let step = 0;
  let spentBefore = 0;
  if (options.resume === true && checkpointFile !== undefined) {
    const checkpoint = await loadCheckpoint(checkpointFile, fingerprint);
    if (checkpoint !== null) {
      restore(graph, optimiser, checkpoint.tensors, checkpoint.step);
      step = checkpoint.step;
      spentBefore = checkpoint.wallSeconds;
    }
  }
  const firstStep = step;
  const start = clock.now();
  const spent = () => spentBefore + (clock.now() - start) / 1000;
  const save = async () => {
    if (checkpointFile === undefined) return;
    const tensors = collect(graph, optimiser);
    await saveCheckpoint(checkpointFile, { tensors, step, fingerprint, wallSeconds: spent() });
  };
  let order: Int32Array = new Int32Array(0);
  let finalLoss = Number.NaN;
  while (step < steps && step !== options.stopAtStep) {
    const place = step % perEpoch;
    const epoch = Math.floor(step / perEpoch);
    if (place === 0 || order.length === 0) order = new TrainingRandom(seed, options.purpose, epoch).permutation(count);
    const indices = order.slice(place * batch, (place + 1) * batch);
    const done = step / steps;
    const rate = options.peakRate * Math.min(1, done / 0.05 + 0.05) * (1 - done);
    const loss = options.step(indices, step, step % progressEvery === 0);
    optimiser.step(rate);
    step++;
    if (loss !== null) {
      finalLoss = loss;
      if (!(loss < 1000)) {
        throw new ModelError(
          `training diverged at step ${step} of ${steps}: the loss is ${loss}; lower the peak rate (${options.peakRate})`,
        );
      }
      const secondsLeft = ((clock.now() - start) / 1000 / (step - firstStep)) * (steps - step);
      options.onProgress({ step, steps, loss, rate, secondsLeft });
      await new Promise((resolve) => setImmediate(resolve));
      if (options.signal?.aborted === true) {
        await save();
        throw new Interrupted(`training stopped after step ${step} of ${steps}; go on with --resume`);
      }
    }
    if (place === perEpoch - 1) await save();
  }
  if (step < steps) await save();
  return { steps: step, finished: step === steps, finalLoss, wallSeconds: spent() };
}

function collect(graph: CodecGraph, optimiser: Adam): Map<string, NamedTensor> {
  const { ops } = graph;
  const { parameters, statistics } = trainedState(graph);
  const tensors = new Map<string, NamedTensor>();
  for (const { name, value } of [...parameters, ...statistics]) {
    tensors.set(name, { shape: value.shape, data: ops.readFloats(value) });
  }
  for (const [name, value] of optimiser.state()) {
    tensors.set(name, { shape: value.shape, data: ops.readFloats(value) });
    ops.free(value);
  }
  for (const [name, data] of graph.channel.state()) tensors.set(name, { shape: [data.length], data });
  return tensors;
}

function restore(graph: CodecGraph, optimiser: Adam, tensors: ReadonlyMap<string, NamedTensor>, step: number): void {
  const data = new Map([...tensors].map(([name, tensor]) => [name, tensor.data]));
  loadState(graph, data);
  optimiser.restore(data, step);
}

/** Parameters, running statistics and the channel's estimates, by name. */
export function loadState(graph: CodecGraph, data: ReadonlyMap<string, Float32Array>): void {
  const { ops } = graph;
  const { parameters, statistics } = trainedState(graph);
  for (const parameter of parameters) {
    const saved = data.get(parameter.name);
    if (saved !== undefined) parameter.load(saved);
  }
  for (const statistic of statistics) {
    ops.free(statistic.value);
    statistic.value = ops.tensor(data.get(statistic.name)!, statistic.value.shape);
  }
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

/**
 * The loop of a training over minibatches: order of the images, rate, progress, checkpoints.
 *
 * Images come in a new random order every epoch; the remainder of an epoch below a whole minibatch is left out. The rate follows
 * steps, never time, so a busy machine only makes a training slower. A resumed loop continues bit for bit.
 */
import type { WallClock } from '../../base/clock.js';
import { DivergenceError, InputError, Interrupted } from '../../base/errors.js';
import type { NamedTensor } from '../safetensors.js';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.js';
import { loadValues, type Trained } from './layer.js';
import type { NativeOps } from './native-ops.js';
import type { Optimiser } from './optimiser.js';
import { TrainingRandom } from './random.js';

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly rate: number;
  readonly secondsLeft: number;
  /** Percent correct on the validation images, where it was just measured. */
  readonly validation?: number;
}

export interface LoopControl {
  readonly clock: WallClock;
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly checkpointFile?: string;
  readonly resume?: boolean;
  /** Stops, with a checkpoint, before this step: for tests of resuming. */
  readonly stopAtStep?: number;
  readonly signal?: AbortSignal;
}

/** Everything that the steps change, as a checkpoint holds it. */
export interface TrainingState extends Trained {
  readonly optimiser: Optimiser;
  /** What the next steps depend on beside parameters, statistics and the optimiser. */
  readonly more: {
    state(): ReadonlyMap<string, NamedTensor>;
    restore(tensors: ReadonlyMap<string, NamedTensor>): void;
  };
}

export interface StepRequest {
  /** Places of the images in the training set. */
  readonly indices: Int32Array;
  readonly step: number;
  readonly epoch: number;
  /** Whether the loss is wanted. */
  readonly measured: boolean;
}

/** How long a training is; where it stands in a configuration, for messages. */
export interface Schedule {
  readonly epochs: number;
  readonly batch: number;
  /** Training images. */
  readonly count: number;
  /** Default: `/recipe/epochs`. */
  readonly epochsPath?: string;
}

export interface LoopOptions extends LoopControl, Schedule {
  readonly ops: NativeOps;
  readonly state: TrainingState;
  readonly seed: number;
  /** Names the random order of the images. */
  readonly purpose: string;
  /** Of everything the run depends on: a checkpoint of another one is refused. */
  readonly fingerprint: string;
  /** For messages; the rates themselves are `rate`'s. */
  readonly peakRate: number;
  /** A loss that is not below it counts as divergence. */
  readonly lossLimit: number;
  rate(step: number, steps: number): number;
  /** Gathers the gradients of one minibatch; gives the loss where it is measured. */
  step(request: StepRequest): number | null;
  /** After an update. @param done steps up to and with it */
  updated?(done: number): void;
  /** After the last step of an epoch, which is reported then. @returns what was measured */
  epochEnded?(epoch: number): Pick<TrainingProgress, 'validation'>;
}

export interface LoopResult {
  readonly steps: number;
  /** False where `stopAtStep` ended it. */
  readonly finished: boolean;
  /** The last one measured, by an earlier part of a resumed loop where this one measured none. */
  readonly finalLoss: number;
  /** Of this loop, earlier parts of a resumed one included. */
  readonly wallSeconds: number;
}

const progressEvery = 10;

/** @throws InputError where there would be no step, and so nothing learnt */
export function plannedSteps({ epochs, batch, count, epochsPath: path = '/recipe/epochs' }: Schedule) {
  const perEpoch = Math.floor(count / batch);
  if (perEpoch < 1) {
    const message = `is ${batch}; accepted are 1 to ${count}, the number of training images`;
    throw new InputError([{ path: '/recipe/batch', message }]);
  }
  const steps = Math.round(perEpoch * epochs);
  if (steps < 1) {
    const message = `is ${epochs}, less than a step; accepted is at least ${0.5 / perEpoch}, half of one of an epoch's ${perEpoch}`;
    throw new InputError([{ path, message }]);
  }
  return { perEpoch, steps };
}

/**
 * @throws InputError where there is no step, or the checkpoint is another training's; DivergenceError where the loss does; Interrupted, after a
 *   checkpoint, where the signal says so
 */
export async function runTraining(options: LoopOptions): Promise<LoopResult> {
  const { ops, state, batch, count, seed, clock, fingerprint, checkpointFile } = options;
  const { perEpoch, steps } = plannedSteps(options);
  let step = 0;
  let loss = Number.NaN;
  let spentBefore = 0;
  if (options.resume === true && checkpointFile !== undefined) {
    const checkpoint = await loadCheckpoint(checkpointFile, { fingerprint, steps, expected: collect(ops, state) });
    if (checkpoint !== null) {
      restore(ops, state, checkpoint);
      ({ step, loss, wallSeconds: spentBefore } = checkpoint);
    }
  }
  const firstStep = step;
  const start = clock.now();
  const spent = () => spentBefore + (clock.now() - start) / 1000;
  const save = async () => {
    if (checkpointFile === undefined) return;
    await saveCheckpoint(checkpointFile, {
      tensors: collect(ops, state),
      step,
      loss,
      fingerprint,
      wallSeconds: spent(),
    });
  };
  let order: Int32Array = new Int32Array(0);
  while (step < steps && step !== options.stopAtStep) {
    const place = step % perEpoch;
    const epoch = Math.floor(step / perEpoch);
    if (place === 0 || order.length === 0) order = new TrainingRandom(seed, options.purpose, epoch).permutation(count);
    const indices = order.slice(place * batch, (place + 1) * batch);
    const rate = options.rate(step, steps);
    const measured = options.step({ indices, step, epoch, measured: step % progressEvery === 0 || step === steps - 1 });
    state.optimiser.step(rate);
    step++;
    options.updated?.(step);
    if (measured !== null) {
      loss = measured;
      if (!(loss < options.lossLimit)) {
        throw new DivergenceError(
          `training diverged at step ${step} of ${steps}: the loss is ${loss}; lower the peak rate (${options.peakRate})`,
        );
      }
      const secondsLeft = ((clock.now() - start) / 1000 / (step - firstStep)) * (steps - step);
      options.onProgress({ step, steps, loss, rate, secondsLeft });
      // Lets progress, signals and writers run; a step itself is synchronous.
      await new Promise((resolve) => setImmediate(resolve));
      if (options.signal?.aborted === true) {
        await save();
        throw new Interrupted(`training stopped after step ${step} of ${steps}; go on with --resume`);
      }
    }
    if (place === perEpoch - 1) {
      const found = options.epochEnded?.(epoch);
      if (found !== undefined) options.onProgress({ step, steps, loss, rate, secondsLeft: 0, ...found });
      await save();
    }
  }
  if (step < steps) await save();
  return { steps: step, finished: step === steps, finalLoss: loss, wallSeconds: spent() };
}

function collect(ops: NativeOps, { parameters, statistics, optimiser, more }: TrainingState): Map<string, NamedTensor> {
  const tensors = new Map<string, NamedTensor>();
  for (const { name, value } of [...parameters, ...statistics]) {
    tensors.set(name, { shape: value.shape, data: ops.readFloats(value) });
  }
  for (const [name, value] of optimiser.state()) {
    tensors.set(name, { shape: value.shape, data: ops.readFloats(value) });
    ops.free(value);
  }
  for (const [name, tensor] of more.state()) tensors.set(name, tensor);
  return tensors;
}

function restore(ops: NativeOps, state: TrainingState, { tensors, step }: Checkpoint): void {
  const data = new Map([...tensors].map(([name, tensor]) => [name, tensor.data]));
  loadValues(ops, state, data);
  state.optimiser.restore(data, step);
  state.more.restore(tensors);
}

/**
 * Optimisers with TensorFlow's fused kernels on resource variables, updated in place (four times as fast as composed ops).
 *
 * Nesterov: a <- m a + g, w <- w - rate (g + m a), g with `weightDecay w` added on parameters that decay.
 * Adam (Kingma and Ba, ICLR 2015): bias-corrected moments, beta 0.9 and 0.999, epsilon 1e-8.
 */
import type { Parameter } from './layer.js';
import type { NativeOps, NativeTensor } from './native-ops.js';

export interface Optimiser {
  /** One step with the gradients gathered in the parameters, which it takes. */
  step(rate: number): void;
  /** The state by parameter name, for a checkpoint. */
  state(): Map<string, NativeTensor>;
  /** @param steps done, on which the correction of the moments' bias may depend */
  restore(state: ReadonlyMap<string, Float32Array>, steps: number): void;
}

interface Slot {
  readonly parameter: Parameter;
  readonly value: NativeTensor;
  readonly moments: readonly NativeTensor[];
}

function makeSlots(ops: NativeOps, parameters: readonly Parameter[], moments: number): Slot[] {
  const trained = parameters.filter((parameter) => parameter.trainable);
  return trained.map((parameter) => {
    const zeros = ops.tensor(new Float32Array(parameter.shape.reduce((a, b) => a * b, 1)), parameter.shape);
    const slot: Slot = {
      parameter,
      value: ops.variable(parameter.value),
      moments: Array.from({ length: moments }, () => ops.variable(zeros)),
    };
    ops.free(zeros);
    return slot;
  });
}

/** Runs `update` on the variable of the parameter with the parameter's alias of the buffer released, then reads it back. */
function updateInPlace(ops: NativeOps, slot: Slot, update: () => void): void {
  slot.parameter.release();
  update();
  slot.parameter.replace(ops.readVariable(slot.value));
}

function stateOf(ops: NativeOps, slots: readonly Slot[]): Map<string, NativeTensor> {
  const state = new Map<string, NativeTensor>();
  for (const slot of slots) {
    slot.moments.forEach((moment, index) => {
      state.set(`${slot.parameter.name}.moment${index}`, ops.readVariable(moment));
    });
  }
  return state;
}

function restoreSlots(ops: NativeOps, slots: readonly Slot[], state: ReadonlyMap<string, Float32Array>): void {
  for (const slot of slots) {
    ops.assign(slot.value, slot.parameter.value);
    slot.moments.forEach((moment, index) => {
      const saved = ops.tensor(state.get(`${slot.parameter.name}.moment${index}`)!, slot.parameter.shape);
      ops.assign(moment, saved);
      ops.free(saved);
    });
  }
}

export class Nesterov implements Optimiser {
  readonly #ops: NativeOps;
  readonly #slots: readonly Slot[];
  readonly #momentum: number;
  readonly #weightDecay: number;

  constructor(ops: NativeOps, parameters: readonly Parameter[], options: { momentum: number; weightDecay: number }) {
    this.#ops = ops;
    this.#slots = makeSlots(ops, parameters, 1);
    this.#momentum = options.momentum;
    this.#weightDecay = options.weightDecay;
  }

  step(rate: number): void {
    const ops = this.#ops;
    const attributes = [
      ops.type('T', ops.float32),
      ops.boolean('use_locking', false),
      ops.boolean('use_nesterov', true),
    ];
    const rateTensor = ops.tensor(new Float32Array([rate]), []);
    for (const slot of this.#slots) {
      let gradient = slot.parameter.takeGradient();
      if (gradient === null) continue;
      if (slot.parameter.decays && this.#weightDecay > 0) {
        const decay = ops.binary('Mul', slot.parameter.value, ops.scalar(this.#weightDecay));
        const sum = ops.binary('AddV2', gradient, decay);
        ops.free(gradient, decay);
        gradient = sum;
      }
      const inputs = [slot.value, slot.moments[0]!, rateTensor, gradient, ops.scalar(this.#momentum)];
      updateInPlace(ops, slot, () => ops.run('ResourceApplyMomentum', attributes, inputs, 0));
      ops.free(gradient);
    }
    ops.free(rateTensor);
  }

  state(): Map<string, NativeTensor> {
    return stateOf(this.#ops, this.#slots);
  }

  restore(state: ReadonlyMap<string, Float32Array>): void {
    restoreSlots(this.#ops, this.#slots, state);
  }
}

export class Adam implements Optimiser {
  readonly #ops: NativeOps;
  readonly #slots: readonly Slot[];
  #steps = 0;

  constructor(ops: NativeOps, parameters: readonly Parameter[]) {
    this.#ops = ops;
    this.#slots = makeSlots(ops, parameters, 2);
  }

  step(rate: number): void {
    const ops = this.#ops;
    const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
    this.#steps++;
    const attributes = [
      ops.type('T', ops.float32),
      ops.boolean('use_locking', false),
      ops.boolean('use_nesterov', false),
    ];
    const changing = [beta1 ** this.#steps, beta2 ** this.#steps, rate].map((value) =>
      ops.tensor(new Float32Array([value]), []),
    );
    const fixed = [beta1, beta2, epsilon].map((value) => ops.scalar(value));
    for (const slot of this.#slots) {
      const gradient = slot.parameter.takeGradient();
      if (gradient === null) continue;
      const inputs = [slot.value, ...slot.moments, ...changing, ...fixed, gradient];
      updateInPlace(ops, slot, () => ops.run('ResourceApplyAdam', attributes, inputs, 0));
      ops.free(gradient);
    }
    ops.free(...changing);
  }

  state(): Map<string, NativeTensor> {
    return stateOf(this.#ops, this.#slots);
  }

  restore(state: ReadonlyMap<string, Float32Array>, steps: number): void {
    this.#steps = steps;
    restoreSlots(this.#ops, this.#slots, state);
  }
}

/**
 * What a trainable layer is: a forward pass that keeps what its backward pass needs, in NHWC order.
 *
 * `forward` consumes its input, `backward` consumes the gradient of the loss with respect to the layer's output and returns
 * the one with respect to its input, or null where nothing below is trained.
 */
import type { NativeOps, NativeTensor } from './native-ops.js';

export interface Layer {
  readonly parameters: readonly Parameter[];
  /** Tensors that follow the data without a gradient: running means and variances. */
  readonly statistics: readonly Statistic[];
  forward(x: NativeTensor, training: boolean): NativeTensor;
  backward(gradient: NativeTensor): NativeTensor | null;
}

export interface Statistic {
  readonly name: string;
  value: NativeTensor;
}

/** A trained tensor: float32 master, a cached copy in the precision of the convolutions, and its gradient. */
export class Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** Weight decay acts on filters and matrices, not on biases or gains. */
  readonly decays: boolean;
  trainable = true;
  gradient: NativeTensor | null = null;
  value: NativeTensor;
  readonly #ops: NativeOps;
  #low: NativeTensor | null = null;

  constructor(ops: NativeOps, name: string, data: Float32Array, shape: readonly number[], decays: boolean) {
    this.#ops = ops;
    this.name = name;
    this.shape = shape;
    this.decays = decays;
    this.value = ops.tensor(data, shape);
  }

  /** The value in precision `dtype`, owned by the parameter. */
  in(dtype: number): NativeTensor {
    if (dtype === this.#ops.float32) return this.value;
    this.#low ??= this.#ops.cast(this.value, dtype);
    return this.#low;
  }

  /** Adds to the gradient; consumes it. */
  accumulate(gradient: NativeTensor): void {
    if (this.gradient === null) {
      this.gradient = gradient;
      return;
    }
    const sum = this.#ops.binary('AddV2', this.gradient, gradient);
    this.#ops.free(this.gradient, gradient);
    this.gradient = sum;
  }

  takeGradient(): NativeTensor | null {
    const gradient = this.gradient;
    this.gradient = null;
    return gradient;
  }

  /** Releases value and low-precision copy ahead of an update in place; `replace` must follow. */
  release(): void {
    this.#ops.free(this.value);
    this.#dropLow();
  }

  /** Takes over a new value after `release`. */
  replace(value: NativeTensor): void {
    this.value = value;
  }

  load(data: Float32Array): void {
    this.release();
    this.replace(this.#ops.tensor(data, this.shape));
  }

  #dropLow(): void {
    if (this.#low !== null) this.#ops.free(this.#low);
    this.#low = null;
  }
}

/** What learns, and what follows the data. */
export interface Trained {
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[];
}

/** Sets what `data` has by name; a parameter that it lacks keeps its value. */
export function loadValues(
  ops: NativeOps,
  { parameters, statistics }: Trained,
  data: ReadonlyMap<string, Float32Array>,
): void {
  for (const parameter of parameters) {
    const saved = data.get(parameter.name);
    if (saved !== undefined) parameter.load(saved);
  }
  for (const statistic of statistics) {
    ops.free(statistic.value);
    statistic.value = ops.tensor(data.get(statistic.name)!, statistic.value.shape);
  }
}

/** Layers one after the other. */
export class Sequence implements Layer {
  readonly layers: readonly Layer[];

  constructor(layers: readonly Layer[]) {
    this.layers = layers;
  }

  get parameters(): readonly Parameter[] {
    return this.layers.flatMap((layer) => layer.parameters);
  }

  get statistics(): readonly Statistic[] {
    return this.layers.flatMap((layer) => layer.statistics);
  }

  forward(x: NativeTensor, training: boolean): NativeTensor {
    return this.layers.reduce((value, layer) => layer.forward(value, training), x);
  }

  backward(gradient: NativeTensor): NativeTensor | null {
    let current: NativeTensor | null = gradient;
    for (let i = this.layers.length - 1; i >= 0 && current !== null; i--) current = this.layers[i]!.backward(current);
    return current;
  }
}

/** A layer that never learns, at the bottom of a network: it keeps nothing for a backward pass, since none reaches it. */
export class Fixed implements Layer {
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[];
  readonly #layer: Layer;

  constructor(layer: Layer) {
    this.#layer = layer;
    this.parameters = layer.parameters;
    this.statistics = layer.statistics;
  }

  forward(x: NativeTensor): NativeTensor {
    return this.#layer.forward(x, false);
  }

  backward(): null {
    return null;
  }
}

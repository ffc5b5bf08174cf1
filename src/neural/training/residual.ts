/** y = main(x) + shortcut(x); no shortcut is the identity. Source: He, Zhang, Ren and Sun, CVPR 2016. */
import type { Layer, Parameter, Sequence, Statistic } from './layer.js';
import type { NativeOps, NativeTensor } from './native-ops.js';

export class Residual implements Layer {
  readonly #ops: NativeOps;
  readonly #main: Sequence;
  readonly #shortcut: Sequence | null;

  constructor(ops: NativeOps, main: Sequence, shortcut: Sequence | null) {
    this.#ops = ops;
    this.#main = main;
    this.#shortcut = shortcut;
  }

  get parameters(): readonly Parameter[] {
    return [...this.#main.parameters, ...(this.#shortcut?.parameters ?? [])];
  }

  get statistics(): readonly Statistic[] {
    return [...this.#main.statistics, ...(this.#shortcut?.statistics ?? [])];
  }

  forward(x: NativeTensor, training: boolean): NativeTensor {
    const main = this.#main.forward(this.#ops.retain(x), training);
    return this.#sum(main, this.#shortcut === null ? x : this.#shortcut.forward(x, training));
  }

  backward(gradient: NativeTensor): NativeTensor {
    const main = this.#main.backward(this.#ops.retain(gradient))!;
    return this.#sum(main, this.#shortcut === null ? gradient : this.#shortcut.backward(gradient)!);
  }

  /** Consumes both; the first says in which precision. */
  #sum(a: NativeTensor, b: NativeTensor): NativeTensor {
    const aligned = this.#ops.into(b, a.dtype);
    const sum = this.#ops.binary('AddV2', a, aligned);
    this.#ops.free(a, aligned);
    return sum;
  }
}

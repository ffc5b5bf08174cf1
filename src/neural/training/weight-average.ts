/** The exponential moving average of all weights and running statistics, which a net trained at a high rate is judged by. */
import type { Layer } from './layer.js';
import type { NativeOps, NativeTensor } from './native-ops.js';

export class WeightAverage {
  readonly #ops: NativeOps;
  readonly #layer: Layer;
  readonly #decay: number;
  readonly #average = new Map<string, NativeTensor>();

  /** The average starts from the layer's present values. @param decay weight of the old average in one update */
  constructor(ops: NativeOps, layer: Layer, decay: number) {
    this.#ops = ops;
    this.#layer = layer;
    this.#decay = decay;
    this.update();
  }

  #current(): Map<string, NativeTensor> {
    const tensors = [...this.#layer.parameters, ...this.#layer.statistics];
    return new Map(tensors.map((tensor) => [tensor.name, tensor.value]));
  }

  update(): void {
    const ops = this.#ops;
    for (const [name, value] of this.#current()) {
      const old = this.#average.get(name);
      // The first average is a copy: the value itself may be an alias of a buffer that is updated in place.
      const share = ops.binary('Mul', value, ops.scalar(old === undefined ? 1 : 1 - this.#decay));
      if (old === undefined) {
        this.#average.set(name, share);
        continue;
      }
      const kept = ops.binary('Mul', old, ops.scalar(this.#decay));
      this.#average.set(name, ops.binary('AddV2', kept, share));
      ops.free(old, share, kept);
    }
  }

  read(name: string): Float32Array {
    return this.#ops.readFloats(this.#average.get(name)!);
  }

  names(): readonly string[] {
    return [...this.#average.keys()];
  }

  restore(name: string, data: Float32Array, shape: readonly number[]): void {
    const old = this.#average.get(name);
    if (old !== undefined) this.#ops.free(old);
    this.#average.set(name, this.#ops.tensor(data, shape));
  }
}

/** The exponential moving average of all weights and running statistics, which a net trained at a high rate is judged by. */
import type { NamedTensor } from '../safetensors.js';
import type { Layer } from './layer.js';
import type { NativeOps, NativeTensor } from './native-ops.js';

const prefix = 'average/';

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

  /** The average by tensor name. */
  values(): Map<string, Float32Array> {
    return new Map([...this.#average].map(([name, value]) => [name, this.#ops.readFloats(value)]));
  }

  /** For a checkpoint: names that differ from those of the tensors themselves. */
  state(): Map<string, NamedTensor> {
    const average = [...this.#average];
    return new Map(
      average.map(([name, value]) => [prefix + name, { shape: value.shape, data: this.#ops.readFloats(value) }]),
    );
  }

  /** @param tensors of a whole checkpoint */
  restore(tensors: ReadonlyMap<string, NamedTensor>): void {
    for (const [name, old] of this.#average) {
      const { data, shape } = tensors.get(prefix + name)!;
      this.#ops.free(old);
      this.#average.set(name, this.#ops.tensor(data, shape));
    }
  }
}

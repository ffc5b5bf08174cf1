/**
 * Reference-counted TensorFlow tensors straight at the tfjs-node addon.
 *
 * tfjs tensors know no bfloat16, and on CPUs with bfloat16 instructions a convolution in it is two to four times as fast as
 * in float32; so training calls the addon's `executeOp` with tensor identifiers of its own. Nothing here is seen by
 * `tf.tidy`: every tensor is released by hand, and `live` counts what is not. What a training
 * holds to its end (weights, moments, what layers keep of a step that was interrupted) goes with `dispose`.
 *
 * Ownership: a function documented as consuming a tensor releases the caller's reference to it.
 */
import type { Engine } from '../engine.js';
import type { Addon, Attribute, NumericArray } from './addon.js';
import { portableAddon } from './portable-addon.js';

export interface NativeTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
  references: number;
}

/** What TensorFlow knows as ResourceHandle::ANONYMOUS_NAME: the variable gets a name of its own, unlike any in the process. */
const anonymous = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/** TensorFlow's DT_BFLOAT16; the native addon passes it through without knowing it. */
const BFLOAT16 = 14;

export class NativeOps {
  readonly float32: number;
  readonly int32: number;
  readonly uint8: number;
  readonly bool: number;
  /** float32 on engines without it. */
  readonly bfloat16: number;
  readonly #addon: Addon;
  readonly #live = new Set<NativeTensor>();
  readonly #constants = new Map<string, NativeTensor>();
  readonly #variables: NativeTensor[] = [];

  /** @param from an engine; or other operations, whose tensors these may read but not release, and which outlive these */
  constructor(from: Engine | NativeOps) {
    this.#addon = from instanceof NativeOps ? from.#addon : addonOf(from);
    this.float32 = this.#addon.TF_FLOAT;
    this.int32 = this.#addon.TF_INT32;
    this.uint8 = this.#addon.TF_UINT8;
    this.bool = this.#addon.TF_BOOL;
    const native = from instanceof NativeOps ? from.bfloat16 === BFLOAT16 : from.backend === 'native';
    this.bfloat16 = native ? BFLOAT16 : this.float32;
  }

  /** Tensors created and not released, cached constants included. */
  get live(): number {
    return this.#live.size;
  }

  /** Releases every tensor that is left, whoever holds it, and the variables: none of them may be used again. */
  dispose(): void {
    for (const handle of this.#variables) {
      this.run('DestroyResourceOp', [this.boolean('ignore_lookup_error', true)], [handle], 0);
    }
    for (const tensor of this.#live) {
      tensor.references = 0;
      this.#addon.deleteTensor(tensor.id);
    }
    this.#live.clear();
    this.#constants.clear();
    this.#variables.length = 0;
  }

  /** Makes a tensor of operations that were made from these one of these, if it is not already. */
  adopt(tensor: NativeTensor, from: NativeOps): void {
    if (this.#live.has(tensor)) return;
    if (!from.#live.delete(tensor)) throw new Error(`tensor ${tensor.id} belongs to other operations`);
    this.#live.add(tensor);
  }

  #own(id: number, shape: readonly number[], dtype: number): NativeTensor {
    const tensor = { id, shape, dtype, references: 1 };
    this.#live.add(tensor);
    return tensor;
  }

  type(name: string, value: number): Attribute {
    return { name, type: this.#addon.TF_ATTR_TYPE, value };
  }
  int(name: string, value: number | readonly number[]): Attribute {
    return { name, type: this.#addon.TF_ATTR_INT, value };
  }
  float(name: string, value: number): Attribute {
    return { name, type: this.#addon.TF_ATTR_FLOAT, value };
  }
  string(name: string, value: string): Attribute {
    return { name, type: this.#addon.TF_ATTR_STRING, value };
  }
  boolean(name: string, value: boolean): Attribute {
    return { name, type: this.#addon.TF_ATTR_BOOL, value };
  }

  /** A tensor holding a copy of `data`. */
  tensor(data: NumericArray, shape: readonly number[]): NativeTensor {
    const dtype = data instanceof Float32Array ? this.float32 : data instanceof Int32Array ? this.int32 : this.uint8;
    return this.#own(this.#addon.createTensor(shape, dtype, data), shape, dtype);
  }

  /** The values; bfloat16 tensors have to be cast first. */
  read(tensor: NativeTensor): NumericArray {
    return this.#addon.tensorDataSync(tensor.id);
  }

  readFloats(tensor: NativeTensor): Float32Array {
    return Float32Array.from(this.read(tensor));
  }

  run(op: string, attributes: readonly Attribute[], inputs: readonly NativeTensor[], outputs: number): NativeTensor[] {
    const results = this.#addon.executeOp(
      op,
      attributes,
      inputs.map((input) => input.id),
      outputs,
    );
    return results.map(({ id, shape, dtype }) => this.#own(id, shape, dtype));
  }

  one(op: string, attributes: readonly Attribute[], inputs: readonly NativeTensor[]): NativeTensor {
    return this.run(op, attributes, inputs, 1)[0]!;
  }

  retain(tensor: NativeTensor): NativeTensor {
    tensor.references++;
    return tensor;
  }

  free(...tensors: readonly NativeTensor[]): void {
    for (const tensor of tensors) {
      if (tensor.references <= 0) throw new Error(`tensor ${tensor.id} released twice`);
      if (--tensor.references > 0) continue;
      if (!this.#live.delete(tensor)) throw new Error(`tensor ${tensor.id} belongs to other operations`);
      this.#addon.deleteTensor(tensor.id);
    }
  }

  /** A float32 scalar that lives as long as this object; only for values of a small set. */
  scalar(value: number): NativeTensor {
    return this.#constant(`scalar ${value}`, () => this.tensor(new Float32Array([value]), []));
  }

  /** An int32 vector that lives as long as this object: shapes, axes, permutations. */
  ints(values: readonly number[]): NativeTensor {
    return this.#constant(`ints ${values.join()}`, () => this.tensor(new Int32Array(values), [values.length]));
  }

  /** An int32 scalar that lives as long as this object. */
  axis(value: number): NativeTensor {
    return this.#constant(`axis ${value}`, () => this.tensor(new Int32Array([value]), []));
  }

  #constant(key: string, make: () => NativeTensor): NativeTensor {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#constants.set(key, made);
    return made;
  }

  cast(x: NativeTensor, dtype: number): NativeTensor {
    if (x.dtype === dtype) return this.retain(x);
    return this.one(
      'Cast',
      [this.type('SrcT', x.dtype), this.type('DstT', dtype), this.boolean('Truncate', false)],
      [x],
    );
  }

  /** Casts and consumes `x`. */
  into(x: NativeTensor, dtype: number): NativeTensor {
    const result = this.cast(x, dtype);
    this.free(x);
    return result;
  }

  binary(op: 'AddV2' | 'Sub' | 'Mul' | 'RealDiv', a: NativeTensor, b: NativeTensor): NativeTensor {
    return this.one(op, [this.type('T', a.dtype)], [a, b]);
  }

  reshape(x: NativeTensor, shape: readonly number[]): NativeTensor {
    return this.one('Reshape', [this.type('T', x.dtype), this.type('Tshape', this.int32)], [x, this.ints(shape)]);
  }

  transpose(x: NativeTensor, order: readonly number[]): NativeTensor {
    return this.one('Transpose', [this.type('T', x.dtype), this.type('Tperm', this.int32)], [x, this.ints(order)]);
  }

  /** Rows `indices` of `x` along the first axis. */
  gather(x: NativeTensor, indices: Int32Array): NativeTensor {
    const rows = this.tensor(indices, [indices.length]);
    const attributes = [
      this.type('Tparams', x.dtype),
      this.type('Tindices', this.int32),
      this.type('Taxis', this.int32),
      this.int('batch_dims', 0),
    ];
    const result = this.one('GatherV2', attributes, [x, rows, this.axis(0)]);
    this.free(rows);
    return result;
  }

  concat(parts: readonly NativeTensor[], axis: number): NativeTensor {
    if (parts.length === 1) return this.retain(parts[0]!);
    const dtype = parts[0]!.dtype;
    const attributes = [this.type('T', dtype), this.type('Tidx', this.int32), this.int('N', parts.length)];
    return this.one('ConcatV2', attributes, [...parts, this.axis(axis)]);
  }

  slice(x: NativeTensor, begin: readonly number[], size: readonly number[]): NativeTensor {
    const attributes = [this.type('T', x.dtype), this.type('Index', this.int32)];
    return this.one('Slice', attributes, [x, this.ints(begin), this.ints(size)]);
  }

  /** A resource variable holding a copy of `initial`: the handle that the fused optimiser kernels update in place. Lives as long as this object. */
  variable(initial: NativeTensor): NativeTensor {
    const attributes = [
      this.type('dtype', this.float32),
      { name: 'shape', type: this.#addon.TF_ATTR_SHAPE, value: initial.shape },
      this.string('shared_name', anonymous),
      this.string('container', ''),
    ];
    const handle = this.one('VarHandleOp', attributes, []);
    this.#variables.push(handle);
    this.run('AssignVariableOp', [this.type('dtype', this.float32)], [handle, initial], 0);
    return handle;
  }

  assign(handle: NativeTensor, value: NativeTensor): void {
    this.run('AssignVariableOp', [this.type('dtype', this.float32)], [handle, value], 0);
  }

  /** An alias of the variable's buffer: release it before the next update, else the update copies. */
  readVariable(handle: NativeTensor): NativeTensor {
    return this.one('ReadVariableOp', [this.type('dtype', this.float32)], [handle]);
  }
}

// By name: the live backend of the process may have become another engine's in the meantime.
const addonOf = (engine: Engine): Addon =>
  engine.backend === 'native'
    ? (engine.tf.findBackend('tensorflow') as unknown as { binding: Addon }).binding
    : portableAddon(engine);

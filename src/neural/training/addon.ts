/** Operations by TensorFlow's names on tensors with numbers for names, as the addon of tfjs-node offers them. */

export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

export type NumericArray = Float32Array | Int32Array | Uint8Array;

export interface AddonTensor {
  id: number;
  shape: number[];
  dtype: number;
}

/** The part of the native addon that training uses; `portable-addon.ts` is the same for the other engines. */
export interface Addon {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  readonly TF_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  createTensor(shape: readonly number[], dtype: number, data: NumericArray): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): NumericArray;
  executeOp(name: string, attributes: readonly Attribute[], inputs: readonly number[], outputs: number): AddonTensor[];
}

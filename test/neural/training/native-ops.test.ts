/** Tensors of a training: what is left goes with `dispose`, and two sets of operations do not get into each other's way. */
import { describe, expect, test } from 'vitest';
import { type Backend, loadEngine } from '../../../src/neural/engine.js';
import { NativeOps } from '../../../src/neural/training/native-ops.js';

describe.each<Backend>(['native', 'wasm'])('on %s', (backend) => {
  test('dispose releases tensors, constants and variables, whoever holds them', async () => {
    const engine = await loadEngine(backend);
    const before = engine.tf.memory().numTensors;
    const ops = new NativeOps(engine);
    const tensor = ops.retain(ops.tensor(Float32Array.of(1, 2), [2]));
    const handle = ops.variable(tensor);
    ops.free(ops.binary('Mul', tensor, ops.scalar(3)));
    expect(ops.live).toBe(3);
    ops.dispose();
    expect(ops.live).toBe(0);
    expect(engine.tf.memory().numTensors).toBe(before);
    expect(() => ops.free(tensor)).toThrow(/released twice/);
    expect(() => ops.readVariable(handle)).toThrow();
  });

  test('variables of two trainings are two variables', async () => {
    const engine = await loadEngine(backend);
    const [one, other] = [new NativeOps(engine), new NativeOps(engine)];
    const [first, second] = [one, other].map((ops, i) => ops.variable(ops.tensor(Float32Array.of(i + 1), [1])));
    expect(one.readFloats(one.readVariable(first!))).toEqual(Float32Array.of(1));
    expect(other.readFloats(other.readVariable(second!))).toEqual(Float32Array.of(2));
    one.dispose();
    expect(other.readFloats(other.readVariable(second!))).toEqual(Float32Array.of(2));
    other.dispose();
  });

  test('operations made from others read their tensors, and release none of them', async () => {
    const ops = new NativeOps(await loadEngine(backend));
    const tensor = ops.tensor(Float32Array.of(5, 6), [2]);
    const scope = new NativeOps(ops);
    const sum = scope.binary('AddV2', tensor, tensor);
    expect(scope.readFloats(sum)).toEqual(Float32Array.of(10, 12));
    expect(() => scope.free(tensor)).toThrow(/belongs to other operations/);
    ops.adopt(sum, scope);
    scope.dispose();
    expect(ops.readFloats(sum)).toEqual(Float32Array.of(10, 12));
    ops.free(sum);
    expect(ops.readFloats(tensor)).toEqual(Float32Array.of(5, 6));
    ops.dispose();
  });
});

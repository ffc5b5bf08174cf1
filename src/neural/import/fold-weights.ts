/**
 * Filters and biases of a backbone from the tensors of a network trained elsewhere, batch norms folded in:
 *
 *   y = gain (w * x + b - mean) / sqrt(variance + epsilon) + offset  =  (f w) * x + f (b - mean) + offset,  f = gain / sqrt(variance + epsilon)
 *
 * computed in double and rounded once. Filters are stored as [kernel, kernel, inputs, outputs], the dense layer as [inputs, outputs].
 */
import { InputError } from '../../base/errors.js';
import type { NamedTensor } from '../safetensors.js';
import type { FoldRecipe } from './layer-plan.js';

type Tensors = ReadonlyMap<string, NamedTensor>;

/** @throws InputError for weights that are no numbers, and for a variance below 0 */
export function foldWeights(recipes: readonly FoldRecipe[], tensors: Tensors, file: string): Map<string, NamedTensor> {
  const folded = new Map<string, NamedTensor>();
  for (const recipe of recipes) {
    const { name, kernel, inputs, outputs, layout } = recipe;
    const { factor, bias } = factorsOf(recipe, tensors, file);
    const weight = finite(tensors, `${recipe.parameters}.weight`, file);
    const positions = kernel * kernel;
    const data = new Float32Array(positions * inputs * outputs);
    // In the file outputs change slowest and positions fastest, in the model it is the other way round.
    for (let output = 0; output < outputs; output++) {
      for (let input = 0; input < inputs; input++) {
        for (let place = 0; place < positions; place++) {
          data[(place * inputs + input) * outputs + output] =
            factor[output]! * weight[(output * inputs + input) * positions + place]!;
        }
      }
    }
    const shape = layout === 'dense' ? [inputs, outputs] : [kernel, kernel, inputs, outputs];
    folded.set(`${name}.weight`, { shape, data });
    folded.set(`${name}.bias`, { shape: [outputs], data: Float32Array.from(bias) });
  }
  for (const [name, { data }] of folded) {
    if (!data.every(Number.isFinite)) throw refusal(file, `"${name}" overflows when its batch norm is folded in`);
  }
  return folded;
}

function factorsOf({ parameters, norms, outputs }: FoldRecipe, tensors: Tensors, file: string) {
  const factor = new Float64Array(outputs).fill(1);
  const bias = Float64Array.from(
    tensors.has(`${parameters}.bias`) ? finite(tensors, `${parameters}.bias`, file) : new Float32Array(outputs),
  );
  for (const norm of norms) {
    const mean = finite(tensors, `${norm.parameters}.running_mean`, file);
    const variance = finite(tensors, `${norm.parameters}.running_var`, file);
    const affine = tensors.has(`${norm.parameters}.weight`);
    const gain = affine ? finite(tensors, `${norm.parameters}.weight`, file) : undefined;
    const offset = affine ? finite(tensors, `${norm.parameters}.bias`, file) : undefined;
    for (let output = 0; output < outputs; output++) {
      if (!(variance[output]! >= 0)) {
        throw refusal(file, `"${norm.parameters}.running_var" holds ${variance[output]}; accepted: 0 or more`);
      }
      const scale = (gain?.[output] ?? 1) / Math.sqrt(variance[output]! + norm.epsilon);
      factor[output]! *= scale;
      bias[output] = scale * (bias[output]! - mean[output]!) + (offset?.[output] ?? 0);
    }
  }
  return { factor, bias };
}

function finite(tensors: Tensors, name: string, file: string): Float32Array {
  const { data } = tensors.get(name)!;
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw refusal(file, `"${name}" holds ${data[wrong]} at place ${wrong}; accepted: finite numbers`);
  return data;
}

const refusal = (file: string, message: string): InputError => new InputError([{ file, message }]);

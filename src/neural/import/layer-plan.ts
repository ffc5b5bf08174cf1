/**
 * From a description's layers to the stages of a backbone: which convolution each stage becomes, and from which tensors it is made.
 *
 * Accepted, after one another: [convolution or dense, batch norm if any, ReLU, max pool 2 x 2 if any], and [residual, ReLU]; at the
 * end mean pool (needless where the map has one position) and one dense layer. A dense layer before the last is the convolution that
 * covers its whole map. Everything else is refused with its place and reason; nothing is approximated.
 */
import { InputError } from '../../base/errors.js';
import {
  type ImportedConvolution,
  type ImportedShape,
  type ImportedStage,
  imageExtent,
  importedStage,
  type MapExtent,
} from '../backbone-imported.js';
import type { BranchLayer, NetworkFile, NetworkLayer } from './network-file.js';
import { Refusal, type ShapeOf, TensorShapes } from './tensor-shapes.js';

/** How the filter and bias of one folded convolution, or of the last dense layer, are made of tensors of the file. */
export interface FoldRecipe {
  /** Name in the model's weights: NAME.weight, NAME.bias. */
  readonly name: string;
  /** Before ".weight" and ".bias". */
  readonly parameters: string;
  readonly norms: readonly { readonly parameters: string; readonly epsilon: number }[];
  /**
   * Layout of the weight in the file: [outputs, inputs, kernel, kernel], or [outputs, inputs kernel kernel] of a map flattened
   * channel by channel, or [outputs, inputs].
   */
  readonly layout: 'convolution' | 'flattened' | 'dense';
  readonly kernel: number;
  readonly inputs: number;
  readonly outputs: number;
}

export interface LayerIssue {
  /** JSON pointer into the description. */
  readonly path: string;
  readonly message: string;
}

export type LayerPlan =
  | { readonly shape: ImportedShape; readonly recipes: readonly FoldRecipe[] }
  | { readonly issues: readonly LayerIssue[] };

export function planLayers(network: NetworkFile, shapeOf: ShapeOf): LayerPlan {
  const planner = new Planner(network, shapeOf);
  try {
    return planner.plan();
  } catch (error) {
    if (error instanceof Refusal) return { issues: [{ path: error.path, message: error.message }] };
    throw error;
  }
}

interface OpenConvolution {
  readonly convolution: ImportedConvolution;
  norms: FoldRecipe['norms'];
  readonly recipe: Omit<FoldRecipe, 'norms'>;
}

/** A stage whose ReLU has not come yet, or whose max pool may still come. */
type Open =
  | {
      readonly kind: 'convolution';
      readonly path: string;
      readonly part: OpenConvolution;
      rectified: boolean;
      pool: boolean;
    }
  | { readonly kind: 'residual'; readonly path: string; readonly stage: ImportedStage };

class Planner {
  readonly #network: NetworkFile;
  readonly #tensors: TensorShapes;
  readonly #stages: ImportedStage[] = [];
  readonly #splits: { name: string; stages: number }[] = [];
  readonly #recipes: FoldRecipe[] = [];
  #extent: MapExtent = imageExtent;
  #open: Open | undefined;
  #meanPooled = false;
  #ended = false;

  constructor(network: NetworkFile, shapeOf: ShapeOf) {
    this.#network = network;
    this.#tensors = new TensorShapes(shapeOf);
  }

  plan(): LayerPlan {
    const { layers, classCount, mean, deviation } = this.#network;
    layers.forEach((layer, index) => {
      this.#add(layer, `/layers/${index}`, index === layers.length - 1);
    });
    if (!this.#ended) throw new Refusal(`/layers/${layers.length - 1}`, 'the last layer; accepted: a dense layer');
    if (this.#splits.length === 0) {
      throw new Refusal('/layers', 'no place to cut it; accepted: at least one { "kind": "split", "name": NAME }');
    }
    const colours = (values: readonly number[]) => values as readonly number[] as [number, number, number];
    const shape: ImportedShape = {
      architecture: 'imported',
      classCount,
      mean: colours(mean),
      deviation: colours(deviation),
      stages: this.#stages,
      splits: this.#splits,
    };
    return { shape, recipes: this.#recipes };
  }

  #add(layer: NetworkLayer, path: string, last: boolean): void {
    if (this.#meanPooled && layer.kind !== 'dense') {
      throw new Refusal(path, `"${layer.kind}" behind the mean pool; accepted: one dense layer, the last`);
    }
    switch (layer.kind) {
      case 'convolution':
        this.#close(path);
        this.#open = {
          kind: 'convolution',
          path,
          part: this.#convolution(layer, path, this.#next(), this.#extent),
          rectified: false,
          pool: false,
        };
        return;
      case 'batch-norm':
        this.#norm(layer, path);
        return;
      case 'relu':
        this.#rectify(path);
        return;
      case 'max-pool':
        this.#pool(layer, path);
        return;
      case 'residual':
        this.#close(path);
        this.#open = { kind: 'residual', path, stage: this.#residual(layer, path) };
        return;
      case 'split':
        this.#split(layer.name, path);
        return;
      case 'mean-pool':
        this.#close(path);
        this.#meanPooled = true;
        return;
      case 'dense':
        if (last) this.#lastDense(layer.parameters, path);
        else this.#hiddenDense(layer.parameters, path);
    }
  }

  #next = (): string => `stage${this.#stages.length + 1}`;

  #norm({ parameters, epsilon }: Extract<NetworkLayer, { kind: 'batch-norm' }>, path: string): void {
    const open = this.#open;
    if (open?.kind !== 'convolution' || open.rectified || open.pool) {
      throw new Refusal(path, 'a batch norm here; accepted: directly behind a convolution or a dense layer');
    }
    this.#foldNorm(open.part, parameters, epsilon, path);
  }

  #foldNorm(part: OpenConvolution, parameters: string, epsilon: number, path: string): void {
    const { outputs } = part.recipe;
    for (const name of ['running_mean', 'running_var']) this.#tensors.expect(`${parameters}.${name}`, [outputs], path);
    // Gain and offset come together or not at all.
    const affine = this.#tensors.has(`${parameters}.weight`) || this.#tensors.has(`${parameters}.bias`);
    if (affine) for (const name of ['weight', 'bias']) this.#tensors.expect(`${parameters}.${name}`, [outputs], path);
    part.norms = [...part.norms, { parameters, epsilon }];
  }

  #rectify(path: string): void {
    const open = this.#open;
    if (open?.kind === 'residual') {
      this.#finish(open.stage, path);
      this.#open = undefined;
      return;
    }
    if (open === undefined || open.rectified) {
      throw new Refusal(
        path,
        'a ReLU here; accepted: behind a convolution, a dense layer, their batch norm, or a residual',
      );
    }
    open.rectified = true;
  }

  #pool({ size, stride, padding }: Extract<NetworkLayer, { kind: 'max-pool' }>, path: string): void {
    if (size !== 2 || stride !== 2 || padding !== 0) {
      throw new Refusal(
        path,
        `a max pool of ${size} x ${size}, stride ${stride}, padding ${padding}; accepted: 2 x 2, stride 2, padding 0`,
      );
    }
    const open = this.#open;
    if (open?.kind !== 'convolution' || open.pool) {
      throw new Refusal(
        path,
        'a max pool here; accepted: behind a convolution, its batch norm and ReLU, before a split',
      );
    }
    open.pool = true;
  }

  #split(name: string, path: string): void {
    this.#close(path);
    if (this.#stages.length === 0) throw new Refusal(path, 'a split before the first stage; accepted: behind one');
    if (this.#splits.some((split) => split.name === name)) {
      throw new Refusal(`${path}/name`, `"${name}" names a split already; accepted: names used once`);
    }
    this.#splits.push({ name, stages: this.#stages.length });
  }

  #residual({ main, shortcut }: Extract<NetworkLayer, { kind: 'residual' }>, path: string): ImportedStage {
    const name = this.#next();
    const parts = this.#branch(main, `${path}/main`, `${name}.main`, true);
    if (parts.length === 0) throw new Refusal(`${path}/main`, 'empty; accepted: at least one convolution');
    const short = this.#branch(shortcut, `${path}/shortcut`, `${name}.shortcut`, false);
    if (short.length > 1)
      throw new Refusal(`${path}/shortcut`, 'two convolutions; accepted: none or one, with its batch norm');
    for (const part of [...parts, ...short]) this.#recipes.push({ ...part.recipe, norms: part.norms });
    return {
      kind: 'residual',
      name,
      main: parts.map(({ convolution }) => convolution),
      shortcut: short[0]?.convolution ?? null,
    };
  }

  /** @param numbered a ReLU between its convolutions, none behind the last */
  #branch(layers: readonly BranchLayer[], path: string, name: string, numbered: boolean): OpenConvolution[] {
    const parts: OpenConvolution[] = [];
    let extent = this.#extent;
    let rectified = true;
    layers.forEach((layer, index) => {
      const place = `${path}/${index}`;
      const part = parts.at(-1);
      if (layer.kind === 'convolution') {
        if (!rectified)
          throw new Refusal(place, 'two convolutions without ReLU in between; accepted: a ReLU between them');
        const made = this.#convolution(layer, place, numbered ? `${name}${parts.length + 1}` : name, extent);
        parts.push(made);
        extent = this.#after(made.convolution, extent, place);
        rectified = false;
      } else if (layer.kind === 'batch-norm') {
        if (part === undefined || rectified)
          throw new Refusal(place, 'a batch norm here; accepted: directly behind a convolution');
        this.#foldNorm(part, layer.parameters, layer.epsilon, place);
      } else {
        if (part === undefined || rectified || index === layers.length - 1) {
          throw new Refusal(
            place,
            'a ReLU here; accepted: between the convolutions of "main"; the one of the sum follows the residual',
          );
        }
        rectified = true;
      }
    });
    return parts;
  }

  #after(convolution: ImportedConvolution, entering: MapExtent, path: string): MapExtent {
    const { side, outputs } = this.#build({ kind: 'convolution', convolution, pool: false }, entering, path);
    return { side, channels: outputs };
  }

  #convolution(
    { parameters, stride, padding }: Extract<NetworkLayer, { kind: 'convolution' }>,
    path: string,
    name: string,
    { channels }: MapExtent,
  ): OpenConvolution {
    const shape = this.#tensors.weight(parameters, 4, path);
    const [outputs, inputs, height, width] = shape as [number, number, number, number];
    if (height !== width) throw new Refusal(path, `a kernel of ${height} x ${width}; accepted: a square one`);
    if (inputs !== channels) {
      const grouped = channels % inputs === 0 && inputs < channels ? ' (groups are not accepted)' : '';
      throw new Refusal(path, `"${parameters}.weight" takes ${inputs} channels, the map has ${channels}${grouped}`);
    }
    const centred = 2 * padding === height - 1;
    if (padding !== 0 && !centred) {
      throw new Refusal(
        `${path}/padding`,
        `found ${padding} for a kernel of ${height}; accepted: 0${height % 2 === 1 ? ` or ${(height - 1) / 2}` : ''}`,
      );
    }
    this.#tensors.bias(parameters, outputs, path);
    const kind = padding === 0 ? 'valid' : stride === 1 ? 'same' : 'centred';
    return {
      convolution: { name, kernel: height, stride, padding: kind, outputs },
      norms: [],
      recipe: { name, parameters, layout: 'convolution', kernel: height, inputs, outputs },
    };
  }

  #hiddenDense(parameters: string, path: string): void {
    if (this.#meanPooled)
      throw new Refusal(path, 'a dense layer behind the mean pool that is not the last; accepted: one, the last');
    this.#close(path);
    const { side, channels } = this.#extent;
    const [outputs, inputs] = this.#tensors.weight(parameters, 2, path) as [number, number];
    if (inputs !== channels * side * side) {
      throw new Refusal(
        path,
        `"${parameters}.weight" takes ${inputs} values, the map has ${channels} x ${side} x ${side}`,
      );
    }
    this.#tensors.bias(parameters, outputs, path);
    const name = this.#next();
    const part: OpenConvolution = {
      convolution: { name, kernel: side, stride: 1, padding: 'valid', outputs },
      norms: [],
      recipe: { name, parameters, layout: 'flattened', kernel: side, inputs: channels, outputs },
    };
    this.#open = { kind: 'convolution', path, part, rectified: false, pool: false };
  }

  #lastDense(parameters: string, path: string): void {
    this.#close(path);
    const { side, channels } = this.#extent;
    if (this.#stages.length === 0)
      throw new Refusal(path, 'no stage before the last dense layer; accepted: at least one convolution');
    if (!this.#meanPooled && side > 1) {
      throw new Refusal(
        path,
        `the last dense layer on a map of ${side} x ${side}; accepted: behind a mean pool, or on one position`,
      );
    }
    const [outputs, inputs] = this.#tensors.weight(parameters, 2, path) as [number, number];
    if (inputs !== channels)
      throw new Refusal(path, `"${parameters}.weight" takes ${inputs} values, the map has ${channels} channels`);
    const { classCount } = this.#network;
    if (outputs !== classCount)
      throw new Refusal(
        path,
        `"${parameters}.weight" gives ${outputs} values; accepted: one for each of ${classCount} classes`,
      );
    this.#tensors.bias(parameters, outputs, path);
    this.#recipes.push({ name: 'dense', parameters, norms: [], layout: 'dense', kernel: 1, inputs, outputs });
    this.#ended = true;
  }

  /** The open stage ends before the layer at `path`. */
  #close(path: string): void {
    const open = this.#open;
    if (open === undefined) return;
    if (open.kind === 'residual' || !open.rectified) {
      throw new Refusal(
        path,
        `what stands at ${open.path} has no ReLU before this; accepted: a ReLU behind every convolution, hidden dense layer and residual`,
      );
    }
    this.#recipes.push({ ...open.part.recipe, norms: open.part.norms });
    this.#finish({ kind: 'convolution', convolution: open.part.convolution, pool: open.pool }, open.path);
    this.#open = undefined;
  }

  #finish(stage: ImportedStage, path: string): void {
    const { side, outputs } = this.#build(stage, this.#extent, path);
    this.#stages.push(stage);
    this.#extent = { side, channels: outputs };
  }

  #build(stage: ImportedStage, entering: MapExtent, path: string) {
    try {
      return importedStage(stage, entering);
    } catch (error) {
      if (error instanceof InputError) throw new Refusal(path, error.message);
      throw error;
    }
  }
}

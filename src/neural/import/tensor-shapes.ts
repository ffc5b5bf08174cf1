/** Shapes of the tensors that layers name, and the refusal of those that do not fit. */

/** Shape of a tensor of the weights file, if it is there. */
export type ShapeOf = (name: string) => readonly number[] | undefined;

/** What is wrong with a layer makes the sizes of all later ones meaningless: the first refusal ends the plan. */
export class Refusal extends Error {
  constructor(
    readonly path: string,
    message: string,
  ) {
    super(message);
  }
}

/** The tensors of a weights file, asked for by the layer at `path`. */
export class TensorShapes {
  readonly #shapeOf: ShapeOf;

  constructor(shapeOf: ShapeOf) {
    this.#shapeOf = shapeOf;
  }

  has(name: string): boolean {
    return this.#shapeOf(name) !== undefined;
  }

  /** Shape of PARAMETERS.weight, with as many extents as `rank`. */
  weight(parameters: string, rank: number, path: string): readonly number[] {
    const name = `${parameters}.weight`;
    const shape = this.#shapeOf(name);
    if (shape === undefined) throw new Refusal(path, `the weights have no tensor "${name}"`);
    if (shape.length === rank && shape.every((extent) => extent > 0)) return shape;
    const wanted = rank === 4 ? 'outputs x inputs x kernel x kernel' : 'outputs x inputs';
    throw new Refusal(path, `"${name}" is ${shape.join(' x ') || 'a single number'}; accepted: ${wanted}`);
  }

  /** Of PARAMETERS.bias, if there is one. */
  bias(parameters: string, outputs: number, path: string): void {
    if (this.has(`${parameters}.bias`)) this.expect(`${parameters}.bias`, [outputs], path);
  }

  expect(name: string, wanted: readonly number[], path: string): void {
    const shape = this.#shapeOf(name);
    if (shape === undefined) throw new Refusal(path, `the weights have no tensor "${name}"`);
    if (shape.join() !== wanted.join()) {
      throw new Refusal(
        path,
        `"${name}" is ${shape.join(' x ') || 'a single number'}; accepted: ${wanted.join(' x ')}`,
      );
    }
  }
}

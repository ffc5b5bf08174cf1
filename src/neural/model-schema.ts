/** Schemas that the cards of models and the configurations of their trainings have in common. */
import { type TObjectOptions, type TSchema, Type } from 'typebox';
import type { BackboneShape } from './backbone.js';
import { type DataSet, dataSets } from './image-set.js';

export const dataSetSchema = Type.Unsafe<DataSet>({ type: 'string', enum: dataSets });

/** A name that may be a folder's: no separators, no dots. */
export const modelNameSchema = Type.String({
  pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
  maxLength: 60,
  'x-accepted': 'small letters and digits, joined by "-", at most 60',
});

const three = { minItems: 3, maxItems: 3 } as const;

/** Shapes of the backbones that are trained here. */
export function trainedShapes(options: TObjectOptions): TSchema[] {
  const common = commonShape();
  const widths = Type.Array(Type.Integer({ minimum: 1, maximum: 2048 }), three);
  const whiteningKernel = Type.Integer({ minimum: 1, maximum: 3 });
  return [
    Type.Object({ architecture: Type.Literal('compact'), whiteningKernel, widths, ...common }, options),
    Type.Object({ architecture: Type.Literal('vgg16'), ...common }, options),
    Type.Object({ architecture: Type.Literal('resnet50'), ...common }, options),
  ];
}

/** Of backbones trained elsewhere; what `import` writes. */
export function importedShape(): TSchema {
  const name = Type.String({ minLength: 1, maxLength: 200 });
  const convolution = Type.Object({
    name,
    kernel: Type.Integer({ minimum: 1, maximum: 32 }),
    stride: Type.Integer({ minimum: 1, maximum: 8 }),
    padding: Type.Unsafe<string>({ type: 'string', enum: ['same', 'valid', 'centred'] }),
    outputs: Type.Integer({ minimum: 1, maximum: 65_536 }),
  });
  const stages = [
    Type.Object({ kind: Type.Literal('convolution'), convolution, pool: Type.Boolean() }),
    Type.Object({
      kind: Type.Literal('residual'),
      name,
      main: Type.Array(convolution, { minItems: 1, maxItems: 50 }),
      shortcut: Type.Union([Type.Null(), convolution]),
    }),
  ];
  const split = Type.Object({
    name: Type.String({ minLength: 1, maxLength: 60 }),
    stages: Type.Integer({ minimum: 1, maximum: 1000 }),
  });
  return Type.Object({
    architecture: Type.Literal('imported'),
    stages: Type.Array(unionBy('kind', stages), { minItems: 1, maxItems: 1000 }),
    splits: Type.Array(split, { maxItems: 1000 }),
    ...commonShape(),
  });
}

export function shapeSchema(shapes: TSchema[]) {
  return Type.Unsafe<BackboneShape>(unionBy('architecture', shapes));
}

function commonShape() {
  return {
    classCount: Type.Integer({ minimum: 2, maximum: 1000 }),
    mean: Type.Array(Type.Number(), three),
    deviation: Type.Array(Type.Number({ exclusiveMinimum: 0 }), three),
  };
}

function unionBy(key: string, branches: TSchema[]): TSchema {
  return { type: 'object', discriminator: { propertyName: key }, required: [key], oneOf: branches };
}

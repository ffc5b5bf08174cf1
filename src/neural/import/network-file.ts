/**
 * The description of a network trained elsewhere, `bottlenet-sim/network@1`: its layers in order, with the names their weights have in
 * the file beside it. docs/import.md explains it.
 */
import { type Static, Type } from 'typebox';
import { type DataSet, dataSets } from '../image-set.js';

const closed = { additionalProperties: false } as const;

const parameters = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'what stands before ".weight" and ".bias" in the names of its tensors',
});
const defaulted = <Schema>(schema: Schema, value: number): Schema =>
  Object.assign(schema as object, { default: value }) as Schema;

const convolution = Type.Object(
  {
    kind: Type.Literal('convolution', { description: 'square two-dimensional convolution' }),
    parameters,
    stride: defaulted(Type.Integer({ minimum: 1, maximum: 8 }), 1),
    padding: defaulted(Type.Integer({ minimum: 0, maximum: 7, description: 'zeros on every side' }), 0),
  },
  closed,
);
const batchNorm = Type.Object(
  {
    kind: Type.Literal('batch-norm', { description: 'batch normalisation with its running mean and variance' }),
    parameters,
    epsilon: defaulted(Type.Number({ exclusiveMinimum: 0, maximum: 1 }), 1e-5),
  },
  closed,
);
const relu = Type.Object({ kind: Type.Literal('relu', { description: 'max(x, 0)' }) }, closed);
const branch = (description: string) =>
  Type.Array(Type.Union([convolution, batchNorm, relu], { description: 'a layer' }), { maxItems: 50, description });

const layer = Type.Union(
  [
    convolution,
    batchNorm,
    relu,
    Type.Object(
      {
        kind: Type.Literal('max-pool', { description: 'largest value' }),
        size: defaulted(Type.Integer({ minimum: 1, maximum: 32 }), 2),
        stride: defaulted(Type.Integer({ minimum: 1, maximum: 32 }), 2),
        padding: defaulted(Type.Integer({ minimum: 0, maximum: 16 }), 0),
      },
      closed,
    ),
    Type.Object(
      {
        kind: Type.Literal('residual', { description: 'sum of two ways through; the shortcut may be empty' }),
        main: branch('layers of the main way'),
        shortcut: branch('layers of the shortcut, none for the identity'),
      },
      closed,
    ),
    Type.Object(
      {
        kind: Type.Literal('split', { description: 'a place where the network may be cut' }),
        name: Type.String({
          pattern: '^[A-Za-z][A-Za-z0-9_-]{0,59}$',
          'x-accepted': 'a name of letters, digits, "-" or "_"',
        }),
      },
      closed,
    ),
    Type.Object({ kind: Type.Literal('mean-pool', { description: 'mean over all positions' }) }, closed),
    Type.Object({ kind: Type.Literal('dense', { description: 'fully connected layer' }), parameters }, closed),
  ],
  { description: 'a layer' },
);

const colours = (description: string, least: number) =>
  Type.Array(
    least === 0 ? Type.Number({ exclusiveMinimum: 0, maximum: 10 }) : Type.Number({ minimum: least, maximum: 10 }),
    {
      minItems: 3,
      maxItems: 3,
      description,
    },
  );

const networkFormat = 'bottlenet-sim/network@1';

const networkSchema = Type.Object(
  {
    format: Type.Literal(networkFormat),
    name: Type.String({
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
      maxLength: 60,
      'x-accepted': 'small letters and digits, joined by "-"',
      description: 'name of the model, and of its folder',
    }),
    dataSet: Type.Unsafe<DataSet>({ type: 'string', enum: dataSets, description: 'images it was trained on' }),
    classCount: Type.Integer({ minimum: 2, maximum: 1000 }),
    mean: colours('images enter as (x/255 - mean)/deviation', -10),
    deviation: colours('images enter as (x/255 - mean)/deviation', 0),
    layers: Type.Array(layer, { minItems: 1, maxItems: 1000 }),
  },
  { ...closed, title: 'bottlenet-sim network', description: 'A network trained elsewhere' },
);

export const networkDocument = { format: networkFormat, schema: networkSchema } as const;

export type NetworkFile = Static<typeof networkSchema>;
export type NetworkLayer = NetworkFile['layers'][number];
export type BranchLayer = Extract<NetworkLayer, { kind: 'residual' }>['main'][number];

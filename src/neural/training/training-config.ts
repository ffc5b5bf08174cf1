/**
 * Training configurations: the committed JSON files that say what the `train` command makes, checked whole before anything
 * runs; unknown keys are refused.
 */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Static, type TSchema, Type } from 'typebox';
import { InputError } from '../../base/errors.js';
import type { BackboneShape } from '../backbone.js';
import { type DataSet, dataSets } from '../image-set.js';

export const trainingFormat = 'bottlenet-sim/training@1';
const sizeLimit = 1_000_000;

const closed = { additionalProperties: false } as const;
const share = { minimum: 0, maximum: 1 } as const;
const colours = Type.Array(Type.Number(), { minItems: 3, maxItems: 3 });
const commonShape = { classCount: Type.Integer({ minimum: 2, maximum: 1000 }), mean: colours, deviation: colours };
export const dataSetSchema = Type.Unsafe<DataSet>({ type: 'string', enum: dataSets });
export const precisionSchema = Type.Unsafe<'auto' | 'bfloat16' | 'float32'>({
  type: 'string',
  enum: ['auto', 'bfloat16', 'float32'],
});
/** A name that is also a folder's: no separators, no dots. */
export const modelNameSchema = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 });
export const seedSchema = Type.Integer({ minimum: 0 });

export const backboneConfigSchema = Type.Object(
  {
    format: Type.Literal(trainingFormat),
    kind: Type.Literal('backbone'),
    name: modelNameSchema,
    dataSet: dataSetSchema,
    seed: seedSchema,
    shape: Type.Unsafe<BackboneShape>({
      type: 'object',
      discriminator: { propertyName: 'architecture' },
      required: ['architecture'],
      oneOf: [
        Type.Object(
          {
            architecture: Type.Literal('compact'),
            whiteningKernel: Type.Integer({ minimum: 1, maximum: 3 }),
            widths: Type.Array(Type.Integer({ minimum: 1, maximum: 2048 }), { minItems: 3, maxItems: 3 }),
            ...commonShape,
          },
          closed,
        ),
        Type.Object({ architecture: Type.Literal('vgg16'), ...commonShape }, closed),
        Type.Object({ architecture: Type.Literal('resnet50'), ...commonShape }, closed),
      ],
    }),
    recipe: Type.Object(
      {
        epochs: Type.Number({ exclusiveMinimum: 0 }),
        batch: Type.Integer({ minimum: 1 }),
        peakRate: Type.Number({ exclusiveMinimum: 0 }),
        warmUp: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
        momentum: Type.Number(share),
        weightDecay: Type.Number({ minimum: 0 }),
        labelSmoothing: Type.Number(share),
        shift: Type.Integer({ minimum: 0, maximum: 16 }),
        cutout: Type.Integer({ minimum: 0, maximum: 32 }),
        averageDecay: Type.Number(share),
        averageEvery: Type.Integer({ minimum: 1 }),
        precision: precisionSchema,
      },
      closed,
    ),
  },
  closed,
);
export type BackboneConfig = Static<typeof backboneConfigSchema>;

/** Reads a training configuration as JSON. */
export function readTrainingFile(file: string): { readonly kind?: unknown } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new InputError([{ file, message: 'cannot be read' }]);
  }
  if (text.length > sizeLimit) throw new InputError([{ file, message: `is longer than ${sizeLimit} characters` }]);
  try {
    const document = JSON.parse(text) as unknown;
    if (typeof document === 'object' && document !== null) return document;
  } catch (error) {
    throw new InputError([{ file, message: `is not JSON: ${(error as Error).message}` }]);
  }
  throw new InputError([{ file, message: 'is not a JSON object' }]);
}

/** Fills the defaults of the schema in. @throws InputError with every fault */
export function checkConfig<Config>(schema: TSchema, document: unknown, file: string): Config {
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false, discriminator: true, useDefaults: true });
  const validate = ajv.compile(schema);
  if (validate(document)) return document as Config;
  throw new InputError(
    (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const unknownKey = (params as { additionalProperty?: string }).additionalProperty;
      const accepted = (params as { allowedValues?: unknown[] }).allowedValues;
      const detail =
        unknownKey !== undefined ? `: "${unknownKey}"` : accepted !== undefined ? `: ${accepted.join(', ')}` : '';
      return { file, path: instancePath === '' ? '/' : instancePath, message: `${message}${detail}` };
    }),
  );
}

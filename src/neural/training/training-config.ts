/**
 * Training configurations: the committed JSON files that say what the `train` command makes, checked whole before anything
 * runs; unknown keys are refused.
 */
import { readFileSync } from 'node:fs';
import { type Static, type TSchema, Type } from 'typebox';
import { InputError } from '../../base/errors.js';
import { compileCheck } from '../../base/schema/check-schema.js';
import type { JsonSchema } from '../../base/schema/json-schema.js';
import { dataSetSchema, modelNameSchema, shapeSchema, trainedShapes } from '../model-schema.js';

export const trainingFormat = 'bottlenet-sim/training@1';
const sizeLimit = 1_000_000;

const closed = { additionalProperties: false } as const;
const share = { minimum: 0, maximum: 1 } as const;
export const precisionSchema = Type.Unsafe<'auto' | 'bfloat16' | 'float32'>({
  type: 'string',
  enum: ['auto', 'bfloat16', 'float32'],
});
export const seedSchema = Type.Integer({ minimum: 0 });

export const backboneConfigSchema = Type.Object(
  {
    format: Type.Literal(trainingFormat),
    kind: Type.Literal('backbone'),
    name: modelNameSchema,
    dataSet: dataSetSchema,
    seed: seedSchema,
    shape: shapeSchema(trainedShapes(closed)),
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
  const issues = compileCheck(schema as JsonSchema, { fillDefaults: true })(document);
  if (issues.length === 0) return document as Config;
  throw new InputError(issues.map(({ path, message }) => ({ file, path, message })));
}

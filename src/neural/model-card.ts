/**
 * Model cards: `card.json` beside the weights of a trained model. It says what the model is, where it comes from and what
 * was measured with it; every number in it was written by the `train` and `evaluate` commands.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type TProperties, type TSchema, Type } from 'typebox';
import { EnvironmentError, InputError } from '../base/errors.js';
import { readJson } from '../base/formatted-file.js';
import { lazyCheck, type SchemaCheck, type SchemaIssue, show } from '../base/schema/check-schema.js';
import { type JsonSchema, ownValue } from '../base/schema/json-schema.js';
import type { BackboneShape } from './backbone.js';
import { importedStages } from './backbone-imported.js';
import { importedShape, modelNameSchema, shapeSchema, trainedShapes } from './model-schema.js';
import { readSafetensors, type TensorFile } from './safetensors.js';

export const modelFormat = 'bottlenet-sim/model@1';
const formatFamily = 'bottlenet-sim/model@';
export const cardFile = 'card.json';
const cardLimit = 1_000_000;
/** Largest file of weights that is read. */
export const weightsLimit = 200_000_000;

/** What every card holds. */
export interface ModelCard {
  readonly format: typeof modelFormat;
  readonly kind: 'backbone' | 'bottlenet';
  readonly name: string;
  readonly dataSet: string;
  /** Size and sha256 of the weights file. */
  readonly bytes: number;
  readonly sha256: string;
}

/** A proportion with its 95 % Wilson interval, in percent. */
export interface MeasuredShare {
  readonly percent: number;
  readonly low: number;
  readonly high: number;
  readonly images: number;
}

export interface BackboneCard extends ModelCard {
  readonly kind: 'backbone';
  readonly shape: BackboneShape;
  readonly macs: number;
  readonly parameters: number;
  /** Top-1 on validation images, by which weights trained here were chosen, and on test images once `evaluate` has run. */
  readonly accuracy: { readonly validation?: number; readonly test?: MeasuredShare };
  readonly [more: string]: unknown;
}

/** How cards of one kind are checked. */
export interface CardKind<Card extends ModelCard> {
  readonly schema: SchemaCheck;
  /** What the schema cannot say, of a card that fits it. */
  faults(card: Card): readonly SchemaIssue[];
}

const sizeSchema = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const percent = Type.Number({ minimum: 0, maximum: 100 });

/** Keys of a measured share of right answers. */
export const measuredShareKeys = { percent, low: percent, high: percent, images: sizeSchema };
export const sha256Schema = Type.String({ pattern: '^[0-9a-f]{64}$', 'x-accepted': '64 hexadecimal digits' });
/** Multiply-accumulates per image. */
export const macsSchema = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** Schema of a kind of card by its own keys; a card may hold more, which nothing computes with. */
export function cardSchema(kind: ModelCard['kind'], keys: TProperties): SchemaCheck {
  const schema: TSchema = Type.Object({
    format: Type.Literal(modelFormat),
    kind: Type.Literal(kind),
    name: modelNameSchema,
    dataSet: modelNameSchema,
    bytes: Type.Integer({ minimum: 1, maximum: weightsLimit }),
    sha256: sha256Schema,
    ...keys,
  });
  return lazyCheck(schema as JsonSchema);
}

/** What pages print of the record of a training. */
export const trainingRecordSchema = Type.Object({
  recipe: Type.Optional(Type.Object({ epochs: Type.Optional(Type.Number({ minimum: 0 })) })),
  wallSeconds: Type.Optional(Type.Number({ minimum: 0 })),
  validationAccuracy: Type.Optional(
    Type.Array(Type.Object({ condition: Type.Number(), percent, channels: Type.Optional(sizeSchema) })),
  ),
});

export const backboneKind: CardKind<BackboneCard> = {
  schema: cardSchema('backbone', {
    shape: shapeSchema([...trainedShapes({}), importedShape()]),
    macs: macsSchema,
    parameters: macsSchema,
    accuracy: Type.Object({
      validation: Type.Optional(percent),
      test: Type.Optional(Type.Object(measuredShareKeys)),
    }),
    training: Type.Optional(trainingRecordSchema),
  }),
  faults: ({ shape }) => {
    if (shape.architecture !== 'imported') return [];
    try {
      importedStages(shape);
    } catch (error) {
      if (error instanceof InputError) return [{ path: '/shape/stages', message: error.message }];
      throw error;
    }
    const count = shape.stages.length;
    return shape.splits.flatMap(({ stages }, index) => {
      const message = `found ${stages}; accepted: at most ${count}, the stages of the network`;
      return stages > count ? [{ path: `/shape/splits/${index}/stages`, message }] : [];
    });
  },
};

/** The card of a folder that must hold a backbone. @throws as `readCard` */
export const readBackboneCard = (folder: string): BackboneCard => readCard(folder, { backbone: backboneKind });

/**
 * Reads the card of a folder.
 *
 * @param kinds of card that are accepted
 * @param name of the model that was looked up; absent: any
 * @throws InputError, with the file and the place in it, for one of another or newer format, kind or name, or with a key that is missing or wrong;
 * EnvironmentError where there is none
 */
export function readCard<Card extends ModelCard>(
  folder: string,
  kinds: { readonly [Kind in Card['kind']]: CardKind<Extract<Card, { kind: Kind }>> },
  name?: string,
): Card {
  const file = join(folder, cardFile);
  const refuse = (faults: readonly SchemaIssue[]): never => {
    throw new InputError(faults.map(({ path, message }) => ({ file, path, message })));
  };
  const card = parsed(file);
  const format = ownValue(card, 'format');
  if (format !== modelFormat) {
    const newer = typeof format === 'string' && format.startsWith(formatFamily) ? ' (written by a newer version?)' : '';
    refuse([{ path: '/format', message: `found ${show(format)}; accepted: "${modelFormat}"${newer}` }]);
  }
  const found = ownValue(card, 'kind');
  const accepted = Object.keys(kinds);
  if (typeof found !== 'string' || !accepted.includes(found)) {
    const words = accepted.map((kind) => `"${kind}"`).join(', ');
    refuse([{ path: '/kind', message: `found ${show(found)}; accepted: ${words}` }]);
  }
  const kind: CardKind<Card> = kinds[found as Card['kind']];
  const misfits = kind.schema(card);
  if (misfits.length > 0) refuse(misfits);
  const faults = kind.faults(card as unknown as Card);
  if (faults.length > 0) refuse(faults);
  const own = ownValue(card, 'name');
  if (name !== undefined && own !== name) {
    const message = `is ${show(own)}; accepted is "${name}", the name of its folder, by which models are found`;
    refuse([{ path: '/name', message }]);
  }
  return card as unknown as Card;
}

function parsed(file: string): unknown {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new EnvironmentError(`${file} does not exist: the folder holds no trained model`);
  if (found.size > cardLimit) {
    throw new InputError([{ file, message: `has ${found.size} bytes; at most ${cardLimit} are accepted` }]);
  }
  return readJson(file, `accepted is "${modelFormat}"`);
}

/** Reads `weights.safetensors` of the folder; size and sha256 must be the card's. */
export function readModelWeights(folder: string, card: ModelCard): TensorFile {
  const file = join(folder, 'weights.safetensors');
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new EnvironmentError(`${file} does not exist`);
  if (found.size > weightsLimit)
    throw new InputError([{ file, message: `has ${found.size} bytes; at most ${weightsLimit} are accepted` }]);
  if (found.size !== card.bytes) {
    throw new InputError([{ file, message: `has ${found.size} bytes; its card says ${card.bytes}` }]);
  }
  const bytes = readFileSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== card.sha256) {
    throw new InputError([{ file, message: `has sha256 ${sha256}; its card says ${card.sha256}` }]);
  }
  return readSafetensors(bytes, file);
}

/**
 * Model cards: `card.json` beside the weights of a trained model. It says what the model is, where it comes from and what
 * was measured with it; every number in it was written by the `train` and `evaluate` commands.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError, InputError } from '../base/errors.js';
import type { BackboneShape } from './backbone.js';
import { readSafetensors, type TensorFile } from './safetensors.js';

export const modelFormat = 'bottlenet-sim/model@1';
const formatFamily = 'bottlenet-sim/model@';
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

/** Reads a card and refuses one of another or newer format. */
export function readModelCard(folder: string): ModelCard {
  const file = join(folder, 'card.json');
  const refuse = (message: string): never => {
    throw new InputError([{ file, message }]);
  };
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new EnvironmentError(`${file} does not exist: the folder holds no trained model`);
  if (size > cardLimit) refuse(`has ${size} bytes; at most ${cardLimit} are accepted`);
  let card: Readonly<Record<string, unknown>> | null = null;
  try {
    card = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> | null;
  } catch (error) {
    return refuse(`is not JSON: ${(error as Error).message}`);
  }
  const format = card?.format;
  if (format !== modelFormat) {
    const newer = typeof format === 'string' && format.startsWith(formatFamily) ? ' (written by a newer version?)' : '';
    return refuse(`has format ${JSON.stringify(format)}; accepted is "${modelFormat}"${newer}`);
  }
  for (const key of ['kind', 'name', 'dataSet', 'sha256']) {
    if (typeof card![key] !== 'string') refuse(`/${key} is missing`);
  }
  return card as unknown as ModelCard;
}

/** Reads `weights.safetensors` of the folder; size and sha256 must be the card's. */
export function readModelWeights(folder: string, card: ModelCard): TensorFile {
  const file = join(folder, 'weights.safetensors');
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new EnvironmentError(`${file} does not exist`);
  if (size > weightsLimit)
    throw new InputError([{ file, message: `has ${size} bytes; at most ${weightsLimit} are accepted` }]);
  const bytes = readFileSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== card.sha256) {
    throw new InputError([{ file, message: `has sha256 ${sha256}; its card says ${card.sha256}` }]);
  }
  return readSafetensors(bytes, file);
}

/** Cards of trained models, of both kinds: what stands in the card of a codec, checked when it is read. */
import { Type } from 'typebox';
import { type SchemaIssue, show } from '../base/schema/check-schema.js';
import type { PowerMode } from '../channel/code-mapping.js';
import {
  type BackboneCard,
  backboneKind,
  type CardKind,
  cardSchema,
  macsSchema,
  measuredShareKeys,
  readCard,
  sha256Schema,
  trainingRecordSchema,
} from '../neural/model-card.js';
import { modelNameSchema } from '../neural/model-schema.js';
import type { AccuracyTable } from './accuracy-table.js';
import type { BottleNetCard, CodecChannel, ConditionInput, Receiver } from './bottlenet-network.js';

export type TrainedCard = BackboneCard | BottleNetCard;

/**
 * Reads the card of a folder.
 *
 * @param name of the model that was looked up, which is its folder's; absent: any, as of the codecs in the work folder of an ablation
 * @throws as `readCard`
 */
export function readModelCard(folder: string, name?: string): TrainedCard {
  return readCard<TrainedCard>(folder, { backbone: backboneKind, bottlenet: bottleNetKind }, name);
}

/** The card of a folder that must hold a codec. @throws as `readCard` */
export const readBottleNetCard = (folder: string): BottleNetCard => readCard(folder, { bottlenet: bottleNetKind });

const oneOf = <const Values extends string>(...values: Values[]) =>
  Type.Unsafe<Values>({ type: 'string', enum: values });
/** Of code values, which lie in (0, 1). */
const moments = Type.Array(Type.Number({ minimum: 0, maximum: 1 }), { maxItems: 1000 });
const side = Type.Integer({ minimum: 1, maximum: 4096 });

const bottleNetKind: CardKind<BottleNetCard> = {
  schema: cardSchema('bottlenet', {
    backbone: modelNameSchema,
    backboneSha256: sha256Schema,
    split: Type.String({ minLength: 1, maxLength: 60 }),
    channel: oneOf<CodecChannel>('awgn', 'bit-erasure'),
    shape: Type.Object({
      kernel: Type.Integer({ minimum: 1, maximum: 15 }),
      stride: Type.Integer({ minimum: 1, maximum: 8 }),
      padding: oneOf('same', 'valid'),
      channels: side,
    }),
    values: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    codeShape: Type.Array(side, { minItems: 3, maxItems: 3 }),
    compression: Type.Number({ exclusiveMinimum: 0 }),
    powerMode: oneOf<PowerMode>('ac', 'dc', 'peak'),
    receiver: oneOf<Receiver>('zf', 'lmmse'),
    condition: Type.Optional(oneOf<ConditionInput>('none', 'encoder', 'both')),
    bits: Type.Optional(Type.Integer({ minimum: 1, maximum: 8 })),
    told: Type.Object({
      grid: Type.Array(Type.Number(), { minItems: 1, maxItems: 1000 }),
      mean: moments,
      variance: moments,
    }),
    prefixes: Type.Optional(
      Type.Array(Type.Object({ channels: side, mean: moments, variance: moments }), { maxItems: 16 }),
    ),
    encoderMacs: macsSchema,
    decoderMacs: macsSchema,
    accuracy: Type.Optional(
      Type.Object({
        imageSet: Type.String({ minLength: 1 }),
        imageSetSha256: sha256Schema,
        seed: Type.Integer({ minimum: 0 }),
        engine: Type.String(),
        unit: oneOf<AccuracyTable['unit']>('dB', 'p'),
        base: Type.Object(measuredShareKeys),
        rows: Type.Array(
          Type.Object({
            condition: Type.Number(),
            ...measuredShareKeys,
            loss: Type.Number(),
            lossStandardError: Type.Number({ minimum: 0 }),
            lossUpper: Type.Number(),
          }),
          { minItems: 1, maxItems: 1000 },
        ),
      }),
    ),
    training: trainingRecordSchema,
  }),
  faults: (card) => [...sizeFaults(card), ...toldFaults(card), ...prefixFaults(card)],
};

function sizeFaults({ values, codeShape, shape }: BottleNetCard): SchemaIssue[] {
  const [height, width, channels] = codeShape;
  const faults: SchemaIssue[] = [];
  if (channels !== shape.channels) {
    faults.push({
      path: '/codeShape/2',
      message: `found ${channels}; accepted: ${shape.channels}, as /shape/channels`,
    });
  }
  const size = height * width * channels;
  if (values !== size) {
    const product = `${codeShape.join(' x ')} of /codeShape`;
    faults.push({ path: '/values', message: `found ${values}; accepted: ${size}, which is ${product}` });
  }
  return faults;
}

/** Whole decibels without gaps, which a link counts through, or probabilities. */
function toldFaults({ channel, told }: BottleNetCard): SchemaIssue[] {
  const { grid } = told;
  const wrong = grid.findIndex((condition, index) => {
    const before = grid[index - 1];
    if (channel === 'awgn') return !Number.isInteger(condition) || (before !== undefined && condition !== before + 1);
    return condition < 0 || condition >= 1 || (before !== undefined && condition <= before);
  });
  const accepted =
    channel === 'awgn' ? 'whole decibels, each one more than the last' : 'probabilities from 0 to below 1, ascending';
  const faults = momentFaults('/told', told, grid.length);
  if (wrong < 0) return faults;
  const before = wrong === 0 ? '' : ` behind ${show(grid[wrong - 1])}`;
  return [
    { path: `/told/grid/${wrong}`, message: `found ${show(grid[wrong])}${before}; accepted: ${accepted}` },
    ...faults,
  ];
}

function prefixFaults({ prefixes = [], shape, told }: BottleNetCard): SchemaIssue[] {
  return prefixes.flatMap((prefix, index) => {
    const path = `/prefixes/${index}`;
    const faults = momentFaults(path, prefix, told.grid.length);
    const { channels } = prefix;
    const least = (prefixes[index - 1]?.channels ?? 0) + 1;
    if (channels >= least && channels < shape.channels) return faults;
    const accepted = `accepted: ascending numbers below ${shape.channels}, the channels of the whole code`;
    return [{ path: `${path}/channels`, message: `found ${channels}; ${accepted}` }, ...faults];
  });
}

function momentFaults(path: string, moments: Pick<BottleNetCard['told'], 'mean' | 'variance'>, count: number) {
  return (['mean', 'variance'] as const).flatMap((key): SchemaIssue[] => {
    const found = moments[key].length;
    const message = `found a list of ${found}; accepted: one of ${count}, a value for each condition of /told/grid`;
    return found === count ? [] : [{ path: `${path}/${key}`, message }];
  });
}

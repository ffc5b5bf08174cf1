/** The training configuration of a BottleNet++ codec, and what of it the schema cannot say. */
import { type Static, Type } from 'typebox';
import { InputError } from '../../base/errors.js';
import type { PowerMode } from '../../channel/code-mapping.js';
import { dataSetSchema, modelNameSchema } from '../../neural/model-schema.js';
import { checkConfig, precisionSchema, seedSchema, trainingFormat } from '../../neural/training/training-config.js';
import type { ConditionInput } from '../bottlenet-network.js';
import { type LawChoice, psnrLimits, widePsnrRange } from './training-law.js';

const closed = { additionalProperties: false } as const;
const oneOf = <const Values extends readonly string[]>(...values: Values) =>
  Type.Unsafe<Values[number]>({ type: 'string', enum: values });
const share = Type.Number({ minimum: 0, maximum: 1 });
const epochs = Type.Number({ exclusiveMinimum: 0 });
const psnr = Type.Integer({ minimum: psnrLimits.from, maximum: psnrLimits.to });
const peakRate = Type.Number({ exclusiveMinimum: 0 });

/** Phase 3: codec and back layers together, in a private copy of the backbone. */
const jointSchema = Type.Object(
  {
    epochs,
    peakRate,
    /** Also trained: what lies behind the split (mean pool and dense layer included), or the whole network. */
    trained: oneOf('back', 'all'),
  },
  closed,
);

export const codecConfigSchema = Type.Object(
  {
    format: Type.Literal(trainingFormat),
    kind: Type.Literal('bottlenet'),
    name: modelNameSchema,
    dataSet: dataSetSchema,
    /** Name of a trained backbone in the folder above the configuration's. */
    backbone: modelNameSchema,
    /** Name of a split point of the backbone. */
    split: Type.String({ maxLength: 60 }),
    channel: oneOf('awgn', 'bit-erasure'),
    receiver: oneOf('zf', 'lmmse'),
    /** How values become symbols in the simulator; training, whose noise is one of PSNR, is the same in every mode. */
    powerMode: Type.Unsafe<PowerMode>({ type: 'string', enum: ['ac', 'dc', 'peak'], default: 'ac' }),
    /** Which networks have the plane of the told condition. */
    condition: Type.Unsafe<ConditionInput>({ type: 'string', enum: ['none', 'encoder', 'both'], default: 'encoder' }),
    /** Of a code for erasures, per value. */
    bits: Type.Integer({ minimum: 1, maximum: 8, default: 8 }),
    seed: seedSchema,
    /** A nested code: numbers of channels that decode, ascending, all of them last. */
    prefixes: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { minItems: 2, maxItems: 16 })),
    shape: Type.Object(
      {
        kernel: Type.Integer({ minimum: 1, maximum: 15 }),
        stride: Type.Integer({ minimum: 1, maximum: 8 }),
        padding: oneOf('same', 'valid'),
        channels: Type.Integer({ minimum: 1, maximum: 4096 }),
      },
      closed,
    ),
    recipe: Type.Object(
      {
        epochs,
        batch: Type.Integer({ minimum: 1 }),
        peakRate,
        distillation: share,
        labelSmoothing: share,
        hint: Type.Number({ minimum: 0 }),
        versions: Type.Integer({ minimum: 1, maximum: 16 }),
        shift: Type.Integer({ minimum: 0, maximum: 16 }),
        /** `{ "fixed": c }`: one condition, PSNR in dB or p, in all of the training; `{ from, to }`: `wide` between other PSNRs. */
        law: Type.Unsafe<LawChoice>({
          anyOf: [
            oneOf('wide', 'paper'),
            Type.Object({ fixed: Type.Number() }, closed),
            Type.Object({ from: psnr, to: psnr }, closed),
          ],
        }),
        joint: Type.Optional(jointSchema),
        precision: precisionSchema,
      },
      closed,
    ),
  },
  closed,
);
export type CodecConfig = Static<typeof codecConfigSchema>;

/**
 * The configuration with its defaults filled in.
 * @throws InputError with every fault
 */
export function readCodecConfig(document: unknown, file: string): CodecConfig {
  const config = checkConfig<CodecConfig>(codecConfigSchema, document, file);
  const faults: { file: string; path: string; message: string }[] = [];
  const refuse = (path: string, message: string) => faults.push({ file, path, message });
  const { channel, powerMode, receiver, bits, recipe } = config;
  if (channel === 'awgn' && bits !== 8) refuse('/bits', 'is for the channel "bit-erasure"; noise meets real values');
  if (channel === 'bit-erasure') {
    if (powerMode !== 'ac') refuse('/powerMode', 'is for the channel "awgn"; bits have no power mode: leave it out');
    if (receiver !== 'zf') refuse('/receiver', `is "${receiver}"; accepted for the channel "bit-erasure" is zf`);
  }
  const { prefixes, shape } = config;
  if (prefixes !== undefined) {
    const ascending = prefixes.every((channels, i) => i === 0 || channels > prefixes[i - 1]!);
    if (!ascending || prefixes.at(-1) !== shape.channels) {
      refuse('/prefixes', `is ${prefixes.join(', ')}; accepted are ascending numbers that end in ${shape.channels}`);
    }
  }
  if (typeof recipe.law === 'object' && 'from' in recipe.law) {
    const { from, to } = recipe.law;
    if (channel !== 'awgn')
      refuse('/recipe/law', 'from .. to is for the channel "awgn"; accepted are wide, paper and { "fixed": p }');
    if (from >= to) refuse('/recipe/law/from', `is ${from}; accepted are less than ${to} dB, where the law ends`);
  } else if (typeof recipe.law === 'object') {
    const { fixed } = recipe.law;
    const { from, to } = widePsnrRange;
    if (channel === 'awgn' && !(Number.isInteger(fixed) && fixed >= from && fixed <= to)) {
      refuse('/recipe/law/fixed', `is ${fixed}; accepted is a whole PSNR from ${from} to ${to} dB`);
    }
    if (channel === 'bit-erasure' && !(fixed >= 0 && fixed < 1)) {
      refuse('/recipe/law/fixed', `is ${fixed}; accepted is an erasure probability from 0 to below 1`);
    }
  }
  if (faults.length > 0) throw new InputError(faults);
  return config;
}

/** The configuration of an ablation: one training, questions about it, and what each variant changes. */
import { type Static, Type } from 'typebox';
import { type Fault, InputError } from '../../base/errors.js';
import { dataSetSchema, modelNameSchema } from '../../neural/model-schema.js';
import { checkConfig, trainingFormat } from '../../neural/training/training-config.js';
import { type CodecConfig, codecConfigSchema, readCodecConfig } from './codec-config.js';

export type AblationAxis = 'psnr' | 'snr' | 'rayleigh' | 'erasure';

const closed = { additionalProperties: false } as const;
const { properties: codec } = codecConfigSchema;

const questionSchema = Type.Object(
  {
    title: Type.String({ minLength: 1 }),
    /**
     * What the conditions are: PSNR in dB or erasure probability, told = met; SNR in dB, from which the power mode makes both; or
     * the mean SNR in dB of Rayleigh fading, one gain per code, told what is met.
     */
    axis: Type.Unsafe<AblationAxis>({ type: 'string', enum: ['psnr', 'snr', 'rayleigh', 'erasure'] }),
    conditions: Type.Array(Type.Number(), { minItems: 1 }),
    /** The first is what the others are compared with. */
    variants: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1 }),
          /** Keys of the training that differ; inside `shape` and `recipe` only those that do. */
          change: Type.Record(Type.String(), Type.Unknown()),
          /** Of a nested code: channels that are sent; default: all. Prefixes of one training share it. */
          prefix: Type.Optional(Type.Integer({ minimum: 1 })),
        },
        closed,
      ),
      { minItems: 2 },
    ),
  },
  closed,
);

export const ablationConfigSchema = Type.Object(
  {
    format: Type.Literal(trainingFormat),
    kind: Type.Literal('ablation'),
    name: modelNameSchema,
    dataSet: dataSetSchema,
    backbone: modelNameSchema,
    /** The training that variants change. */
    base: Type.Object(
      {
        split: codec.split,
        channel: codec.channel,
        receiver: codec.receiver,
        seed: codec.seed,
        shape: codec.shape,
        recipe: codec.recipe,
      },
      closed,
    ),
    questions: Type.Array(questionSchema, { minItems: 1 }),
  },
  closed,
);
export type AblationConfig = Static<typeof ablationConfigSchema>;

export interface AblationVariant {
  readonly name: string;
  /** As it is trained and evaluated. */
  readonly config: CodecConfig;
  readonly prefix?: number;
}

export interface AblationQuestion {
  readonly title: string;
  readonly axis: AblationAxis;
  readonly conditions: readonly number[];
  readonly variants: readonly AblationVariant[];
}

export interface Ablation {
  readonly config: AblationConfig;
  readonly questions: readonly AblationQuestion[];
}

/**
 * Every variant as a whole training configuration.
 * @throws InputError with every fault
 */
export function readAblation(document: unknown, file: string): Ablation {
  const config = checkConfig<AblationConfig>(ablationConfigSchema, document, file);
  const { format, name, dataSet, backbone, base } = config;
  const faults: Fault[] = [];
  const questions = config.questions.map((question, place) => {
    const variants = question.variants.map((variant, number) => {
      const whole = { format, kind: 'bottlenet', name, dataSet, backbone, ...base };
      try {
        const read = readCodecConfig(changed(whole, variant.change), file);
        checkAxis(question.axis, read.channel);
        checkPrefix(variant.prefix, read);
        return { ...variant, config: read };
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const path = `/questions/${place}/variants/${number}`;
        faults.push(...error.faults.map((fault) => ({ ...fault, file, path: `${path}${fault.path ?? ''}` })));
        return { name: variant.name, config: whole as unknown as CodecConfig };
      }
    });
    return { ...question, variants };
  });
  if (faults.length > 0) throw new InputError(faults);
  return { config, questions };
}

function checkAxis(axis: AblationQuestion['axis'], channel: CodecConfig['channel']): void {
  if ((axis === 'erasure') !== (channel === 'bit-erasure')) {
    throw new InputError(`is for the channel "${channel}"; the axis of its question is "${axis}"`);
  }
}

function checkPrefix(prefix: number | undefined, { prefixes = [], shape }: CodecConfig): void {
  const trained = [...new Set([...prefixes, shape.channels])];
  if (prefix !== undefined && !trained.includes(prefix)) {
    throw new InputError(`prefix ${prefix} is not trained: accepted are ${trained.join(', ')} channels`);
  }
}

/** `whole` with the keys of `change` replaced, and inside objects only those named. */
function changed(whole: object, change: Readonly<Record<string, unknown>>): object {
  const result: Record<string, unknown> = { ...whole };
  for (const [key, value] of Object.entries(change)) {
    const before = result[key];
    result[key] = isPlain(before) && isPlain(value) ? changed(before, value) : value;
  }
  return result;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The training configuration of a BottleNet++ codec. */
import { type Static, Type } from 'typebox';
import {
  dataSetSchema,
  modelNameSchema,
  precisionSchema,
  seedSchema,
  trainingFormat,
} from '../../neural/training/training-config.js';

const closed = { additionalProperties: false } as const;
const oneOf = <const Values extends readonly string[]>(...values: Values) =>
  Type.Unsafe<Values[number]>({ type: 'string', enum: values });
const share = Type.Number({ minimum: 0, maximum: 1 });

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
    seed: seedSchema,
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
        epochs: Type.Number({ exclusiveMinimum: 0 }),
        batch: Type.Integer({ minimum: 1 }),
        peakRate: Type.Number({ exclusiveMinimum: 0 }),
        distillation: share,
        labelSmoothing: share,
        hint: Type.Number({ minimum: 0 }),
        versions: Type.Integer({ minimum: 1, maximum: 16 }),
        shift: Type.Integer({ minimum: 0, maximum: 16 }),
        law: oneOf('wide', 'paper'),
        precision: precisionSchema,
      },
      closed,
    ),
  },
  closed,
);
export type CodecConfig = Static<typeof codecConfigSchema>;

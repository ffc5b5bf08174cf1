/** The study file: one scenario, variants of it, one axis. From this come the checks, the static type and the JSON Schema. */

import { type Static, Type } from 'typebox';
import type { JsonSchema } from '../base/schema/json-schema.js';
import { namePattern } from '../scenario/schema.js';

export const studyFormat = 'bottlenet-sim/study@1';

const settings = (description: string) =>
  Type.Record(Type.String(), Type.Unsafe<unknown>({}), {
    description: `${description}: dotted paths of the scenario with their values`,
    examples: [{ 'devices.camera.codec': { kind: 'image-raw' } }],
  });

const strict = { additionalProperties: false } as const;

const definition = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: 'JSON Schema for the editor' })),
    format: Type.Literal(studyFormat, { description: 'kind of file and its version' }),
    name: Type.String({
      pattern: namePattern,
      'x-accepted': 'a name: a letter, then letters, digits, "-" or "_", at most 64',
      description: 'name in tables and manifests',
    }),
    description: Type.Optional(Type.String({ description: 'what the study asks' })),
    scenario: Type.String({
      minLength: 1,
      description: "file of the scenario, relative to this file's folder; at most one folder up",
    }),
    set: Type.Optional(settings('values for every variant')),
    replications: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: 'replications of every point; else those of the scenario',
      }),
    ),
    variants: Type.Optional(
      Type.Unsafe<Readonly<Record<string, { readonly set: Readonly<Record<string, unknown>> }>>>({
        type: 'object',
        description: 'what is compared, by the name in legends; the first one is what the others are compared with',
        minProperties: 1,
        additionalProperties: false,
        patternProperties: {
          '^[A-Za-z0-9][^\\n\\r\\t,"]{0,63}$': Type.Object({ set: settings('values of this variant') }, strict),
        },
        'x-accepted': 'a name: a letter or digit, then at most 63 characters without comma, quote or line break',
      }),
    ),
    axis: Type.Object(
      {
        path: Type.String({ minLength: 1, description: 'dotted path of the scenario, such as devices.camera.count' }),
        values: Type.Unsafe<readonly (number | string)[]>({
          type: 'array',
          items: { type: ['number', 'string'] },
          minItems: 1,
          maxItems: 1000,
          description: 'values of the axis, in the order of the table',
        }),
      },
      { ...strict, description: 'what varies within each variant' },
    ),
  },
  { ...strict, title: 'bottlenet-sim study', description: 'Variants of a scenario along one axis, with paired seeds' },
);

export type StudyText = Static<typeof definition>;

/** JSON Schema (draft 2020-12) of a study file. */
export const studySchema = definition as unknown as JsonSchema;

/**
 * The scenario's JSON Schema for one set of registries: slots become unions discriminated by `kind`, keys with a default
 * need not be written, unknown keys are refused everywhere.
 */
import type { TSchema } from 'typebox';
import type { JsonSchema } from '../base/schema/json-schema.js';
import { type SchemaEntry, type SlotName, slot } from '../base/slot.js';
import { scenarioDefinition } from './schema.js';

/** Entries that may stand in each slot; `Registries` is one. */
export type ScenarioRegistries = Readonly<Record<SlotName, { entries(): readonly SchemaEntry[] }>>;

/** Schema that a scenario must meet once its presets are expanded. */
export function composeScenarioSchema(registries: ScenarioRegistries): JsonSchema {
  return compose(scenarioDefinition as unknown as JsonSchema, registries);
}

/** The same for a document without slots. */
export function composeDocumentSchema(definition: TSchema): JsonSchema {
  return compose(definition as unknown as JsonSchema, {} as ScenarioRegistries);
}

function compose(schema: JsonSchema, registries: ScenarioRegistries): JsonSchema {
  const filledBy = schema['x-slot'];
  if (filledBy !== undefined) return composeSlot(schema, registries[filledBy].entries(), registries);
  const kinds = schema.anyOf?.every((part) => part.properties?.kind?.const !== undefined);
  if (kinds === true) {
    const { anyOf, ...rest } = schema;
    return { ...rest, ...discriminated(anyOf!.map((part) => compose(part, registries))) };
  }
  const words = schema.anyOf?.every((part) => part.const !== undefined);
  if (words === true) {
    const { anyOf, ...rest } = schema;
    return { ...rest, enum: anyOf!.map((part) => part.const) };
  }
  const composed: Record<string, unknown> = { ...schema };
  if (schema.anyOf !== undefined) composed.anyOf = schema.anyOf.map((part) => compose(part, registries));
  if (schema.items !== undefined) composed.items = compose(schema.items, registries);
  if (schema.type !== 'object') return composed;
  composed.additionalProperties = schema.additionalProperties ?? false;
  if (schema.patternProperties !== undefined) {
    composed.patternProperties = mapValues(schema.patternProperties, (part) => compose(part, registries));
  }
  if (schema.properties !== undefined) {
    composed.properties = mapValues(schema.properties, (part) => compose(part, registries));
    composed.required = (schema.required ?? []).filter((key) => schema.properties?.[key]?.default === undefined);
  }
  return composed;
}

/** Slots inside a cell, for entries whose schema asks for them. */
const cellParts = {
  scheduler: slot('schedulers', { description: 'who sends on which resource blocks' }),
  pathLoss: slot('pathLosses', { description: 'mean attenuation by distance' }),
};

function composeSlot(schema: JsonSchema, entries: readonly SchemaEntry[], registries: ScenarioRegistries): JsonSchema {
  return { ...schema, ...discriminated(entries.map((entry) => composeEntry(entry, registries))) };
}

/** Schema of what chooses one entry: its `kind` and its parameters. */
export function composeEntry(entry: SchemaEntry, registries: ScenarioRegistries): JsonSchema {
  const own = typeof entry.schema === 'function' ? entry.schema(cellParts) : entry.schema;
  const parameters = compose({ ...(own as JsonSchema), type: 'object' }, registries);
  const { kind: _kind, ...properties } = parameters.properties ?? {};
  return {
    ...parameters,
    description: parameters.description ?? entry.summary ?? entry.name,
    properties: { kind: { const: entry.name, description: entry.summary ?? entry.name }, ...properties },
    required: ['kind', ...(parameters.required ?? []).filter((key) => key !== 'kind')],
  };
}

function discriminated(branches: readonly JsonSchema[]): JsonSchema {
  const union = { type: 'object', required: ['kind'] };
  if (branches.length === 0) return { ...union, properties: { kind: { enum: [] } } };
  return { ...union, discriminator: { propertyName: 'kind' }, oneOf: branches };
}

/**
 * The schema as published for editors and other programs (draft 2020-12): as `composeScenarioSchema`, and a value may be
 * built on a preset, whose missing keys come from the preset.
 */
export function publishedScenarioSchema(
  schema: JsonSchema,
  presetNames: (subject: string) => readonly string[],
): JsonSchema {
  const publish = (part: JsonSchema): JsonSchema => {
    const subject = part['x-preset'];
    const plain: Record<string, unknown> = { ...part };
    if (part.properties !== undefined) plain.properties = mapValues(part.properties, publish);
    if (part.patternProperties !== undefined) plain.patternProperties = mapValues(part.patternProperties, publish);
    if (part.oneOf !== undefined) plain.oneOf = part.oneOf.map(publish);
    if (part.items !== undefined) plain.items = publish(part.items);
    if (subject === undefined) return plain;
    const { description, default: fallback, ...body } = plain;
    const preset = {
      type: 'string',
      enum: presetNames(subject),
      description: 'name of a preset; other keys override it',
    };
    return {
      ...(description === undefined ? {} : { description: description as string }),
      ...(fallback === undefined ? {} : { default: fallback }),
      'x-preset': subject,
      if: { type: 'object', required: ['preset'] },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { type: 'object', properties: { preset } },
      else: body,
    };
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'bottlenet-sim/scenario@1',
    ...publish(schema),
  };
}

function mapValues<From, To>(values: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

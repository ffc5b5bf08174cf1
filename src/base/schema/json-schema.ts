/** JSON Schema as plain data: the part of draft 2020-12 that the scenario's schemas use, and this project's `x-` keys. */
import type { SlotName } from '../slot.js';
import type { QuantityKind } from '../units.js';

export interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly format?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly minProperties?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly discriminator?: { readonly propertyName: string };
  /** Text with a unit; see base/units.ts. */
  readonly 'x-quantity'?: QuantityKind;
  readonly 'x-minimum'?: string;
  readonly 'x-exclusiveMinimum'?: string | 0;
  readonly 'x-maximum'?: string;
  /** Registry that fills this place. */
  readonly 'x-slot'?: SlotName;
  /** The value may be built on a preset of this subject. */
  readonly 'x-preset'?: string;
  /** What is accepted, in words, where the keywords alone read badly. */
  readonly 'x-accepted'?: string;
  /** Path of a file inside the scenario's folder or the data root. */
  readonly 'x-file'?: boolean;
  readonly [keyword: string]: unknown;
}

/** A value of a JSON document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an own key. */
export function ownValue(value: unknown, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Schema of a key of an object schema, fixed or by pattern. */
export function propertySchema(schema: JsonSchema, key: string): JsonSchema | undefined {
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  for (const [pattern, value] of Object.entries(schema.patternProperties ?? {})) {
    if (new RegExp(pattern, 'u').test(key)) return value;
  }
  return undefined;
}

/** The branch of a slot that a value's `kind` names. */
export function branchOf(schema: JsonSchema, value: unknown): JsonSchema | undefined {
  const kind = ownValue(value, 'kind');
  return schema.oneOf?.find((branch) => branch.properties?.kind?.const === kind);
}

/** Key by which a union tells its branches apart. */
export function discriminatorOf({ discriminator }: JsonSchema): string {
  return discriminator?.propertyName ?? 'kind';
}

/** Kinds a union accepts. */
export function kindsOf(schema: JsonSchema): string[] {
  const key = discriminatorOf(schema);
  return (schema.oneOf ?? []).map((branch) => String(branch.properties?.[key]?.const));
}

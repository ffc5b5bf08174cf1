/**
 * From checked text to the resolved scenario: defaults filled in, quantities as numbers, the origin of every value kept.
 *
 * A value that its schema refuses is left out, so that cross-checks can still run on the rest and all faults appear at once.
 */

import { quantityRange } from '../base/schema/describe-schema.js';
import { branchOf, isObject, type Json, type JsonSchema, propertySchema } from '../base/schema/json-schema.js';
import { readQuantity } from '../base/units.js';
import type { Issue } from './issue.js';
import type { Origin, ValueOrigin } from './origin.js';
import { type Path, toPointer } from './pointer.js';
import type { Scenario } from './schema.js';

export interface ResolveContext {
  /** Layer that wrote the value at a pointer. */
  originOf(pointer: string): Origin;
  /** Absolute path of a file named in the scenario, or why it is refused. */
  resolveFile(path: string): { readonly path: string } | { readonly message: string };
}

export interface Resolution {
  /** Complete only if the document has no faults. */
  readonly scenario: Scenario;
  readonly origins: readonly ValueOrigin[];
  readonly issues: readonly Issue[];
}

const fromDefault: Origin = { from: 'default' };

/**
 * Resolves a document against a composed schema.
 *
 * @param schema from `composeScenarioSchema`
 * @param text the document with its presets expanded
 */
export function resolveScenario(schema: JsonSchema, text: unknown, context: ResolveContext): Resolution {
  const resolver = new Resolver(context);
  const scenario = resolver.resolve(schema, text as Json, [], undefined) as unknown as Scenario;
  return { scenario, origins: resolver.origins, issues: resolver.issues };
}

class Resolver {
  readonly origins: ValueOrigin[] = [];
  readonly issues: Issue[] = [];
  readonly #context: ResolveContext;

  constructor(context: ResolveContext) {
    this.#context = context;
  }

  /** @param inherited set inside a default, where no layer wrote anything */
  resolve(schema: JsonSchema, value: Json, path: Path, inherited: Origin | undefined): unknown {
    if (schema.oneOf !== undefined) {
      const branch = branchOf(schema, value);
      return branch === undefined ? undefined : this.resolve(branch, value, path, inherited);
    }
    if (schema.type === 'object') return isObject(value) ? this.#object(schema, value, path, inherited) : undefined;
    if (schema.type === 'array') return Array.isArray(value) ? this.#list(schema, value, path, inherited) : undefined;
    const pointer = toPointer(path);
    this.origins.push({ path: pointer, ...(inherited ?? this.#context.originOf(pointer)) });
    if (schema['x-quantity'] !== undefined) {
      const reading = readQuantity(value, schema['x-quantity'], quantityRange(schema));
      return reading.ok ? reading.value : undefined;
    }
    if (schema['x-file'] === true && typeof value === 'string') return this.#file(value, pointer);
    return value;
  }

  #object(
    schema: JsonSchema,
    value: { readonly [key: string]: Json },
    path: Path,
    inherited: Origin | undefined,
  ): object {
    const resolved: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(schema.properties ?? {})) {
      const written = Object.hasOwn(value, key);
      if (!written && part.default === undefined) continue;
      const result = written
        ? this.resolve(part, value[key]!, [...path, key], inherited)
        : this.resolve(part, part.default as Json, [...path, key], fromDefault);
      if (result !== undefined) resolved[key] = result;
    }
    if (schema.patternProperties === undefined) return resolved;
    for (const [key, entry] of Object.entries(value)) {
      const part = propertySchema(schema, key);
      if (part === undefined || Object.hasOwn(resolved, key)) continue;
      const result = this.resolve(part, entry, [...path, key], inherited);
      if (result !== undefined) resolved[key] = result;
    }
    return resolved;
  }

  #list(schema: JsonSchema, value: readonly Json[], path: Path, inherited: Origin | undefined): unknown[] {
    return value.map((item, index) => this.resolve(schema.items ?? {}, item, [...path, index], inherited));
  }

  #file(value: string, pointer: string): string | undefined {
    const found = this.#context.resolveFile(value);
    if ('path' in found) return found.path;
    this.issues.push({ path: pointer, message: found.message });
    return undefined;
  }
}

/**
 * Checks a document against a composed schema and says of every fault what was found and what is accepted.
 *
 * ajv finds the faults, all of them; the words come from the schema and the value, one message for each place.
 */
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { nearestName } from '../did-you-mean.js';
import { type QuantityKind, readQuantity } from '../units.js';
import { describeSchema, quantityRange } from './describe-schema.js';
import { discriminatorOf, isObject, type JsonSchema, kindsOf, ownValue } from './json-schema.js';

/** A fault of a document, before it is given its place in a file. */
export interface SchemaIssue {
  /** JSON pointer. */
  readonly path: string;
  readonly message: string;
  /** The fault is the key itself, not its value. */
  readonly onKey?: true;
}

const annotations = ['x-slot', 'x-preset', 'x-accepted', 'x-file', 'x-minimum', 'x-exclusiveMinimum', 'x-maximum'];

export type SchemaCheck = (document: unknown) => SchemaIssue[];

interface CheckOptions {
  /** The check puts the schema's defaults into the document. */
  readonly fillDefaults?: boolean;
  /** The schema holds nothing from outside and is not checked itself. */
  readonly own?: boolean;
}

/** Compiles a composed schema; the check can be used again and again. */
export function compileCheck(
  schema: JsonSchema,
  { fillDefaults = false, own = false }: CheckOptions = {},
): SchemaCheck {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    discriminator: true,
    useDefaults: fillDefaults,
    validateSchema: !own,
    meta: !own,
    strictTypes: false,
    strictRequired: false,
  });
  ajvFormats.default(ajv, ['uri-reference']);
  ajv.addVocabulary(annotations);
  ajv.addKeyword({
    keyword: 'x-quantity',
    schemaType: 'string',
    errors: false,
    validate: (kind: QuantityKind, value: unknown, parent?: object) =>
      readQuantity(value, kind, quantityRange((parent ?? {}) as JsonSchema)).ok,
  });
  const validate: ValidateFunction = ajv.compile(withoutQuantityPatterns(schema));
  return (document) => {
    if (validate(document)) return [];
    return issuesOf(validate.errors ?? []);
  };
}

/** The reader of quantities says more than `type` and `pattern` would: those two are for editors. */
function withoutQuantityPatterns(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (!isObject(value) || typeof value['x-quantity'] !== 'string') return value;
    const { type: _type, pattern: _pattern, ...rest } = value;
    return rest;
  }) as JsonSchema;
}

/** A check that compiles its schema, one of the program's own, when it is used first: in every run, so that the 40 ms to check the schema itself count. */
export function lazyCheck(schema: JsonSchema): SchemaCheck {
  let check: SchemaCheck | undefined;
  return (document) => {
    check ??= compileCheck(schema, { own: true });
    return check(document);
  };
}

function issuesOf(errors: readonly ErrorObject[]): SchemaIssue[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf').map(unionOf);
  const misspelt = new Set(errors.map(misspeltKey));
  const seen = new Set<string>();
  const issues: SchemaIssue[] = [];
  for (const error of errors) {
    const union = unions.find(({ path }) => error.schemaPath.startsWith(path));
    if (union !== undefined && !error.schemaPath.startsWith(union.meant ?? '\0')) continue;
    if (error.keyword === 'anyOf' && unionOf(error).meant !== undefined) continue;
    // The unknown key beside it says it already.
    if (error.keyword === 'required' && misspelt.has(`${error.instancePath}/${error.params.missingProperty}`)) continue;
    const issue = issueOf(error);
    // A value that breaks two limits at once is one fault.
    const place = issue.message.startsWith('found') ? issue.path : `${issue.path} ${issue.message}`;
    if (seen.has(place)) continue;
    seen.add(place);
    issues.push(issue);
  }
  return issues;
}

/** Paths of a union that nothing in it accepts, and of the one part that an object can have been meant for. */
function unionOf({ schemaPath, data, schema }: ErrorObject): { readonly path: string; readonly meant?: string } {
  const path = `${schemaPath}/`;
  const parts = schema as readonly JsonSchema[];
  const objects = parts.filter(({ type }) => type === 'object');
  if (!isObject(data) || objects.length !== 1) return { path };
  return { path, meant: `${path}${parts.indexOf(objects[0]!)}/` };
}

/** Pointer of the key that an unknown key was most likely meant to be. */
function misspeltKey({ keyword, instancePath, params, parentSchema }: ErrorObject): string | undefined {
  if (keyword !== 'additionalProperties') return undefined;
  const keys = Object.keys((parentSchema as JsonSchema | undefined)?.properties ?? {});
  const meant = nearestName(String(params.additionalProperty), keys);
  return meant === undefined ? undefined : `${instancePath}/${meant}`;
}

function issueOf(error: ErrorObject): SchemaIssue {
  const schema = (error.parentSchema ?? {}) as JsonSchema;
  const path = error.instancePath;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(path, String(error.params.additionalProperty), schema);
    case 'required': {
      const key = String(error.params.missingProperty);
      const wanted =
        schema.oneOf !== undefined ? kindsOf(schema).join(', ') : describeSchema(schema.properties?.[key] ?? {});
      return { path, message: `missing key "${key}"; accepted: ${wanted}` };
    }
    case 'discriminator':
      return wrongKind(path, error.data, schema);
    case 'minProperties':
      return { path, message: 'found no entry; accepted: at least one' };
    case 'x-quantity': {
      const reading = readQuantity(error.data, schema['x-quantity']!, quantityRange(schema));
      return { path, message: reading.ok ? '' : reading.message };
    }
    default:
      return {
        path,
        message: `found ${show(error.data)}${hint(error.data, (schema.enum ?? []).map(String))}; accepted: ${describeSchema(schema)}`,
      };
  }
}

function unknownKey(parent: string, key: string, schema: JsonSchema): SchemaIssue {
  const path = `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (schema.patternProperties !== undefined) {
    return {
      path,
      onKey: true,
      message: `found the name ${JSON.stringify(key)}; accepted: ${schema['x-accepted'] ?? 'a name'}`,
    };
  }
  const keys = Object.keys(schema.properties ?? {});
  return {
    path,
    onKey: true,
    message: `unknown key ${JSON.stringify(key)}${hint(key, keys)}; accepted: ${keys.join(', ')}`,
  };
}

function wrongKind(path: string, value: unknown, schema: JsonSchema): SchemaIssue {
  const kinds = kindsOf(schema);
  const key = discriminatorOf(schema);
  const found = ownValue(value, key);
  if (found === undefined) return { path, message: `missing key "${key}"; accepted: ${kinds.join(', ')}` };
  return {
    path: `${path}/${key}`,
    message: `unknown ${key} ${show(found)}${hint(found, kinds)}; accepted: ${kinds.join(', ')}`,
  };
}

/** ` (did you mean "x"?)`, or nothing when no accepted name is near. */
export function hint(found: unknown, accepted: readonly string[]): string {
  const nearest = typeof found === 'string' ? nearestName(found, accepted) : undefined;
  return nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
}

/** A value as it stands in a message: short, on one line. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text;
}

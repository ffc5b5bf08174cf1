/** What a schema accepts, in words: the second half of every fault and a column of the documentation. */
import { describeQuantity, type QuantityRange } from '../units.js';
import { discriminatorOf, type JsonSchema, kindsOf } from './json-schema.js';

/** Limits of a quantity schema. */
export function quantityRange(schema: JsonSchema): QuantityRange {
  const { 'x-minimum': minimum, 'x-exclusiveMinimum': exclusiveMinimum, 'x-maximum': maximum } = schema;
  return {
    ...(minimum === undefined ? {} : { minimum }),
    ...(exclusiveMinimum === undefined ? {} : { exclusiveMinimum }),
    ...(maximum === undefined ? {} : { maximum }),
  };
}

export function describeSchema(schema: JsonSchema): string {
  if (schema['x-accepted'] !== undefined && schema.type === 'string') return schema['x-accepted'];
  if (schema['x-quantity'] !== undefined) return describeQuantity(schema['x-quantity'], quantityRange(schema));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((word) => JSON.stringify(word)).join(', ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(describeSchema).join(', or ');
  if (schema.oneOf !== undefined)
    return `an object whose "${discriminatorOf(schema)}" is ${kindsOf(schema).join(', ')}`;
  switch (schema.type) {
    case 'integer':
      return `a whole number${describeLimits(schema)}`;
    case 'number':
      return `a number${describeLimits(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      if (schema.format === 'uri-reference') return 'an address or a relative path';
      return schema.minLength === undefined ? 'a text' : 'a text that is not empty';
    case 'array':
      return describeList(schema);
    case 'object':
      return describeObject(schema);
    default:
      return 'a value';
  }
}

function describeList({ items, minItems, maxItems }: JsonSchema): string {
  const count = minItems !== undefined && minItems === maxItems ? `${minItems}` : '';
  if (items === undefined) return count === '' ? 'a list' : `a list of ${count}`;
  return `a list of${count === '' ? '' : ` ${count}`}: ${describeSchema(items)}`;
}

function describeObject(schema: JsonSchema): string {
  if (schema.patternProperties !== undefined)
    return `an object of named entries, with at least ${schema.minProperties ?? 0}`;
  return `an object with the keys ${Object.keys(schema.properties ?? {}).join(', ')}`;
}

function describeLimits(schema: JsonSchema): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const limits = [
    minimum === undefined ? '' : `of at least ${minimum}`,
    exclusiveMinimum === undefined ? '' : `above ${exclusiveMinimum}`,
    maximum === undefined
      ? ''
      : `${minimum === undefined && exclusiveMinimum === undefined ? 'of ' : ''}at most ${maximum}`,
    exclusiveMaximum === undefined ? '' : `below ${exclusiveMaximum}`,
  ].filter((limit) => limit !== '');
  return limits.length === 0 ? '' : ` ${limits.join(' and ')}`;
}

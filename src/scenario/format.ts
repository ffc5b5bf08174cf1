/** The `format` key of every file: `bottlenet-sim/KIND@VERSION`. Newer versions are refused, older ones migrated. */
import { show } from '../base/schema/check-schema.js';
import { isObject, type Json, ownValue } from '../base/schema/json-schema.js';
import type { Issue } from './issue.js';

/** A file's kind and version, or undefined where the text is not a format of this project. */
export function parseFormat(text: unknown): { readonly kind: string; readonly version: number } | undefined {
  const match = typeof text === 'string' ? /^bottlenet-sim\/([a-z-]+)@([1-9]\d{0,8})$/.exec(text) : null;
  return match === null ? undefined : { kind: match[1]!, version: Number(match[2]) };
}

/** Why a document cannot be read as the given format; nothing else about it is worth saying then. */
export function checkFormat(document: Json, expected: string): Issue | undefined {
  if (!isObject(document))
    return { path: '', message: `found ${show(document)}; accepted: an object with "format": "${expected}"` };
  const found = ownValue(document, 'format');
  if (found === expected) return undefined;
  if (found === undefined) return { path: '', message: `missing key "format"; accepted: "${expected}"` };
  const [wanted, given] = [parseFormat(expected)!, parseFormat(found)];
  if (given !== undefined && given.kind === wanted.kind && given.version > wanted.version) {
    return {
      path: '/format',
      message: `found ${show(found)}, written for a newer version of this program; accepted: up to "${expected}"`,
    };
  }
  return { path: '/format', message: `found ${show(found)}; accepted: "${expected}"` };
}

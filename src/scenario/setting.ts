/** `--set path=value`: one value of the scenario, replaced from the command line. */
import { InputError } from '../base/errors.js';
import type { Json } from '../base/schema/json-schema.js';
import { isObject } from '../base/schema/json-schema.js';
import type { Override } from './layered-document.js';
import { forbiddenKeys, fromDotted } from './pointer.js';

/**
 * `devices.camera.count=100`, `duration=5 s`, `devices.camera.fading={"kind":"static"}`: the value is JSON where it reads as
 * JSON, else text.
 * @throws InputError for a missing path or a refused key
 */
export function parseSetting(text: string): Override {
  const equals = text.indexOf('=');
  if (equals <= 0) {
    throw new InputError(`--set ${text}: accepted is path=value, such as devices.camera.count=100`);
  }
  const path = fromDotted(text.slice(0, equals).trim());
  return { path, value: parseValue(text.slice(equals + 1).trim(), text), origin: { from: 'set', detail: text } };
}

function parseValue(text: string, setting: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return text;
  }
  refuseForbiddenKeys(value, setting);
  return value;
}

function refuseForbiddenKeys(value: Json, setting: string): void {
  if (Array.isArray(value)) for (const item of value) refuseForbiddenKeys(item, setting);
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (forbiddenKeys.has(key)) throw new InputError(`--set ${setting}: the key "${key}" is refused`);
    refuseForbiddenKeys(child, setting);
  }
}

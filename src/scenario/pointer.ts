/**
 * Places in a document: JSON pointers ("/devices/camera/count") inside the program and in messages, dotted paths
 * ("devices.camera.count") in `--set` and study axes.
 */
import { InputError } from '../base/errors.js';

export type Path = readonly (string | number)[];

/** Keys that would reach an object's prototype; refused wherever a key is read. */
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export function toPointer(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function fromPointer(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * Keys of a dotted path.
 * @throws InputError on an empty key or one that reaches a prototype
 */
export function fromDotted(text: string): string[] {
  const keys = text.split('.');
  for (const key of keys) {
    if (key === '')
      throw new InputError(
        `path "${text}": a key is empty; accepted: keys joined by dots, such as devices.camera.count`,
      );
    if (forbiddenKeys.has(key)) throw new InputError(`path "${text}": the key "${key}" is refused`);
  }
  return keys;
}

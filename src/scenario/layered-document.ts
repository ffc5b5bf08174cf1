/**
 * A document made of layers: the scenario's file, then the overrides of a study, of `--set` and of options; every value
 * knows which layer wrote it.
 */

import { isObject, type Json, ownValue } from '../base/schema/json-schema.js';
import type { Issue } from './issue.js';
import type { Origin } from './origin.js';
import { type Path, toPointer } from './pointer.js';

/** One value to be written over what stands at a path. */
export interface Override {
  readonly path: Path;
  readonly value: Json;
  readonly origin: Origin;
}

type MutableJson = Json | { [key: string]: MutableJson } | MutableJson[];

export class LayeredDocument {
  #root: MutableJson;
  readonly #origins = new Map<string, Origin>();

  constructor(root: Json, origin: Origin) {
    this.#root = structuredClone(root) as MutableJson;
    this.#origins.set('', origin);
  }

  get root(): Json {
    return this.#root as Json;
  }

  /** The layer that wrote the value at a pointer, or the nearest enclosing one. */
  originOf(pointer: string): Origin {
    let place = pointer;
    for (;;) {
      const origin = this.#origins.get(place);
      if (origin !== undefined) return origin;
      place = place.slice(0, Math.max(0, place.lastIndexOf('/')));
    }
  }

  /** Writes a value; objects on the way are made when absent. An issue when the path leads through something else. */
  write({ path, value, origin }: Override): Issue | undefined {
    const pointer = toPointer(path);
    let parent: MutableJson = this.#root;
    for (const [depth, key] of path.slice(0, -1).entries()) {
      const child = childOf(parent, key);
      if (child !== undefined && typeof child === 'object' && child !== null) {
        parent = child;
        continue;
      }
      if (child !== undefined) return notAContainer(pointer, path.slice(0, depth + 1), origin);
      const made: { [key: string]: MutableJson } = {};
      if (!assign(parent, key, made)) return notAContainer(pointer, path.slice(0, depth), origin);
      this.#origins.set(toPointer(path.slice(0, depth + 1)), origin);
      parent = made;
    }
    const last = path.at(-1);
    if (last === undefined) return { path: '', message: 'the path is empty', origin };
    if (!assign(parent, last, structuredClone(value) as MutableJson))
      return notAContainer(pointer, path.slice(0, -1), origin);
    for (const place of this.#origins.keys()) if (place.startsWith(`${pointer}/`)) this.#origins.delete(place);
    this.#origins.set(pointer, origin);
    return undefined;
  }

  /** Puts values under those that stand at a path: keys that are written already stay and keep their origin. */
  writeBelow(path: Path, values: Json, origin: Origin): void {
    const pointer = toPointer(path);
    for (const [key, value] of Object.entries(isObject(values) ? values : {})) {
      const place = [...path, key];
      const present = this.valueAt(place);
      if (present === undefined) this.write({ path: place, value, origin });
      else if (isObject(present) && isObject(value) && sameKind(present, value)) this.writeBelow(place, value, origin);
    }
    if (!this.#origins.has(pointer)) this.#origins.set(pointer, this.originOf(pointer));
  }

  remove(path: Path): void {
    const parent = this.valueAt(path.slice(0, -1)) as { [key: string]: MutableJson };
    delete parent[path.at(-1)!];
  }

  valueAt(path: Path): Json | undefined {
    let value: Json | undefined = this.root;
    for (const key of path) value = childOf(value as MutableJson, key) as Json | undefined;
    return value;
  }
}

/** Two objects of different kinds do not mix. */
function sameKind(present: Json, below: Json): boolean {
  const [mine, theirs] = [ownValue(present, 'kind'), ownValue(below, 'kind')];
  return mine === undefined || theirs === undefined || mine === theirs;
}

function childOf(parent: MutableJson | undefined, key: string | number): MutableJson | undefined {
  if (Array.isArray(parent)) return parent[Number(key)];
  return ownValue(parent, String(key)) as MutableJson | undefined;
}

function assign(parent: MutableJson, key: string | number, value: MutableJson): boolean {
  if (Array.isArray(parent)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= parent.length) return false;
    parent[index] = value;
    return true;
  }
  if (!isObject(parent)) return false;
  (parent as { [key: string]: MutableJson })[String(key)] = value;
  return true;
}

function notAContainer(pointer: string, at: Path, origin: Origin): Issue {
  const message = `nothing can be set here: ${toPointer(at) || 'the document'} has no such place`;
  return { path: pointer, message, origin };
}

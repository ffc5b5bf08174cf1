/**
 * Work that several codecs of one run share, done once: base answers, front features of a split.
 *
 * Kept per context and freed with it. A result is a pure function of the context and its name.
 */
import type { CodecContext } from './codec.js';

const results = new WeakMap<CodecContext, Map<string, unknown>>();

/** The result called `name` of this context; `make` runs the first time only. */
export function sharedOf<Result>(context: CodecContext, name: string, make: () => Result): Result {
  let byName = results.get(context);
  if (byName === undefined) {
    byName = new Map();
    results.set(context, byName);
  }
  if (!byName.has(name)) byName.set(name, make());
  return byName.get(name) as Result;
}

/** The result called `name` of this context, if it was made. */
export function sharedIfMade<Result>(context: CodecContext, name: string): Result | undefined {
  return results.get(context)?.get(name) as Result | undefined;
}

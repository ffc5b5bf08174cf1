/**
 * Named things of one kind: codecs, channel models, schedulers, metrics.
 *
 * A registry is a value: `with` returns a larger one, nothing registers itself, and two registries in one process do
 * not meet.
 */
import { didYouMean } from './did-you-mean.js';
import { type Fault, InputError } from './errors.js';

export class Registry<T extends { readonly name: string }> {
  /** What the entries are, for messages: "codec", "channel model". */
  readonly kind: string;
  readonly #entries: ReadonlyMap<string, T>;

  /** @throws InputError when two entries share a name or one has none. */
  constructor(kind: string, entries: readonly T[]) {
    const byName = new Map<string, T>();
    for (const entry of entries) {
      if (entry.name === '') throw new InputError(`a ${kind} without a name`);
      if (byName.has(entry.name)) throw new InputError(`two entries for ${kind} "${entry.name}": names are unique`);
      byName.set(entry.name, entry);
    }
    this.kind = kind;
    this.#entries = byName;
  }

  /**
   * The entry of that name.
   *
   * @param place where the name was read, for the message
   * @throws InputError listing the accepted names and the nearest one
   */
  get(name: string, place: Omit<Fault, 'message'> = {}): T {
    const entry = this.#entries.get(name);
    if (entry !== undefined) return entry;
    const accepted = this.names().join(', ');
    const message = `unknown ${this.kind} "${name}": accepted are ${accepted}${didYouMean(name, this.names())}`;
    throw new InputError([{ ...place, message }]);
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** In order of registration. */
  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** In order of registration. */
  entries(): T[] {
    return [...this.#entries.values()];
  }

  /** A registry with more entries; this one stays as it is. @throws InputError on a name already taken. */
  with(entries: readonly T[]): Registry<T> {
    return new Registry(this.kind, [...this.entries(), ...entries]);
  }
}

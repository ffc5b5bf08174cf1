/**
 * Places in a scenario that a registry fills: `{ "kind": NAME, ...parameters }`.
 *
 * A schema that names a slot knows nothing of the entries; the scenario's schema is composed from the registries of one
 * simulator instance, so an entry added by an extension is accepted, described and suggested like a built-in one.
 */
import { type TSchema, type TUnsafe, Type } from 'typebox';
import type { TDefaulted } from './units.js';

/** Registries a scenario is composed from. */
export type SlotName =
  | 'arrivals'
  | 'cells'
  | 'codecs'
  | 'computeProfiles'
  | 'erasures'
  | 'fadings'
  | 'pathLosses'
  | 'placements'
  | 'policies'
  | 'queueOrders'
  | 'schedulers';

/** What a registry entry shows to the scenario's schema. */
export interface SchemaEntry {
  /** Value of `kind`. */
  readonly name: string;
  readonly summary?: string;
  /** Publication, standard or definition of the model. */
  readonly source?: string;
  /** Object schema of the parameters; `kind` is added when absent, unknown keys are refused. Cells get the slots inside them. */
  readonly schema: TSchema | ((parts: SlotParts) => TSchema);
}

/** Slots that stand inside a cell. */
export interface SlotParts {
  readonly scheduler: TSchema;
  readonly pathLoss: TSchema;
}

/** Resolved value of a slot: the entry's name and its parameters, which the entry's own schema types. */
export interface Kinded {
  readonly kind: string;
  readonly [parameter: string]: unknown;
}

export interface TSlot extends TUnsafe<Kinded> {
  readonly 'x-slot': SlotName;
}

export interface SlotOptions {
  readonly description: string;
  /** Value when the scenario says nothing; its own parameters may be left to their defaults. */
  readonly default?: { readonly kind: string; readonly [parameter: string]: unknown };
}

/** Schema of a value chosen from a registry by its `kind`. */
export function slot<const Options extends SlotOptions>(
  name: SlotName,
  options: Options,
): Options extends { default: object } ? TDefaulted<TSlot> : TSlot {
  return Type.Unsafe<Kinded>({ 'x-slot': name, ...options }) as unknown as TDefaulted<TSlot>;
}

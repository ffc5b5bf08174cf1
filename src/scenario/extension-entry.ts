/** What an entry of an extension must be before a registry takes it: extensions are written outside the compiler's sight. */
import type { Fault } from '../base/errors.js';
import { compileCheck, show } from '../base/schema/check-schema.js';
import type { SchemaEntry, SlotName } from '../base/slot.js';
import { composeEntry } from './compose-schema.js';
import { createRegistries } from './registries.js';

/** The function that makes an entry work; `create` where none is named. */
const functionOf: { readonly [Slot in SlotName]?: string } = { pathLosses: 'pathLossDb', placements: 'distance' };

/** Slots whose entries may give their schema as a function of the slots that stand inside them. */
const mayCompose: readonly SlotName[] = ['cells'];

/** Everything that keeps the entries out of the slot's registry; places are such as `/schedulers/0/name`. */
export function entryFaults(slot: SlotName, entries: readonly unknown[]): Fault[] {
  return entries.flatMap((entry, index) => {
    const path = `/${slot}/${index}`;
    if (!isRecord(entry)) return [{ path, message: `${found(entry)}${accepted(slot)}` }];
    const faults = keyFaults(slot, entry, path);
    return faults.length > 0 ? faults : schemaFaults(entry as unknown as SchemaEntry, path);
  });
}

function keyFaults(slot: SlotName, entry: Readonly<Record<string, unknown>>, path: string): Fault[] {
  const work = functionOf[slot] ?? 'create';
  const checks: readonly (readonly [string, boolean])[] = [
    ['name', typeof entry.name === 'string' && entry.name !== ''],
    ['summary', typeof entry.summary === 'string'],
    ['source', typeof entry.source === 'string'],
    ['schema', isRecord(entry.schema) || (typeof entry.schema === 'function' && mayCompose.includes(slot))],
    [work, typeof entry[work] === 'function'],
  ];
  return checks
    .filter(([, right]) => !right)
    .map(([key]) => ({ path: `${path}/${key}`, message: `${found(entry[key])}${accepted(slot)}` }));
}

function schemaFaults(entry: SchemaEntry, path: string): Fault[] {
  try {
    compileCheck(composeEntry(entry, createRegistries()));
    return [];
  } catch (error) {
    const message = `is no JSON Schema: ${(error as Error).message}; accepted: JSON Schema, draft 2020-12`;
    return [{ path: `${path}/schema`, message }];
  }
}

function accepted(slot: SlotName): string {
  const schema = mayCompose.includes(slot) ? 'object or function' : 'object';
  const work = functionOf[slot] ?? 'create';
  return `; accepted: an object with name (not empty), summary, source (texts), schema (${schema}), ${work} (function)`;
}

function found(value: unknown): string {
  if (value === undefined) return 'missing';
  return `found ${typeof value === 'function' ? 'a function' : show(value)}`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Presets: named parts of a scenario with their source. `{ "preset": "raspberry-pi-4", "overhead": "2 ms" }` stands for the
 * preset's keys, those written beside it taking precedence.
 */
import { hint, show } from '../base/schema/check-schema.js';
import { branchOf, isObject, type Json, type JsonSchema, ownValue } from '../base/schema/json-schema.js';
import type { Issue } from './issue.js';
import type { LayeredDocument } from './layered-document.js';
import { type Path, toPointer } from './pointer.js';
import type { PresetSubject } from './schema.js';

export interface Preset {
  readonly name: string;
  /** Where it may stand. */
  readonly subject: PresetSubject;
  readonly summary: string;
  /** Publication or data set the numbers come from. */
  readonly source: string;
  /** How the numbers were derived, and where they do not hold. */
  readonly notes: string;
  /** Part of a scenario, as a user would write it. */
  readonly value: { readonly [key: string]: Json };
}

/** Expansion of all presets of a document; faults at places that are then not checked further. */
export interface Expansion {
  readonly issues: readonly Issue[];
  /** Presets used, by the pointer of the place they were put in. */
  readonly used: ReadonlyMap<string, Preset>;
}

/** Replaces every `preset` key of the document by what it stands for. */
export function expandPresets(document: LayeredDocument, schema: JsonSchema, presets: readonly Preset[]): Expansion {
  const issues: Issue[] = [];
  const used = new Map<string, Preset>();
  const visit = (part: JsonSchema, path: Path): void => {
    const value = document.valueAt(path);
    if (!isObject(value)) return;
    const subject = part['x-preset'];
    if (subject !== undefined && Object.hasOwn(value, 'preset')) {
      const found = put(
        document,
        path,
        value,
        presets.filter((preset) => preset.subject === subject),
      );
      if ('message' in found) issues.push(found);
      else used.set(toPointer(path), found);
    }
    const body = part.oneOf === undefined ? part : branchOf(part, document.valueAt(path));
    for (const [key, child] of Object.entries(body?.properties ?? {})) visit(child, [...path, key]);
    for (const child of Object.values(body?.patternProperties ?? {})) {
      for (const key of Object.keys(value)) visit(child, [...path, key]);
    }
  };
  visit(schema, []);
  return { issues, used };
}

function put(
  document: LayeredDocument,
  path: Path,
  value: { readonly [key: string]: Json },
  presets: readonly Preset[],
): Preset | Issue {
  const names = presets.map(({ name }) => name);
  const wanted = value.preset;
  const preset = presets.find(({ name }) => name === wanted);
  const at = toPointer([...path, 'preset']);
  if (preset === undefined) {
    return { path: at, message: `unknown preset ${show(wanted)}${hint(wanted, names)}; accepted: ${names.join(', ')}` };
  }
  const [kind, presetKind] = [ownValue(value, 'kind'), ownValue(preset.value, 'kind')];
  if (kind !== undefined && presetKind !== undefined && kind !== presetKind) {
    const message = `preset "${preset.name}" is of kind ${show(presetKind)}, but "kind" is ${show(kind)}; accepted: one of the two`;
    return { path: at, message };
  }
  document.remove([...path, 'preset']);
  document.writeBelow(path, preset.value, { from: 'preset', detail: preset.name });
  return preset;
}

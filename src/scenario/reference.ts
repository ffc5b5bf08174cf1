/** docs/scenario.md, written from the schema, the presets and the rules: nothing in it is kept by hand. */

import { describeSchema } from '../base/schema/describe-schema.js';
import { isObject, type JsonSchema } from '../base/schema/json-schema.js';
import { quantityKinds, quantityUnits } from '../base/units.js';
import type { Preset } from './preset.js';
import type { ScenarioRule } from './rules.js';

export interface ReferenceParts {
  /** From `composeScenarioSchema`. */
  readonly schema: JsonSchema;
  readonly presets: readonly Preset[];
  readonly rules: readonly ScenarioRule[];
}

export function scenarioReference({ schema, presets, rules }: ReferenceParts): string {
  const slots = new Map<string, JsonSchema>();
  const body = section(schema, 2, 'The file', '', slots);
  const kinds = [...slots].map(([name, slot]) => slotSection(name, slot));
  const lines = [
    introduction,
    body,
    '## Parts with a `kind`',
    '',
    ...kinds,
    '## Presets',
    '',
    'A value `{ "preset": NAME, ...keys }` stands for the keys of the preset; keys written beside it take precedence.',
    '`bottlenet-sim presets show NAME` prints values and limits.',
    '',
    table(
      ['preset', 'stands for', 'what it is', 'source'],
      presets.map(({ name, subject, summary, source }) => [code(name), code(subject), summary, source]),
    ),
    '## Rules',
    '',
    'Checked on every scenario, beside types and ranges:',
    '',
    ...rules.map(({ sentence }) => `- ${sentence}`),
    '',
    '## Units',
    '',
    'A quantity is a text with a number and a unit; a bare number is refused.',
    '',
    table(
      ['quantity', 'units', 'resolves to'],
      quantityKinds.map((kind) => {
        const { names, resolved } = quantityUnits(kind);
        return [kind, names.map(code).join(' '), resolved];
      }),
    ),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const introduction = `# The scenario file

<!-- Written by \`bottlenet-sim schema scenario --format markdown\`; change the schema, not this file. -->

A scenario describes one experiment: groups of devices, cells, edge servers, and how to run them. It is JSON in which
comments and trailing commas are allowed, in a \`.json\` file. \`bottlenet-sim init\` writes one to start from,
\`bottlenet-sim check FILE\` says whether one is accepted.

Values come from, each replacing the one before: defaults < preset < scenario < study variant < \`--set\` < options.
\`--set devices.camera.count=100\` replaces one value; the value is read as JSON where it is JSON, else as text. Groups, cells
and servers are objects keyed by name, so that such paths stay the same when others are added.

For completion in an editor, point \`$schema\` at \`schema/scenario.schema.json\` of the package, and have the editor treat
scenario files as JSON with comments (VS Code: \`"files.associations": { "**/scenarios/*.json": "jsonc" }\`).

The \`format\` key names the version. Files of newer versions are refused; those of older ones stay readable.
`;

/** Table of an object's keys, then the sections of the objects in it. */
function section(
  schema: JsonSchema,
  depth: number,
  title: string,
  path: string,
  slots: Map<string, JsonSchema>,
): string {
  const rows: string[][] = [];
  const inner: string[] = [];
  for (const [key, part] of Object.entries(schema.properties ?? {})) {
    rows.push(keyRow(schema, key, part));
    const place = path === '' ? key : `${path}.${key}`;
    const entry = Object.values(part.patternProperties ?? {})[0];
    const object = entry ?? part;
    const heading = entry === undefined ? place : `${place}.NAME`;
    remember(object, slots);
    if (object.oneOf === undefined && object.properties !== undefined) {
      inner.push(section(object, depth + 1, code(heading), heading, slots));
    }
  }
  const text =
    schema.description === undefined || depth === 2 ? '' : `${sentence(schema.description)}${presetNote(schema)}\n\n`;
  return `${'#'.repeat(Math.min(depth, 4))} ${title}\n\n${text}${table(['key', 'accepted', 'default', 'meaning'], rows)}\n${inner.join('')}`;
}

function presetNote(schema: JsonSchema): string {
  return schema['x-preset'] === undefined ? '' : ' May be built on a preset.';
}

function remember(schema: JsonSchema, slots: Map<string, JsonSchema>): void {
  const name = schema['x-slot'];
  if (name !== undefined && !slots.has(name)) slots.set(name, schema);
  for (const branch of schema.oneOf ?? []) {
    for (const part of Object.values(branch.properties ?? {})) remember(part, slots);
  }
}

function slotSection(name: string, schema: JsonSchema): string {
  const branches = (schema.oneOf ?? []).map((branch) => {
    const { kind, ...properties } = branch.properties ?? {};
    const rows = Object.entries(properties).map(([key, part]) => keyRow(branch, key, part));
    const parameters = rows.length === 0 ? '' : `\n${table(['key', 'accepted', 'default', 'meaning'], rows)}`;
    return `- \`${String(kind?.const)}\`: ${String(kind?.description)}\n${parameters}\n`;
  });
  return `### ${name}\n\n${sentence(schema.description ?? name)}${presetNote(schema)}\n\n${branches.join('')}`;
}

function keyRow(parent: JsonSchema, key: string, part: JsonSchema): string[] {
  const required = parent.required?.includes(key) === true;
  const fallback = part.default === undefined ? (required ? 'required' : 'none') : code(inline(part.default));
  return [code(key), acceptedWords(part), fallback, part.description ?? ''];
}

function acceptedWords(part: JsonSchema): string {
  if (part['x-slot'] !== undefined) return `one of [${part['x-slot']}](#${part['x-slot'].toLowerCase()})`;
  if (part.patternProperties !== undefined) return 'entries by name';
  if (part.properties !== undefined) return 'an object, below';
  // Units stand in a table of their own.
  return describeSchema(part).replace(/ \(units?: [^)]*\)/, '');
}

function inline(value: unknown): string {
  return isObject(value) && Object.keys(value).length === 0 ? '{}' : JSON.stringify(value);
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const code = (text: string): string => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}

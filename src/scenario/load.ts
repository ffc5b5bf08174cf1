/**
 * From a scenario's text to the resolved scenario, or to all of its faults at once, each with file, line, column, path, the
 * value found and what is accepted.
 *
 * Precedence: defaults < preset < scenario < study variant < `--set` < options.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EnvironmentError, type Fault, InputError } from '../base/errors.js';
import { compileCheck, hint, type SchemaCheck, show } from '../base/schema/check-schema.js';
import { isObject, type Json, type JsonSchema, propertySchema } from '../base/schema/json-schema.js';
import type { Kinded } from '../base/slot.js';
import type { CodecModel, PayloadKind } from '../codec/codec.js';
import { readCodecFiles } from './codec-files.js';
import { composeScenarioSchema } from './compose-schema.js';
import { confinedPath } from './confined-path.js';
import { checkFormat } from './format.js';
import type { Issue } from './issue.js';
import { type JsonDocument, type Place, parseJsonDocument } from './json-document.js';
import { LayeredDocument, type Override } from './layered-document.js';
import type { Origin, ValueOrigin } from './origin.js';
import { fromPointer, toPointer } from './pointer.js';
import { expandPresets } from './preset.js';
import { builtInPresets } from './preset-catalogue.js';
import { createRegistries, type Extensions, type Registries } from './registries.js';
import { resolveScenario } from './resolve.js';
import { type Finding, type RuleContext, scenarioRules } from './rules.js';
import { type Scenario, type ScenarioText, scenarioFormat } from './schema.js';
import { parseSetting } from './setting.js';

export interface LoadOptions {
  /** Entries beside the built-in ones. */
  readonly extensions?: readonly Extensions[];
  /** Values of a study's variant. */
  readonly variant?: { readonly name: string; readonly values: Readonly<Record<string, unknown>> };
  /** Texts of `--set`, in order. */
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly replications?: number;
  /** Folder beside the scenario's own in which files may be named. */
  readonly dataRoot?: string;
  /** What is installed; absent lists are not checked. */
  readonly installed?: Pick<RuleContext, 'models' | 'imageSets' | 'backbones'>;
  /** Warnings refuse the scenario too. */
  readonly strict?: boolean;
}

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** Layer that each resolved value comes from, for the manifest. */
  readonly origins: readonly ValueOrigin[];
  readonly warnings: readonly Fault[];
}

export interface CheckedScenario extends Omit<LoadedScenario, 'scenario'> {
  /** Absent when there are faults. */
  readonly scenario?: Scenario;
  readonly faults: readonly Fault[];
}

/**
 * Loads and resolves a scenario file.
 * @throws InputError with all faults; EnvironmentError when the file cannot be read
 */
export async function loadScenario(file: string, options: LoadOptions = {}): Promise<LoadedScenario> {
  const document = parseJsonDocument(await readDocument(file), file);
  const { scenario, faults, origins, warnings } = checkDocument(document, file, options);
  if (scenario === undefined) throw new InputError(faults);
  return { scenario, origins, warnings };
}

/** Checks and resolves a scenario that is not in a file; faults are returned, not thrown. */
export function checkScenario(scenario: ScenarioText | object, options: LoadOptions = {}): CheckedScenario {
  const nowhere: Partial<Place> = {};
  const value = JSON.parse(JSON.stringify(scenario)) as Json;
  return checkDocument({ value, placeOf: () => nowhere }, '.', options);
}

/** A document with places, or one that has none. */
type Located = Pick<JsonDocument, 'value'> & { placeOf(pointer: string, onKey?: boolean): Partial<Place> };

/** Checks a parsed document; `file` is where relative paths start. */
export function checkDocument(source: Located, file: string, options: LoadOptions = {}): CheckedScenario {
  const { registries, schema, check } = vocabularyOf(options.extensions ?? noExtensions);
  const refused = (issues: readonly Issue[], document?: LayeredDocument): CheckedScenario => ({
    faults: faultsOf(issues, source, document),
    origins: [],
    warnings: [],
  });
  const wrongFormat = checkFormat(source.value, scenarioFormat);
  if (wrongFormat !== undefined) return refused([wrongFormat]);

  const document = new LayeredDocument(source.value, { from: 'scenario' });
  const issues: Issue[] = [];
  for (const override of overridesOf(options)) {
    const issue = absentEntry(schema, document, override) ?? document.write(override);
    if (issue !== undefined) issues.push(issue);
  }
  const expansion = expandPresets(document, schema, builtInPresets);
  // Where a preset is unknown, its missing keys are no faults of their own.
  const unchecked = expansion.issues.map(({ path }) => path.slice(0, path.lastIndexOf('/')));
  issues.push(...expansion.issues);
  issues.push(...check(document.root).filter(({ path }) => !unchecked.some((place) => isAtOrBelow(path, place))));

  const roots = [dirname(resolve(file)), ...(options.dataRoot === undefined ? [] : [options.dataRoot])];
  const resolution = resolveScenario(schema, document.root, {
    originOf: (pointer) => document.originOf(pointer),
    resolveFile: (path) => confinedPath(path, roots),
  });
  issues.push(...resolution.issues);
  const { scenario, faults } = isObject(resolution.scenario)
    ? readCodecFiles(resolution.scenario, registries, roots)
    : { scenario: resolution.scenario, faults: [] };
  const { findings, warnings } = applyRules(scenario, registries, issues, options);
  issues.push(...findings);
  if (issues.length > 0 || faults.length > 0) {
    return { ...refused(issues, document), faults: [...faultsOf(issues, source, document), ...faults] };
  }
  return {
    scenario,
    origins: resolution.origins,
    faults: [],
    warnings: faultsOf(warnings, source, document),
  };
}

/** A single value makes no new group, cell or server: its name is misspelt. */
function absentEntry(schema: JsonSchema, document: LayeredDocument, { path, origin }: Override): Issue | undefined {
  let part: JsonSchema | undefined = schema;
  for (const [depth, key] of path.slice(0, -1).entries()) {
    const parent = document.valueAt(path.slice(0, depth));
    if (part?.patternProperties !== undefined && isObject(parent) && !Object.hasOwn(parent, key)) {
      const names = Object.keys(parent);
      const message = `there is no ${show(key)}${hint(key, names)}; accepted: ${names.join(', ')}`;
      return { path: toPointer(path.slice(0, depth + 1)), message, origin };
    }
    part = part === undefined ? undefined : propertySchema(part, String(key));
  }
  return undefined;
}

function applyRules(scenario: Scenario, registries: Registries, issues: readonly Issue[], options: LoadOptions) {
  const codecOf = (kind: string) => (registries.codecs.has(kind) ? registries.codecs.get(kind) : undefined);
  const context: RuleContext = {
    payloadKindOf: (codec) => payloadKindOf(codecOf(codec.kind), codec),
    needsNetworks: (codec) => codecOf(codec)?.networks !== false,
    canAnswer: (codec) => codecOf(codec)?.answers !== false,
    policyFault(policy, codecs) {
      if (!registries.policies.has(policy.kind)) return undefined;
      return registries.policies.get(policy.kind).refuses?.(policy as never, codecs);
    },
    erasuresOf: (payload) => erasuresOf(registries, payload),
    ...options.installed,
  };
  const findings: Finding[] = isObject(scenario)
    ? scenarioRules.flatMap((rule) => [...rule.check(scenario, context)])
    : [];
  // A value that its schema refuses has had its fault.
  const fresh = findings.filter(({ path }) => !issues.some((issue) => isAtOrBelow(issue.path, path)));
  const warns = (finding: Finding) => finding.warning === true && options.strict !== true;
  return { findings: fresh.filter((finding) => !warns(finding)), warnings: fresh.filter(warns) };
}

function payloadKindOf(model: CodecModel | undefined, parameters: Kinded): PayloadKind | undefined {
  const { payloadKind } = model ?? {};
  return typeof payloadKind === 'function' ? payloadKind(parameters as never) : payloadKind;
}

const bitPayloads: readonly PayloadKind[] = ['digital', 'erasure-tolerant'];

function erasuresOf(registries: Registries, payload: PayloadKind): string[] {
  const models = registries.erasures.entries();
  return models.filter(({ payloads = bitPayloads }) => payloads.includes(payload)).map(({ name }) => name);
}

function overridesOf({ variant, set, seed, replications }: LoadOptions): Override[] {
  const overrides: Override[] = [];
  for (const [path, value] of Object.entries(variant?.values ?? {})) {
    const { path: keys } = parseSetting(`${path}=null`);
    overrides.push({ path: keys, value: value as Json, origin: { from: 'study', detail: variant!.name } });
  }
  overrides.push(...(set ?? []).map(parseSetting));
  const option = (key: string, value: number | undefined): void => {
    if (value !== undefined)
      overrides.push({ path: [key], value, origin: { from: 'option', detail: `--${key} ${value}` } });
  };
  option('seed', seed);
  option('replications', replications);
  return overrides;
}

const isAtOrBelow = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);

/** Gives faults their places and puts them in the order of the file. */
function faultsOf(issues: readonly Issue[], source: Located, document: LayeredDocument | undefined): Fault[] {
  const faults = issues.map(({ path, message, onKey, origin: layer }): Fault => {
    const origin = layer ?? document?.originOf(path) ?? { from: 'scenario' };
    if (origin.from !== 'scenario') return { file: placeName(origin), path, message };
    const { file, ...spot } = source.placeOf(path, onKey);
    const named = { ...(file === undefined ? {} : { file }), ...(path === '' ? {} : { path }) };
    // A default stands nowhere in the file.
    const written = document === undefined || document.valueAt(fromPointer(path)) !== undefined;
    if (!written && !message.startsWith('missing')) return { ...named, message: `the default is refused: ${message}` };
    return { ...spot, ...named, message };
  });
  return faults.sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity) || (a.column ?? 0) - (b.column ?? 0));
}

function placeName({ from, detail }: Origin): string {
  switch (from) {
    case 'set':
      return `--set ${detail}`;
    case 'study':
      return `variant ${detail}`;
    case 'preset':
      return `preset ${detail}`;
    default:
      return detail ?? from;
  }
}

/** What follows from a list of extensions, kept as long as the list lives. */
interface Vocabulary {
  readonly registries: Registries;
  readonly schema: JsonSchema;
  readonly check: SchemaCheck;
}

const noExtensions: readonly Extensions[] = [];
const vocabularies = new WeakMap<readonly Extensions[], Vocabulary>();

/** Composing and compiling the schema takes longer than checking with it: done once for each list of extensions. */
function vocabularyOf(extensions: readonly Extensions[]): Vocabulary {
  const known = vocabularies.get(extensions);
  if (known !== undefined) return known;
  const registries = createRegistries(extensions);
  const schema = composeScenarioSchema(registries);
  const made = { registries, schema, check: compileCheck(schema) };
  vocabularies.set(extensions, made);
  return made;
}

/** Text of a scenario or study file. @throws InputError where there is none, EnvironmentError where it cannot be read */
export async function readDocument(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new InputError([{ file, message: 'no such file' }]);
    if (code === 'EISDIR') throw new InputError([{ file, message: 'a folder; accepted: a file' }]);
    throw new EnvironmentError(`${file}: cannot be read (${code})`);
  }
}

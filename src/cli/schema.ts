/** `schema SUBJECT`: JSON Schema (draft 2020-12) of the files, or their documentation. */
import { type Command, Option } from 'commander';
import { InputError } from '../base/errors.js';
import type { JsonSchema } from '../base/schema/json-schema.js';
import { tabulatedDescription } from '../codec/tabulated-file.js';
import { metrics } from '../metrics/index.js';
import { metricDictionary, metricReference } from '../metrics/reference.js';
import { resultSchema } from '../metrics/result-schema.js';
import { networkDocument } from '../neural/import/network-file.js';
import { composeDocumentSchema, composeScenarioSchema, publishedScenarioSchema } from '../scenario/compose-schema.js';
import { loadExtensions } from '../scenario/extension-file.js';
import { builtInPresets } from '../scenario/preset-catalogue.js';
import { scenarioReference } from '../scenario/reference.js';
import { createRegistries, type Extensions } from '../scenario/registries.js';
import { scenarioRules } from '../scenario/rules.js';
import { studyFormat, studySchema } from '../study/study-schema.js';
import { builtInFeatures } from '../validation/feature-usages.js';
import { featurePage } from '../validation/features.js';
import type { CliCommand } from './command.js';

interface Subject {
  json(extensions: readonly Extensions[]): object;
  /** The same as a page of the documentation. */
  readonly markdown?: (extensions: readonly Extensions[]) => string;
}

const scenarioSchema = (extensions: readonly Extensions[]): JsonSchema =>
  composeScenarioSchema(createRegistries(extensions));

const presetNames = (subject: string): string[] =>
  builtInPresets.filter((preset) => preset.subject === subject).map(({ name }) => name);

const draft = 'https://json-schema.org/draft/2020-12/schema';

/** A further kind of file is one entry here. */
export const schemaSubjects: Readonly<Record<string, Subject>> = {
  scenario: {
    json: (extensions) => publishedScenarioSchema(scenarioSchema(extensions), presetNames),
    markdown: (extensions) =>
      scenarioReference({ schema: scenarioSchema(extensions), presets: builtInPresets, rules: scenarioRules }),
  },
  codec: {
    json: () => ({
      $schema: draft,
      $id: tabulatedDescription.format,
      ...composeDocumentSchema(tabulatedDescription.schema),
    }),
  },
  network: {
    json: () => ({ $schema: draft, $id: networkDocument.format, ...composeDocumentSchema(networkDocument.schema) }),
  },
  study: { json: () => ({ $schema: draft, $id: studyFormat, ...studySchema }) },
  result: {
    json: () => ({ $schema: draft, $id: 'bottlenet-sim/result@1', ...resultSchema }),
  },
  features: { json: () => ({ features: builtInFeatures() }), markdown: () => featurePage(builtInFeatures()) },
  metrics: { json: () => ({ metrics: metricDictionary(metrics) }), markdown: () => metricReference(metrics) },
};

interface SchemaOptions {
  readonly format: 'json' | 'markdown';
  readonly extension: readonly string[];
}

export const schemaCommand: CliCommand = {
  register(program: Command): void {
    program
      .command('schema [subject]')
      .description(
        `print the JSON Schema or the documentation of a kind of file: ${Object.keys(schemaSubjects).join(', ')}`,
      )
      .addOption(
        new Option('--format <format>', 'schema or documentation').choices(['json', 'markdown']).default('json'),
      )
      .option(
        '--extension <file>',
        'ES module with further models; repeatable',
        (file, all: string[]) => [...all, file],
        [],
      )
      .action((subject: string | undefined, options: SchemaOptions) => print(subject ?? 'scenario', options));
  },
};

async function print(name: string, { format, extension }: SchemaOptions): Promise<void> {
  const subject = Object.hasOwn(schemaSubjects, name) ? schemaSubjects[name] : undefined;
  if (subject === undefined) {
    throw new InputError(`no schema "${name}"; accepted: ${Object.keys(schemaSubjects).join(', ')}`);
  }
  const extensions = (await loadExtensions(extension)).map(({ entries }) => entries);
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify(subject.json(extensions), null, 2)}\n`);
    return;
  }
  if (subject.markdown === undefined)
    throw new InputError(`"${name}" has no documentation page; accepted: --format json`);
  process.stdout.write(subject.markdown(extensions));
}

import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { compileCheck } from '../../src/base/schema/check-schema.js';
import { isObject, type JsonSchema } from '../../src/base/schema/json-schema.js';
import { starterScenario } from '../../src/cli/init.js';
import { schemaSubjects } from '../../src/cli/schema.js';
import { composeScenarioSchema } from '../../src/scenario/compose-schema.js';
import { parseJsonDocument } from '../../src/scenario/json-document.js';
import { checkScenario, loadScenario } from '../../src/scenario/load.js';
import { createRegistries } from '../../src/scenario/registries.js';

const files = ['scenarios', 'test/fixtures/scenario'].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => `${folder}/${file}`),
);

describe('the published schema', () => {
  const published = schemaSubjects.scenario!.json([]) as JsonSchema;
  const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(published);
  const documentOf = (file: string) => parseJsonDocument(readFileSync(file, 'utf8'), file).value;

  it.each(files)('accepts %s, as the loader does', async (file) => {
    expect(validate(documentOf(file)), JSON.stringify(validate.errors)).toBe(true);
    await expect(loadScenario(file)).resolves.toHaveProperty('scenario');
  });

  it('accepts the starter scenario with its presets', () => {
    expect(validate(parseJsonDocument(starterScenario, 'x').value), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    'unknown-key',
    'bare-number',
    'wrong-unit',
    'out-of-range',
    'unknown-kind',
    'missing-keys',
    'bad-name',
    'newer-format',
  ])('refuses the broken scenario %s', (name) =>
    expect(validate(documentOf(`test/fixtures/broken/${name}.json`))).toBe(false),
  );

  it('describes every key', () => {
    const missing: string[] = [];
    const visit = (schema: JsonSchema, path: string): void => {
      for (const [key, part] of Object.entries(schema.properties ?? {})) {
        if (part.description === undefined) missing.push(`${path}/${key}`);
        visit(part, `${path}/${key}`);
      }
      for (const part of [...Object.values(schema.patternProperties ?? {}), ...(schema.oneOf ?? [])])
        visit(part, `${path}/*`);
    };
    visit(composeScenarioSchema(createRegistries()), '');
    expect(missing).toEqual([]);
  });
});

it('every default is accepted by its own schema', () => {
  const faults: string[] = [];
  const visit = (schema: JsonSchema, path: string): void => {
    if (schema.default !== undefined) {
      faults.push(...compileCheck(schema)(schema.default).map(({ message }) => `${path}: ${message}`));
    }
    for (const [key, part] of Object.entries(schema.properties ?? {})) visit(part, `${path}/${key}`);
    for (const part of [...Object.values(schema.patternProperties ?? {}), ...(schema.oneOf ?? [])])
      visit(part, `${path}/*`);
  };
  visit(composeScenarioSchema(createRegistries()), '');
  expect(faults).toEqual([]);
});

it('a text and what it resolves to are distinct: resolved values are no text to resolve again', async () => {
  const { scenario } = await loadScenario('scenarios/quickstart.json');
  const { faults } = checkScenario(scenario);
  expect(faults.length).toBeGreaterThan(10);
  expect(faults.every(({ message }) => message.includes('a number without a unit'))).toBe(true);
  expect(isObject(scenario)).toBe(true);
});

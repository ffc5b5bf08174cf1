/** Documents with a schema of their own beside scenarios and studies: parsed, checked, quantities and defaults resolved. */
import type { TSchema } from 'typebox';
import { type Fault, InputError } from '../base/errors.js';
import { compileCheck, type SchemaCheck } from '../base/schema/check-schema.js';
import type { JsonSchema } from '../base/schema/json-schema.js';
import { composeDocumentSchema } from './compose-schema.js';
import { checkFormat } from './format.js';
import type { Issue } from './issue.js';
import { parseJsonDocument } from './json-document.js';
import { resolveScenario } from './resolve.js';

/** One kind of document; described once, so that its schema is compiled once. */
export interface DocumentKind {
  /** Value of the key `format`. */
  readonly format: string;
  readonly schema: TSchema;
}

export interface DescribedDocument {
  /** What the schema describes. */
  readonly value: unknown;
  /** Refuses the document for what its schema cannot say. @throws InputError with the place of every issue, and further faults */
  refuse(issues: readonly Issue[], more?: readonly Fault[]): never;
}

/** @throws InputError with every fault of the text */
export function readDescribedDocument(kind: DocumentKind, text: string, file: string): DescribedDocument {
  const document = parseJsonDocument(text, file);
  const refuse = (issues: readonly Issue[], more: readonly Fault[] = []): never => {
    throw new InputError([
      ...issues.map(({ path, message, onKey }): Fault => {
        return { ...document.placeOf(path, onKey), ...(path === '' ? {} : { path }), message };
      }),
      ...more,
    ]);
  };
  const wrongFormat = checkFormat(document.value, kind.format);
  if (wrongFormat !== undefined) refuse([wrongFormat]);
  const { schema, check } = vocabularyOf(kind);
  const issues = check(document.value);
  if (issues.length > 0) refuse(issues);
  const { scenario: value } = resolveScenario(schema, document.value, {
    originOf: () => ({ from: 'scenario' }),
    resolveFile: () => ({ message: 'a description names no file of this kind' }),
  });
  return { value, refuse };
}

interface Vocabulary {
  readonly schema: JsonSchema;
  readonly check: SchemaCheck;
}

const vocabularies = new WeakMap<DocumentKind, Vocabulary>();

function vocabularyOf(kind: DocumentKind): Vocabulary {
  const known = vocabularies.get(kind);
  if (known !== undefined) return known;
  const schema = composeDocumentSchema(kind.schema);
  const made = { schema, check: compileCheck(schema) };
  vocabularies.set(kind, made);
  return made;
}

/** JSON files that the program wrote and reads back: each says its format under the key `format`. */
import { readFileSync } from 'node:fs';
import { EnvironmentError, InputError } from './errors.js';

/**
 * @param writtenBy command that writes such a file, for the message
 * @throws InputError, with the file's name, for what is not JSON or of another format; EnvironmentError where it cannot be read
 */
export function readFormatted<Document extends { readonly format: string }>(
  file: string,
  format: Document['format'],
  writtenBy: string,
): Document {
  const accepted = `accepted is "${format}", which \`${writtenBy}\` writes`;
  const document = readJson(file, accepted) as { readonly format?: unknown } | null;
  if (document?.format === format) return document as Document;
  throw new InputError([{ file, message: `has format ${JSON.stringify(document?.format)}; ${accepted}` }]);
}

/**
 * @param accepted for the message where it is not JSON
 * @throws as `readFormatted`
 */
export function readJson(file: string, accepted: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new EnvironmentError(`${file} cannot be read (${(error as Error).message})`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new InputError([{ file, message: `is not JSON: ${(error as Error).message}; ${accepted}` }]);
  }
}

/**
 * JSON with comments and trailing commas, read so that every value can be traced to its line and column.
 *
 * Refused before anything is built from the text: more than 5 MB, nesting deeper than 64, a key that stands twice, keys
 * that reach an object's prototype. All syntax faults are reported at once.
 */
import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { type Fault, InputError } from '../base/errors.js';
import type { Json } from '../base/schema/json-schema.js';
import { forbiddenKeys, fromPointer } from './pointer.js';

export const maximumBytes = 5_000_000;
export const maximumDepth = 64;

/** Where something stands in a file. */
export type Place = Required<Pick<Fault, 'file' | 'line' | 'column' | 'sourceLine'>>;

export interface JsonDocument {
  readonly value: Json;
  /** Place of the value at a pointer, of its key if asked for, or of the nearest enclosing value that exists. */
  placeOf(pointer: string, onKey?: boolean): Place;
}

const syntaxMessages: Readonly<Record<string, string>> = {
  InvalidSymbol: 'not JSON: texts stand in double quotes; accepted words are true, false and null',
  InvalidNumberFormat: 'not a number of JSON',
  PropertyNameExpected: 'a key in double quotes is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'a closing brace } is missing',
  CloseBracketExpected: 'a closing bracket ] is missing',
  EndOfFileExpected: 'the document has ended before this',
  UnexpectedEndOfComment: 'the comment has no end',
  UnexpectedEndOfString: 'the text has no closing quote',
  UnexpectedEndOfNumber: 'the number is cut short',
  InvalidUnicode: 'not a unicode escape: accepted is \\u and four hexadecimal digits',
  InvalidEscapeCharacter: 'not an escape of JSON: accepted are \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u',
  InvalidCharacter: 'a control character must be written as an escape',
};

/** @throws InputError with all faults of the text */
export function parseJsonDocument(source: string, file: string): JsonDocument {
  if (Buffer.byteLength(source) > maximumBytes) {
    throw new InputError([
      { file, message: `${Buffer.byteLength(source)} bytes; accepted: at most ${maximumBytes} (5 MB)` },
    ]);
  }
  const text = source.startsWith('\uFEFF') ? ` ${source.slice(1)}` : source;
  const places = placesIn(text, file);
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    throw new InputError([
      { ...places(deep), message: `nesting deeper than ${maximumDepth}; accepted: at most ${maximumDepth}` },
    ]);
  }
  if (text.trim() === '') throw new InputError([{ file, message: 'the file is empty; accepted: a JSON object' }]);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (errors.length > 0 || root === undefined) {
    throw new InputError(
      errors.map(({ error, offset }) => {
        const name = printParseErrorCode(error);
        return { ...places(offset), message: syntaxMessages[name] ?? name };
      }),
    );
  }
  const faults: Fault[] = [];
  const value = build(root, '', (node, pointer, message) =>
    faults.push({ ...places(node.offset), path: pointer, message }),
  );
  if (faults.length > 0) throw new InputError(faults);
  return { value, placeOf: (pointer, onKey) => places(nodeAt(root, pointer, onKey === true).offset) };
}

/** Offset of the first bracket below the deepest level accepted; scanned, so that no depth can exhaust the stack. */
function tooDeepAt(text: string): number | undefined {
  const scanner = createScanner(text, true);
  // Kinds of tokens 1 to 4 are { } [ ]; 17 is the end.
  for (let depth = 0, token = Number(scanner.scan()); token !== 17; token = Number(scanner.scan())) {
    if (token === 1 || token === 3) depth++;
    if (token === 2 || token === 4) depth--;
    if (depth > maximumDepth) return scanner.getTokenOffset();
  }
  return undefined;
}

function build(node: Node, pointer: string, report: (node: Node, pointer: string, message: string) => void): Json {
  if (node.type === 'array')
    return (node.children ?? []).map((item, index) => build(item, `${pointer}/${index}`, report));
  if (node.type !== 'object') return node.value as Json;
  const result: Record<string, Json> = {};
  for (const property of node.children ?? []) {
    const [keyNode, valueNode] = property.children as [Node, Node];
    const key = keyNode.value as string;
    const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (forbiddenKeys.has(key)) {
      report(keyNode, place, `the key "${key}" is refused`);
      continue;
    }
    if (Object.hasOwn(result, key))
      report(keyNode, place, `the key "${key}" stands here a second time; accepted: once`);
    result[key] = build(valueNode, place, report);
  }
  return result;
}

function nodeAt(root: Node, pointer: string, onKey: boolean): Node {
  let node = root;
  let key = root;
  for (const name of fromPointer(pointer)) {
    const [nextKey, next] = childOf(node, name);
    if (next === undefined) return node;
    node = next;
    key = nextKey ?? next;
  }
  return onKey ? key : node;
}

function childOf(node: Node, name: string): [Node | undefined, Node | undefined] {
  if (node.type === 'array') return [undefined, node.children?.[Number(name)]];
  const property = node.children?.find((child) => child.children?.[0]?.value === name);
  return [property?.children?.[0], property?.children?.[1]];
}

/** From an offset to line, column and the line itself. */
function placesIn(text: string, file: string): (offset: number) => Place {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low]!;
    const end = starts[low + 1] ?? text.length;
    const sourceLine = text.slice(start, end).replace(/[\r\n]+$/, '');
    return { file, line: low + 1, column: offset - start + 1, sourceLine };
  };
}

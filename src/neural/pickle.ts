/**
 * A reader of Python pickles that executes nothing: protocol 2, and of it only what a dict of numbers, strings, lists and numpy
 * arrays of bytes is written with.
 *
 * A pickle is a program for a stack machine that may call any function of Python. Here a fixed list of instructions is understood,
 * and a "call" is matched against the two that build a numpy array and its element type; every other name is refused where it
 * stands, unlooked up. Arrays are views of the file: nothing is copied.
 *
 * Limits: 2 million instructions, arrays of dtype u1 alone; integers beyond 32 bits, floats, unicode strings, sets, objects and other
 * protocols are refused.
 * Source: Python standard library, module pickletools; numpy, ndarray.__reduce__.
 */
import { InputError } from '../base/errors.js';

/** Text and bytes of Python 2 are one type. */
export type PickleValue =
  | null
  | boolean
  | number
  | Uint8Array
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleArray
  | PickleName
  | PickleType;

interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}
interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}
interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<string, PickleValue>;
}
/** A numpy array of uint8. */
interface PickleArray {
  readonly kind: 'array';
  shape: readonly number[];
  /** Its first index, not its last, is that of neighbours in memory. */
  columnsFirst: boolean;
  /** Null until the array is filled. */
  bytes: Uint8Array | null;
}
/** A name of Python that some instruction calls. */
interface PickleName {
  readonly kind: 'name';
  readonly name: string;
}
/** numpy's dtype u1. */
interface PickleType {
  readonly kind: 'type';
}

const mostInstructions = 2_000_000;
const longestName = 100;
const arrayMaker = 'numpy.core.multiarray _reconstruct';
const arrayClass = 'numpy ndarray';
const typeClass = 'numpy dtype';
const names = [arrayMaker, arrayClass, typeClass];

/**
 * The value of a pickle.
 * @param file for messages
 * @throws InputError naming the byte at which the file ends early, is no such pickle, or holds something else
 */
export function readPickle(bytes: Uint8Array, file: string): PickleValue {
  return new PickleReader(bytes, file).read();
}

class PickleReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  /** Byte that is read next, and the first one of the instruction under way. */
  #next = 0;
  #begun = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
  }

  read(): PickleValue {
    if (this.#byte() !== 0x80 || this.#byte() !== 2)
      throw this.#fault('no pickle of protocol 2; accepted: bytes 80 02 first');
    for (let count = 0; count < mostInstructions; count++) {
      this.#begun = this.#next;
      const code = this.#byte();
      if (code === 0x2e /* STOP */) return this.#result();
      this.#execute(code);
    }
    throw this.#fault(`more than ${mostInstructions} instructions`);
  }

  #result(): PickleValue {
    const value = this.#pop();
    if (this.#stack.length > 0 || this.#marks.length > 0) throw this.#fault('stops with values left over');
    if (this.#next < this.#bytes.length)
      throw this.#fault(`stops, but ${this.#bytes.length - this.#next} bytes follow`);
    return value;
  }

  #execute(code: number): void {
    switch (String.fromCharCode(code)) {
      case '(': // MARK
        this.#marks.push(this.#stack.length);
        break;
      case 'N':
        this.#push(null);
        break;
      case '\x88':
        this.#push(true);
        break;
      case '\x89':
        this.#push(false);
        break;
      case 'K': // BININT1
        this.#push(this.#byte());
        break;
      case 'M': // BININT2
        this.#push(this.#view.getUint16(this.#take(2), true));
        break;
      case 'J': // BININT
        this.#push(this.#view.getInt32(this.#take(4), true));
        break;
      case '\x8a': // LONG1
        this.#push(this.#long(this.#byte()));
        break;
      case 'U': // SHORT_BINSTRING
        this.#push(this.#string(this.#byte()));
        break;
      case 'T': // BINSTRING
        this.#push(this.#string(this.#view.getInt32(this.#take(4), true)));
        break;
      case ']': // EMPTY_LIST
        this.#push({ kind: 'list', items: [] });
        break;
      case 'a': // APPEND
        this.#append([this.#pop()]);
        break;
      case 'e': // APPENDS
        this.#append(this.#sinceMark());
        break;
      case '}': // EMPTY_DICT
        this.#push({ kind: 'dict', entries: new Map() });
        break;
      case 's': {
        // SETITEM
        const value = this.#pop();
        this.#set([this.#pop(), value]);
        break;
      }
      case 'u': // SETITEMS
        this.#set(this.#sinceMark());
        break;
      case ')': // EMPTY_TUPLE
        this.#push({ kind: 'tuple', items: [] });
        break;
      case '\x85':
      case '\x86':
      case '\x87': // TUPLE1, TUPLE2, TUPLE3
        this.#push({ kind: 'tuple', items: this.#popSeveral(code - 0x84) });
        break;
      case 't': // TUPLE
        this.#push({ kind: 'tuple', items: this.#sinceMark() });
        break;
      case 'q': // BINPUT
        this.#memo.set(this.#byte(), this.#top());
        break;
      case 'r': // LONG_BINPUT
        this.#memo.set(this.#view.getUint32(this.#take(4), true), this.#top());
        break;
      case 'h': // BINGET
        this.#recall(this.#byte());
        break;
      case 'j': // LONG_BINGET
        this.#recall(this.#view.getUint32(this.#take(4), true));
        break;
      case 'c': // GLOBAL
        this.#push({ kind: 'name', name: this.#name() });
        break;
      case 'R': // REDUCE
        this.#call();
        break;
      case 'b': // BUILD
        this.#fill();
        break;
      default:
        throw this.#fault(
          `instruction 0x${code.toString(16).padStart(2, '0')} is none of those that hold a batch of images`,
        );
    }
  }

  /** Two names of which nothing is looked up. */
  #name(): string {
    const [module, name] = [this.#line(), this.#line()];
    const found = `${module} ${name}`;
    if (!names.includes(found)) {
      throw this.#fault(
        `calls ${JSON.stringify(`${module}.${name}`)}; accepted: ${names.map((known) => known.replace(' ', '.')).join(', ')}`,
      );
    }
    return found;
  }

  #line(): string {
    let text = '';
    for (let byte = this.#byte(); byte !== 0x0a; byte = this.#byte()) {
      text += String.fromCharCode(byte);
      if (text.length > longestName) throw this.#fault(`a name of more than ${longestName} bytes`);
    }
    return text;
  }

  #call(): void {
    const given = this.#pop();
    const called = this.#pop();
    if (!isKind(called, 'name') || !isKind(given, 'tuple')) throw this.#fault('a call of what is no name');
    const values = given.items.slice(0, 4).map(shown);
    if (called.name === arrayMaker && values[0] === arrayClass && values.length === 3) {
      this.#push({ kind: 'array', shape: [], columnsFirst: false, bytes: null });
    } else if (called.name === typeClass && values[0] === 'u1' && values.length === 3) {
      this.#push({ kind: 'type' });
    } else {
      throw this.#fault(`a call of ${called.name} with ${values.join()}; accepted: an array of dtype u1`);
    }
  }

  #fill(): void {
    const state = this.#pop();
    const target = this.#top();
    if (!isKind(state, 'tuple')) throw this.#fault('a state that is no tuple');
    // Byte order and fields of a dtype: those of u1 say nothing.
    if (isKind(target, 'type')) return;
    if (!isKind(target, 'array') || target.bytes !== null) throw this.#fault('a state of what takes none');
    const [, shape, type, columnsFirst, bytes] = state.items;
    if (!isKind(shape, 'tuple') || !shape.items.every(isExtent)) throw this.#fault('an array without a shape');
    if (!isKind(type, 'type')) throw this.#fault('an array without a dtype');
    if (!(bytes instanceof Uint8Array)) throw this.#fault('an array without bytes');
    const size = shape.items.reduce((product, extent) => product * extent, 1);
    if (bytes.length !== size) {
      throw this.#fault(`an array of ${shape.items.join(' x ')} with ${bytes.length} bytes; accepted: ${size}`);
    }
    target.shape = shape.items;
    target.columnsFirst = columnsFirst === true || columnsFirst === 1;
    target.bytes = bytes;
  }

  #append(values: readonly PickleValue[]): void {
    const list = this.#top();
    if (!isKind(list, 'list')) throw this.#fault('appends to what is no list');
    for (const value of values) list.items.push(value);
  }

  #set(values: readonly PickleValue[]): void {
    const dict = this.#top();
    if (!isKind(dict, 'dict') || values.length % 2 === 1) throw this.#fault('sets items of what is no dict');
    for (let i = 0; i < values.length; i += 2) {
      const key = values[i];
      if (!(key instanceof Uint8Array)) throw this.#fault('a key that is no string');
      const text = textOf(key);
      if (dict.entries.has(text)) throw this.#fault(`the key ${JSON.stringify(text.slice(0, longestName))} twice`);
      dict.entries.set(text, values[i + 1]!);
    }
  }

  #recall(place: number): void {
    const value = this.#memo.get(place);
    if (value === undefined) throw this.#fault(`recalls value ${place}, which nothing kept`);
    this.#push(value);
  }

  #push(value: PickleValue): void {
    this.#stack.push(value);
  }

  #pop(): PickleValue {
    return this.#popSeveral(1)[0]!;
  }

  /** Values above the last mark stay out of reach of those below it. */
  #popSeveral(count: number): PickleValue[] {
    if (this.#stack.length - (this.#marks.at(-1) ?? 0) < count) throw this.#fault('takes a value from an empty stack');
    return this.#stack.splice(this.#stack.length - count);
  }

  #top(): PickleValue {
    if (this.#stack.length === (this.#marks.at(-1) ?? 0)) throw this.#fault('uses a value of an empty stack');
    return this.#stack.at(-1)!;
  }

  #sinceMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#fault('collects values since a mark that is not there');
    return this.#stack.splice(mark);
  }

  #long(length: number): number {
    if (length > 4) throw this.#fault(`an integer of ${length} bytes; accepted: at most 4`);
    const from = this.#take(length);
    return length === 0 ? 0 : Buffer.from(this.#bytes.subarray(from, from + length)).readIntLE(0, length);
  }

  #string(length: number): Uint8Array {
    if (length < 0) throw this.#fault(`a string of ${length} bytes`);
    const from = this.#take(length);
    return this.#bytes.subarray(from, from + length);
  }

  #byte(): number {
    return this.#bytes[this.#take(1)]!;
  }

  /** Place of the next `count` bytes. */
  #take(count: number): number {
    const from = this.#next;
    if (from + count > this.#bytes.length) {
      throw this.#fault(
        `ends at byte ${this.#bytes.length}; the instruction needs ${from + count - this.#begun} bytes`,
      );
    }
    this.#next += count;
    return from;
  }

  #fault(message: string): InputError {
    return new InputError([{ file: this.#file, message: `byte ${this.#begun}: ${message}` }]);
  }
}

/** Python 2's strings are bytes; those that name something are ASCII. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** Whether a value is a list, dict, array, ... */
export function isKind<Kind extends string>(
  value: PickleValue | undefined,
  kind: Kind,
): value is Extract<PickleValue, { readonly kind: Kind }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

const isExtent = (value: PickleValue): value is number => typeof value === 'number' && value >= 0;

/** A value as an argument: the text of a string or name, else its kind. */
function shown(value: PickleValue): string {
  if (value instanceof Uint8Array) return textOf(value.subarray(0, longestName));
  if (isKind(value, 'name')) return value.name;
  return typeof value === 'object' && value !== null ? value.kind : String(value);
}

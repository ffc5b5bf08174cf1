/** CIFAR's Python batches become the records of the binary layout; what else a pickle can do is refused where it stands. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { cacheFolder } from '../../src/neural/cache-folder.js';
import { decodeRecords, pythonRecords, type RecordLayout } from '../../src/neural/cifar-records.js';
import { hasCifar10, importCifar10, readCifar10 } from '../../src/neural/cifar10.js';
import { hasCifar100, importCifar100 } from '../../src/neural/cifar100.js';
import { readPickle } from '../../src/neural/pickle.js';
import { testWith } from '../support/outside.js';

const root = mkdtempSync(join(tmpdir(), 'bottlenet-python-batch-'));
// Sets of 180 MB are written, sorted and hashed.
vi.setConfig({ testTimeout: 300_000 });
afterAll(() => rmSync(root, { recursive: true }));
const folder = (): string => mkdtempSync(join(root, 'folder-'));

const fixture = (name: string) => readFileSync(fileURLToPath(new URL(`./fixtures/${name}.pickle`, import.meta.url)));
const layout: RecordLayout = {
  labels: [
    { key: 'coarse_labels', classCount: 20 },
    { key: 'fine_labels', classCount: 100 },
  ],
};
const count = 3;

describe('batches that numpy wrote (fixtures/make-python-batch.py)', () => {
  test.each(['python-batch', 'python-batch-columns-first'])('%s', (name) => {
    const records = pythonRecords(fixture(name), name, count, layout);
    expect(records.length).toBe(count * 3074);
    for (let image = 0; image < count; image++) {
      const record = records.subarray(image * 3074, (image + 1) * 3074);
      expect([...record.subarray(0, 2)]).toEqual(
        [
          [19, 99],
          [0, 0],
          [7, 42],
        ][image],
      );
      const row = Array.from({ length: 3072 }, (_, j) => (7 * image + 13 * j) % 251);
      expect([...record.subarray(2)]).toEqual(row);
    }
    const { images, labels } = decodeRecords(records, layout);
    expect([...labels]).toEqual([99, 0, 42]);
    // pixel 5 of image 1: its red, green and blue byte
    expect([...images.subarray(3072 + 15, 3072 + 18)]).toEqual([5, 1029, 2053].map((j) => (7 + 13 * j) % 251));
  });
});

/** A pickle as Python 2 writes it, from parts. */
type Part = string | readonly number[] | Uint8Array;
const bytesOf = (...parts: readonly Part[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const short = (text: string) => bytesOf('U', [text.length], text);
const protocol2 = bytesOf([0x80, 2]);
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};
const dtype = bytesOf(
  'cnumpy\ndtype\n',
  short('u1'),
  'K\0K\x01\x87R(K\x03',
  short('|'),
  'NNN',
  'J',
  int32(-1),
  'J',
  int32(-1),
  'K\0tb',
);
function arrayOf(rows: number, bytes: Uint8Array): Buffer {
  return bytesOf(
    ...['cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85', short('b'), '\x87R(K\x01M'],
    ...[[rows & 255, rows >> 8], 'M', [0, 12], '\x86', dtype, '\x89T', int32(bytes.length), bytes, 'tb'],
  );
}
function listOf(labels: ArrayLike<number>): Buffer {
  return bytesOf('](', Buffer.from(Array.from(labels).flatMap((label) => [0x4b, label])), 'e');
}
function batchOf(lists: Readonly<Record<string, ArrayLike<number>>>, pixels: Uint8Array): Buffer {
  const entries = Object.entries(lists).flatMap(([key, labels]) => [short(key), listOf(labels)]);
  return bytesOf(protocol2, '}(', ...entries, short('data'), arrayOf(pixels.length / 3072, pixels), 'u.');
}

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error('nothing was refused');
};

describe('what a batch is not', () => {
  const read = (...parts: readonly Part[]) => message(() => readPickle(bytesOf(protocol2, ...parts), 'train'));

  test('names of Python are not looked up', () => {
    expect(read('cos\nsystem\n', short('echo'), '\x85R.')).toMatch(
      /train.*byte 2: calls "os.system"; accepted: numpy.core.multiarray._reconstruct, numpy.ndarray, numpy.dtype/,
    );
    expect(read('c__builtin__\neval\n')).toMatch(/calls "__builtin__.eval"/);
    expect(read(`c${'x'.repeat(200)}`)).toMatch(/a name of more than 100 bytes/);
    // the names of an array, called otherwise
    expect(read('cnumpy\nndarray\nK\0\x85R.')).toMatch(/byte 20: a call of numpy ndarray with 0; accepted/);
    expect(read('cnumpy\ndtype\n', short('O8'), 'K\0K\x01\x87R.')).toMatch(/a call of numpy dtype with O8,0,1/);
    expect(read('K\x01)R.')).toMatch(/a call of what is no name/);
    expect(read('K\x01)b.')).toMatch(/a state of what takes none/);
  });

  test('instructions that make objects, look up extensions or read lines are unknown', () => {
    for (const code of [
      'i',
      'o',
      '\x81',
      '\x82',
      'P',
      'Q',
      'I',
      'L',
      'S',
      'V',
      'X',
      'F',
      'G',
      '\x93',
      '\x95',
      'B',
      '0',
      '2',
    ]) {
      expect(read(`${code}os\nsystem\n.`)).toMatch(/byte 2: instruction 0x/);
    }
    expect(message(() => readPickle(bytesOf([0x80, 4], '}.'), 'train'))).toMatch(/no pickle of protocol 2/);
    expect(message(() => readPickle(Buffer.from('text'), 'train'))).toMatch(/byte 0: no pickle of protocol 2/);
  });

  test('a stack that does not hold what is taken from it', () => {
    expect(read('e.')).toMatch(/a mark that is not there/);
    expect(read('K\x01(\x85.')).toMatch(/an empty stack/);
    expect(read('a.')).toMatch(/an empty stack/);
    expect(read('q\0.')).toMatch(/an empty stack/);
    expect(read('h\x05.')).toMatch(/recalls value 5, which nothing kept/);
    expect(read('K\x01K\x02.')).toMatch(/values left over/);
    expect(read('K\x01.K')).toMatch(/1 bytes follow/);
    expect(read('K\x01K\x02a.')).toMatch(/appends to what is no list/);
    expect(read('}(K\x01K\x02u.')).toMatch(/a key that is no string/);
    expect(read('}(', short('a'), 'K\x01', short('a'), 'K\x02u.')).toMatch(/the key "a" twice/);
  });

  test('lengths that lie', () => {
    expect(read('T', int32(2 ** 31 - 1), 'abc')).toMatch(/ends at byte 10; the instruction needs 2147483652 bytes/);
    expect(read('T', int32(-1))).toMatch(/a string of -1 bytes/);
    expect(read('\x8a\x09')).toMatch(/an integer of 9 bytes/);
    const array = arrayOf(2, new Uint8Array(3072));
    expect(message(() => readPickle(bytesOf(protocol2, array, '.'), 'train'))).toMatch(
      /an array of 2 x 3072 with 3072 bytes; accepted: 6144/,
    );
    expect(read('N'.repeat(2_000_001))).toMatch(/more than 2000000 instructions/);
  });

  test('every beginning of a batch ends early, and says at which byte', () => {
    const whole = fixture('python-batch');
    for (let length = 0; length < whole.length; length += length < 320 ? 1 : 997) {
      const fault = message(() => readPickle(whole.subarray(0, length), 'train'));
      expect(fault).toContain(`ends at byte ${length};`);
    }
  });

  test('whatever bytes are changed, it is read or refused', () => {
    const whole = fixture('python-batch');
    const change = fc.record({ at: fc.integer({ min: 0, max: 320 }), byte: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const { at, byte } of changes) bytes[at] = byte;
        try {
          pythonRecords(bytes, 'train', count, layout);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  test('other contents than a batch', () => {
    const pixels = new Uint8Array(2 * 3072);
    const given = (lists: Readonly<Record<string, ArrayLike<number>>>, bytes = pixels) =>
      message(() => pythonRecords(batchOf(lists, bytes), 'train', 2, layout));
    const right = { coarse_labels: [1, 2], fine_labels: [3, 4] };
    expect(pythonRecords(batchOf(right, pixels), 'train', 2, layout).subarray(0, 2)).toEqual(Uint8Array.of(1, 3));
    expect(given({ coarse_labels: [1, 2] })).toMatch(/train "fine_labels" is no list of 2 labels/);
    expect(given({ ...right, fine_labels: [3] })).toMatch(/"fine_labels" is no list of 2 labels/);
    expect(given({ ...right, fine_labels: [3, 100] })).toMatch(
      /"fine_labels", entry 1: accepted is a label from 0 to 99/,
    );
    expect(given(right, new Uint8Array(3072))).toMatch(/"data" is no array of 2 x 3072 bytes/);
    expect(message(() => pythonRecords(bytesOf(protocol2, '].'), 'train', 2, layout))).toMatch(/holds no dict/);
  });
});

const cached = { cifar10: await hasCifar10(), cifar100: await hasCifar100() };

describe('folders', () => {
  test('another data set, and files too long to be one, are refused', async () => {
    const [from, cache] = [folder(), folder()];
    await expect(importCifar10(from, cache)).rejects.toThrow(/needed are data_batch_1.bin to .* of the Python layout/);
    writeFileSync(
      join(from, 'data_batch_1'),
      batchOf({ labels: new Uint8Array(10_000) }, new Uint8Array(10_000 * 3072)),
    );
    for (const name of ['data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch']) {
      writeFileSync(join(from, `${name}.bin`), '');
      truncateSync(join(from, `${name}.bin`), 10_000 * 3073);
    }
    await expect(importCifar10(from, cache)).rejects.toThrow(/train.bin of .* has sha256 .*; expected is a0181da3/);
    truncateSync(join(from, 'data_batch_1'), 10 ** 9);
    await expect(importCifar10(from, cache)).rejects.toThrow(/data_batch_1 has 1000000000 bytes; accepted: at most/);
    expect(await hasCifar10(cache)).toBe(false);
  });

  /** The Python batch of binary records. */
  function pythonBatch(records: Uint8Array, keys: readonly string[]): Buffer {
    const length = keys.length + 3072;
    const images = records.length / length;
    const pixels = new Uint8Array(images * 3072);
    for (let i = 0; i < images; i++) pixels.set(records.subarray(i * length + keys.length, (i + 1) * length), i * 3072);
    const lists = keys.map((key, place) => {
      return [key, Uint8Array.from({ length: images }, (_, i) => records[i * length + place]!)] as const;
    });
    return batchOf(Object.fromEntries(lists), pixels);
  }

  // The sums of the binary layout stand in the source: an import ends only in these bytes.
  testWith(cached.cifar100, 'CIFAR-100 in the cache')(
    'CIFAR-100 as Python batches is stored as its binary layout',
    async () => {
      const [from, cache] = [folder(), folder()];
      const stored = (place: string, part: string) => readFileSync(join(place, 'cifar100', `${part}.bin`));
      for (const part of ['train', 'test']) {
        const batch = pythonBatch(stored(cacheFolder(), part), ['coarse_labels', 'fine_labels']);
        writeFileSync(join(from, part), batch);
      }
      await importCifar100(from, cache);
      for (const part of ['train', 'test']) {
        expect(Buffer.compare(stored(cache, part), stored(cacheFolder(), part))).toBe(0);
      }
    },
  );

  testWith(cached.cifar10, 'CIFAR-10 in the cache')('CIFAR-10 in both layouts is what the sheets show', async () => {
    const [from, cache] = [folder(), folder()];
    const sheets = { train: await readCifar10('train'), test: await readCifar10('test') };
    for (const part of ['train', 'test'] as const) {
      const { images, labels } = sheets[part];
      for (let first = 0; first < labels.length; first += 10_000) {
        const records = recordsOf(images.subarray(first * 3072), labels.subarray(first, first + 10_000));
        const name = part === 'test' ? 'test_batch' : `data_batch_${first / 10_000 + 1}`;
        if (first % 20_000 === 0) writeFileSync(join(from, name), pythonBatch(records, ['labels']));
        else writeFileSync(join(from, `${name}.bin`), records);
      }
    }
    await importCifar10(from, cache);
    expect(await hasCifar10(cache)).toBe(true);
    for (const part of ['train', 'test'] as const) {
      const imported = await readCifar10(part, cache);
      expect(Buffer.compare(imported.images, sheets[part].images)).toBe(0);
      expect(Buffer.compare(imported.labels, sheets[part].labels)).toBe(0);
    }
  });

  function recordsOf(images: Uint8Array, labels: Uint8Array): Uint8Array {
    const records = new Uint8Array(labels.length * 3073);
    labels.forEach((label, image) => {
      records[image * 3073] = label;
      for (let pixel = 0; pixel < 1024; pixel++) {
        for (let colour = 0; colour < 3; colour++) {
          records[image * 3073 + 1 + colour * 1024 + pixel] = images[image * 3072 + 3 * pixel + colour]!;
        }
      }
    });
    return records;
  }
});

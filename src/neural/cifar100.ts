/**
 * CIFAR-100 in the cache: fetched from its home page, or imported from a folder in its binary layout or its Python layout.
 *
 * Its record has two labels, coarse and fine, so 3,074 bytes (see cifar-records.ts). Records are kept sorted by their bytes, so that copies of the data set in any order give the same image sets and one sha256
 * stands for all of them. It is verified when the data set is stored and again when it is read.
 * Source: A. Krizhevsky, Learning multiple layers of features from tiny images, technical report, 2009. The data set carries no
 * licence: it is never part of this package.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EnvironmentError, InputError } from '../base/errors.js';
import { cacheFolder } from './cache-folder.js';
import { decodeRecords, type RecordLayout, readBatchFile, recordBytes } from './cifar-records.js';
import { holdsAll, replaceFolder } from './data-folder.js';
import { readTar } from './tar.js';

const archiveUrl = 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz';
const archiveLimit = 400e6;
const layout: RecordLayout = {
  labels: [
    { key: 'coarse_labels', classCount: 20 },
    { key: 'fine_labels', classCount: 100 },
  ],
};
const cacheName = 'cifar100';

/** Records of each part, and the sha256 of the records sorted by their bytes. */
const cifar100Parts = {
  train: { count: 50_000, sha256: 'e087818905fce27ff63616d8f344858809aab7e66060ba0e155a3bb18453ec1e' },
  test: { count: 10_000, sha256: 'b8278c7d1bf36d32ce3e9f2a02eb2c80c9458dcf9a15571d082434cc68f5f5ce' },
} as const;
type Part = keyof typeof cifar100Parts;

const folderOf = (cache: string) => join(cache, cacheName);

/** Whether both parts stand in the cache (their contents are verified when they are read). */
export async function hasCifar100(cache: string = cacheFolder()): Promise<boolean> {
  return await holdsAll(
    folderOf(cache),
    Object.keys(cifar100Parts).map((part) => `${part}.bin`),
  );
}

/** Fetches the archive from the data set's home page and stores it. @throws EnvironmentError where the page is out of reach */
export async function fetchCifar100(cache: string = cacheFolder()): Promise<void> {
  const files = readTar(gunzipSync(await download(), { maxOutputLength: archiveLimit }));
  await storeParts((part) => files.get(`${part}.bin`), archiveUrl, cache);
}

async function download(): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(archiveUrl);
  } catch (error) {
    const { message, cause } = error as Error;
    throw new EnvironmentError(`${archiveUrl} cannot be fetched: ${(cause as Error | undefined)?.message ?? message}`);
  }
  if (!response.ok) throw new EnvironmentError(`${archiveUrl} cannot be fetched: HTTP status ${response.status}`);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body!) {
    length += part.length;
    if (length > archiveLimit) throw new EnvironmentError(`${archiveUrl} is longer than ${archiveLimit} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Stores `train.bin` and `test.bin`, or the Python batches `train` and `test`, of a folder. */
export async function importCifar100(folder: string, cache: string = cacheFolder()): Promise<void> {
  const read = (part: Part) => {
    return readBatchFile(folder, { binary: `${part}.bin`, python: part, count: cifar100Parts[part].count }, layout);
  };
  await storeParts(read, folder, cache);
}

async function storeParts(
  read: (part: Part) => Uint8Array | undefined | Promise<Uint8Array | undefined>,
  origin: string,
  cache: string,
): Promise<void> {
  const sorted = new Map<string, Buffer>();
  for (const part of Object.keys(cifar100Parts) as Part[]) {
    const bytes = await read(part);
    if (bytes === undefined)
      throw new InputError(
        `${origin} holds no readable ${part}.bin; needed are train.bin and test.bin, or train and test of the Python layout`,
      );
    sorted.set(`${part}.bin`, sortRecords(bytes, part, `${part} of ${origin}`));
  }
  await replaceFolder(cache, cacheName, sorted);
}

/** The 50,000 training or the 10,000 test images, uint8 NHWC, with their fine labels. */
export async function readCifar100(
  part: Part,
  cache: string = cacheFolder(),
): Promise<{ images: Uint8Array; labels: Uint8Array }> {
  const file = join(folderOf(cache), `${part}.bin`);
  const records = await readFile(file).catch(() => null);
  if (records === null) {
    throw new EnvironmentError(
      `CIFAR-100 is not in the cache (${folderOf(cache)}): get it with "bottlenet-sim data fetch cifar100", or from a folder with "bottlenet-sim data import cifar100 FOLDER"`,
    );
  }
  if (sha256Of(records) !== cifar100Parts[part].sha256) {
    throw new EnvironmentError(`${file} is damaged: import CIFAR-100 again`);
  }
  return decodeRecords(records, layout);
}

/** @throws InputError unless these are the records of the data set, in any order */
function sortRecords(bytes: Uint8Array, part: Part, origin: string): Buffer {
  const { count, sha256 } = cifar100Parts[part];
  const length = recordBytes(layout);
  if (bytes.length !== count * length) {
    throw new InputError(`${origin} has ${bytes.length} bytes; ${count} records of ${length} bytes are needed`);
  }
  const records = Array.from({ length: count }, (_, i) => bytes.subarray(i * length, (i + 1) * length));
  const sorted = Buffer.concat(records.sort(Buffer.compare));
  const found = sha256Of(sorted);
  if (found !== sha256) {
    throw new InputError(`${origin} is not CIFAR-100: its sorted records have sha256 ${found}; expected is ${sha256}`);
  }
  return sorted;
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

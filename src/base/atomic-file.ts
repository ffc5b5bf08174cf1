/** Files that are whole or absent: written under a temporary name, flushed, renamed. */

import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const TEMPORARY = '.tmp';

/**
 * @param content at once, or in parts, one after the other
 * @throws the system's error, with nothing left behind, where the disk refuses
 */
export async function writeWhole(file: string, content: string | Uint8Array | Iterable<Uint8Array>): Promise<void> {
  const temporary = `${file}.${randomUUID()}${TEMPORARY}`;
  const handle = await open(temporary, 'wx');
  try {
    await writeFile(handle, content);
    await handle.sync();
    await handle.close();
    await rename(temporary, file);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
}

/** Makes a rename last through a power cut, where folders can be flushed (not on Windows). */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // the file system does not flush folders: the file itself is safe
  }
}

/** Removes what killed writers left in a folder. */
export async function removeTemporaries(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.endsWith(TEMPORARY));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

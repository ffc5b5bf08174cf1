/** The folder of a data set in the cache: all of its files or none. */
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether every one of these files stands in the folder. */
export async function holdsAll(folder: string, files: readonly string[]): Promise<boolean> {
  const found = await readdir(folder).catch(() => [] as string[]);
  return files.every((file) => found.includes(file));
}

/** Writes the files beside the folder `name` of the cache and puts them in its place in one rename. */
export async function replaceFolder(
  cache: string,
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  await mkdir(cache, { recursive: true });
  const target = join(cache, name);
  const temporary = await mkdtemp(join(cache, `${name}-store-`));
  try {
    for (const [file, bytes] of files) await writeFile(join(temporary, file), bytes, { flush: true });
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process may have stored the same verified files in the meantime.
    if ((error as NodeJS.ErrnoException).code !== undefined && (await holdsAll(target, [...files.keys()]))) return;
    throw error;
  }
}

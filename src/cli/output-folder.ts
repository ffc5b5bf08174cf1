/** The folder of `--out`: refused if it holds something, made only when there is something to write. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../base/atomic-file.js';
import { InputError } from '../base/errors.js';
import { writing } from './writing.js';

/** @throws InputError for a folder that is not empty (unless forced), or a file in its place */
export function checkOutputFolder(folder: string, force: boolean): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new InputError(`--out ${folder}: a file; accepted: a folder`);
  if (!force && readdirSync(folder).length > 0) {
    throw new InputError(`--out ${folder}: the folder is not empty; accepted: an empty or new folder, or --force`);
  }
}

/** Writes files whole or not at all. @throws EnvironmentError when the disk refuses */
export async function writeOutput(folder: string, files: Readonly<Record<string, object>>): Promise<void> {
  await writing(`--out ${folder}`, async () => {
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      await writeWhole(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
    }
  });
}

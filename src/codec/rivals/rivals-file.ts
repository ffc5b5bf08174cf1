/** `rivals.json` beside a backbone: what its rivals reach, and on what it was measured. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../base/atomic-file.js';
import { InputError } from '../../base/errors.js';
import { readFormatted } from '../../base/formatted-file.js';
import type { MeasuredShare } from '../../neural/model-card.js';
import { rivals } from './index.js';
import type { RivalRow } from './rival.js';

const rivalsFormat = 'bottlenet-sim/rivals@2';
const fileName = 'rivals.json';

export interface RivalsFile {
  readonly format: typeof rivalsFormat;
  readonly backbone: string;
  readonly backboneSha256: string;
  readonly imageSet: string;
  readonly imageSetSha256: string;
  readonly engine: string;
  /** The unsplit network on the same images. */
  readonly base: MeasuredShare;
  readonly rows: readonly RivalRow[];
}

/** The file of a backbone's folder; undefined where it has none. @throws InputError for one that is damaged or of another format */
export function readRivals(folder: string): RivalsFile | undefined {
  const file = join(folder, fileName);
  if (!existsSync(file)) return undefined;
  return readFormatted<RivalsFile>(file, rivalsFormat, 'evaluate --rivals --write');
}

/** Writes what was measured; rows of other rivals stay if they were measured on the same ground. */
export async function writeRivals(folder: string, measured: Omit<RivalsFile, 'format'>): Promise<void> {
  const before = storedRows(folder, measured);
  const names = new Set(measured.rows.map(({ rival }) => rival));
  const all = [...before.filter(({ rival }) => !names.has(rival)), ...measured.rows];
  const rows = rivals.flatMap(({ name }) => all.filter(({ rival }) => rival === name));
  const document: RivalsFile = { format: rivalsFormat, ...measured, rows };
  await writeWhole(join(folder, fileName), `${JSON.stringify(document, null, 1)}\n`);
}

function storedRows(folder: string, measured: Omit<RivalsFile, 'format'>): readonly RivalRow[] {
  try {
    const before = readRivals(folder);
    const ground = ({ backboneSha256, imageSetSha256, engine }: Omit<RivalsFile, 'format'>) =>
      [backboneSha256, imageSetSha256, engine].join();
    return before !== undefined && ground(before) === ground(measured) ? before.rows : [];
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** Reads tar archives in memory. */
import { InputError } from '../base/errors.js';

/** The regular files of a POSIX tar archive by base name; nothing is written by the names inside. */
export function readTar(archive: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (from: number, length: number) =>
    Buffer.from(archive.subarray(from, from + length))
      .toString('latin1')
      .replace(/\0.*$/s, '');
  for (let offset = 0; offset + 512 <= archive.length; ) {
    const name = text(offset, 100);
    if (name === '') break;
    const size = Number.parseInt(text(offset + 124, 12).trim(), 8);
    if (!Number.isSafeInteger(size) || size < 0 || offset + 512 + size > archive.length) {
      throw new InputError(`the archive entry "${name}" declares ${size} bytes, more than the archive holds`);
    }
    const kind = text(offset + 156, 1);
    if (kind === '0' || kind === '')
      files.set(name.split('/').at(-1)!, archive.subarray(offset + 512, offset + 512 + size));
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

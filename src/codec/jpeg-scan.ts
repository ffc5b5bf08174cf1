/**
 * Size of the entropy-coded data of a baseline JPEG: what is left when both ends know the header and the tables.
 *
 * Source: ITU-T T.81 (1992), annex B. A marker is 0xFF and a code; a segment carries its length; after the start-of-scan
 * segment the coded bits run to the end-of-image marker, each 0xFF byte in them followed by a stuffed zero, which is
 * not counted. Limits: one scan without restart markers, as libjpeg-turbo writes it by default.
 */
import { ModelError } from '../base/errors.js';

const marker = 0xff;
const startOfScan = 0xda;
const endOfImage = 0xd9;

/** Bytes of the scan without stuffing. @throws ModelError if the bytes are not such a JPEG */
export function jpegScanBytes(file: Uint8Array): number {
  let position = scanStart(file);
  let bytes = 0;
  for (; position + 1 < file.length; position++, bytes++) {
    if (file[position] !== marker) continue;
    const code = file[position + 1];
    if (code === endOfImage) return bytes;
    if (code !== 0) throw new ModelError(`JPEG scan holds marker 0xff${code!.toString(16)} at byte ${position}`);
    position++;
  }
  throw new ModelError('JPEG scan has no end');
}

function scanStart(file: Uint8Array): number {
  let position = 2;
  while (position + 3 < file.length && file[position] === marker) {
    const length = 256 * file[position + 2]! + file[position + 3]!;
    const code = file[position + 1];
    position += 2 + length;
    if (code === startOfScan) return position;
  }
  throw new ModelError('no JPEG: start of scan not found');
}

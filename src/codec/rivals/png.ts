/**
 * The image as a PNG, lossless: `file` counts all of it, `data` what its IDAT chunks hold (the rest is known at both ends).
 *
 * Filters chosen line by line, best deflate. No multiplications on the device. Source: ISO/IEC 15948:2004; sharp (libvips, libspng).
 */
import sharp from 'sharp';
import { ModelError } from '../../base/errors.js';
import { imageBytes, imageSide } from '../../neural/image-sheet.js';
import { forEachImage } from '../each-image.js';
import { imageRows } from './image-answers.js';
import type { Rival } from './rival.js';

const signatureBytes = 8;
/** Length, type and check sum of a chunk. */
const chunkFrame = 12;

export const png: Rival = {
  name: 'png',
  title: 'PNG image',
  summary: 'lossless PNG, whole network on the server',
  source: 'ISO/IEC 15948:2004',
  async measure(subject) {
    const { images } = subject;
    const file = new Float64Array(images.count);
    const data = new Float64Array(images.count);
    const raw = { width: imageSide, height: imageSide, channels: 3 } as const;
    await forEachImage(images.count, async (image) => {
      const pixels = images.images.subarray(image * imageBytes, (image + 1) * imageBytes);
      const bytes = await sharp(pixels, { raw }).png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer();
      if (Buffer.compare(await sharp(bytes).raw().toBuffer(), pixels) !== 0) {
        throw new ModelError(`PNG of image ${image} does not decode to its pixels`);
      }
      file[image] = 8 * bytes.length;
      data[image] = 8 * pngDataBytes(bytes);
    });
    return imageRows(subject, { rival: 'png', setting: '', deviceMacs: 0, bits: { file, data } });
  },
};

/** Bytes in the IDAT chunks. @throws ModelError where there are none */
export function pngDataBytes(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let bytes = 0;
  for (let at = signatureBytes; at + chunkFrame <= file.length; ) {
    const length = view.getUint32(at);
    if (String.fromCharCode(...file.subarray(at + 4, at + 8)) === 'IDAT') bytes += length;
    at += length + chunkFrame;
  }
  if (bytes === 0) throw new ModelError('no PNG: IDAT chunk not found');
  return bytes;
}

/**
 * The image as a WebP, lossy at several qualities and lossless. `file` counts all of it, `data` the VP8 or VP8L chunk alone, less the
 * ten or five bytes of its frame header (size and signature are known at both ends).
 *
 * Operations counted (multiply-accumulates, lossy): colour transform 9 per pixel; 96 blocks of 4 x 4, each two 4 x 4 x 4 products
 * (128) and 16 quantiser multiplications: 9,216 + 96 x 144 = 23,040. The search for predictors, which is larger, is not counted:
 * a lower bound. Lossless: none. Source: RFC 6386 (VP8), RFC 9649 (WebP); sharp (libvips, libwebp), effort 4.
 */
import sharp, { type WebpOptions } from 'sharp';
import { ModelError } from '../../base/errors.js';
import { imageBytes, imageSide } from '../../neural/image-sheet.js';
import { forEachImage } from '../each-image.js';
import { imageRows } from './image-answers.js';
import type { Rival, RivalRow } from './rival.js';

const qualities = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100];
const lossyMacs = 9 * imageSide ** 2 + 96 * (2 * 4 ** 3 + 16);
const riffHeader = 12;
const frameHeader: Readonly<Record<string, number>> = { 'VP8 ': 10, VP8L: 5 };

export const webp: Rival = {
  name: 'webp',
  title: 'WebP image',
  summary: 'WebP, lossy and lossless, whole network on the server',
  source: 'RFC 6386, RFC 9649',
  async measure(subject) {
    const { images } = subject.images;
    const rows: RivalRow[] = [];
    for (const quality of qualities) {
      const { decoded, file, data } = await webpImages(images, { quality, effort: 4 });
      const setting = `${quality}`;
      rows.push(
        ...imageRows(subject, { rival: 'webp', setting, decoded, deviceMacs: lossyMacs, bits: { file, data } }),
      );
    }
    const { decoded, file, data } = await webpImages(images, { lossless: true, effort: 4 });
    if (Buffer.compare(decoded, images) !== 0) throw new ModelError('lossless WebP does not decode to its pixels');
    rows.push(...imageRows(subject, { rival: 'webp', setting: 'lossless', deviceMacs: 0, bits: { file, data } }));
    return rows;
  },
};

/** Images after WebP, and the bits of each. */
export async function webpImages(images: Uint8Array, options: WebpOptions) {
  const count = images.length / imageBytes;
  const decoded = new Uint8Array(images.length);
  const file = new Float64Array(count);
  const data = new Float64Array(count);
  const raw = { width: imageSide, height: imageSide, channels: 3 } as const;
  await forEachImage(count, async (image) => {
    const start = image * imageBytes;
    const bytes = await sharp(images.subarray(start, start + imageBytes), { raw })
      .webp(options)
      .toBuffer();
    decoded.set(await sharp(bytes).removeAlpha().raw().toBuffer(), start);
    file[image] = 8 * bytes.length;
    data[image] = 8 * webpDataBytes(bytes);
  });
  return { decoded, file, data };
}

/** Bytes of the coded image. @throws ModelError for a file without one */
export function webpDataBytes(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = riffHeader; at + 8 <= file.length; ) {
    const length = view.getUint32(at + 4, true);
    const header = frameHeader[String.fromCharCode(...file.subarray(at, at + 4))];
    if (header !== undefined) return length - header;
    at += 8 + length + (length % 2);
  }
  throw new ModelError('no WebP: VP8 or VP8L chunk not found');
}

/** Sheets of images: one PNG of 1,024 x count pixels, each row one 32 x 32 RGB image, row-major. */
import sharp from 'sharp';
import { InputError } from '../base/errors.js';

export const imageSide = 32;
export const imageBytes = imageSide * imageSide * 3;
const rowPixels = imageSide * imageSide;

/** The images of a sheet, uint8 NHWC; the declared size is checked before anything is inflated. */
export async function decodeImageSheet(png: Uint8Array, count: number, file: string): Promise<Uint8Array> {
  const options = { limitInputPixels: rowPixels * count };
  const { format, width, height, channels, depth } = await sharp(png, options).metadata();
  const found = `${format} ${width} x ${height}, ${channels} channels of ${depth}`;
  if (format !== 'png' || width !== rowPixels || height !== count || channels !== 3 || depth !== 'uchar') {
    throw new InputError(`${file} is ${found}; expected is png ${rowPixels} x ${count}, 3 channels of uchar`);
  }
  const { data } = await sharp(png, options).raw().toBuffer({ resolveWithObject: true });
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** The inverse of `decodeImageSheet`, losslessly. */
export async function encodeImageSheet(images: Uint8Array): Promise<Buffer> {
  const raw = { width: rowPixels, height: images.length / imageBytes, channels: 3 as const };
  return await sharp(images, { raw }).png({ compressionLevel: 9, adaptiveFiltering: true, palette: false }).toBuffer();
}

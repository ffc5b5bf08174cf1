/**
 * The image as a JPEG: a real file per image (libjpeg-turbo, Huffman tables optimised per image), the server decodes it and
 * runs the whole network.
 *
 * Bits counted: `file` = 8 x bytes of the whole file; `scan` = 8 x bytes of its entropy-coded data, header and tables taken as
 * known at both ends. At 32 x 32 a file is mostly tables (quality 50: 487 bytes, 193 of them scan), so `scan` is the harder
 * rival; it is even generous to JPEG, because the tables are optimised per image (3 to 12 % below the standard tables of
 * annex K). Bits and answers depend on the image alone and are computed before the run.
 *
 * Cost of encoder and of decoder in multiply-accumulate operations: colour transform 9 per pixel, 1024 x 9 = 9,216;
 * separable 8 x 8 DCT, 2 x 8 x 64 = 1,024 and 64 quantiser multiplications per block. With 4:2:0 there are 16 + 4 + 4 = 24
 * blocks: 9,216 + 24 x 1,088 = 35,328; with 4:4:4 48 blocks: 61,440. Huffman coding has no multiplications and is not
 * counted; fast DCTs need fewer.
 *
 * Source: ITU-T T.81 (1992); sharp (libvips, libjpeg-turbo).
 */

import sharp from 'sharp';
import { Type } from 'typebox';
import { imageBytes, imageSide } from '../neural/image-sheet.js';
import { wholeAnswers } from './base-answers.js';
import type { CodecContext, CodecModel, DigitalCodec } from './codec.js';
import { forEachImage } from './each-image.js';
import { jpegScanBytes } from './jpeg-scan.js';

export interface ImageJpegParameters {
  readonly kind: 'image-jpeg';
  readonly quality: number;
  readonly count: 'file' | 'scan';
  readonly chroma: '4:2:0' | '4:4:4';
}

const blocks = { '4:2:0': 24, '4:4:4': 48 };
/** DCT and quantiser of a block of 8 x 8. */
export const jpegBlockMacs = 2 * 8 * 64 + 64;

export const imageJpeg: CodecModel = {
  name: 'image-jpeg',
  payloadKind: 'digital',
  summary: 'JPEG image, whole network on the server',
  source: 'ITU-T T.81 (1992)',
  schema: Type.Object(
    {
      kind: Type.Literal('image-jpeg'),
      quality: Type.Integer({ minimum: 10, maximum: 95, description: 'libjpeg quality' }),
      count: Type.Unsafe<ImageJpegParameters['count']>({
        type: 'string',
        enum: ['scan', 'file'],
        default: 'scan',
        description: 'bits sent: entropy-coded data only (tables known at both ends), or the whole file',
      }),
      chroma: Type.Unsafe<ImageJpegParameters['chroma']>({
        type: 'string',
        enum: ['4:2:0', '4:4:4'],
        default: '4:2:0',
        description: 'chroma subsampling',
      }),
    },
    { additionalProperties: false, description: 'JPEG image, decoded and answered by the server' },
  ),
  async create(parameters: ImageJpegParameters, context: CodecContext): Promise<DigitalCodec> {
    const { decoded, bits } = await compress(context.images.images, parameters);
    const answers = wholeAnswers(context.backbone, decoded, context.batchSize);
    const macs = jpegMacs(parameters.chroma);
    return {
      payloadKind: 'digital',
      label: labelOf(parameters),
      deviceMacs: macs,
      serverMacs: macs + context.backbone.macs,
      bits: (image) => bits[image]!,
      answerOf: (image) => answers[image]!,
      dispose() {},
    };
  },
};

/** Of the coder, and of the decoder. */
export function jpegMacs(chroma: ImageJpegParameters['chroma']): number {
  return 9 * imageSide ** 2 + blocks[chroma] * jpegBlockMacs;
}

/** `JPEG 50`, with what differs from the defaults. */
function labelOf({ quality, count, chroma }: ImageJpegParameters): string {
  return `JPEG ${quality}${chroma === '4:2:0' ? '' : ` ${chroma}`}${count === 'scan' ? '' : ', whole file'}`;
}

/** Images after JPEG, NHWC bytes like the input, and the bits counted for each. */
export async function compress(
  images: Uint8Array,
  { quality, count, chroma }: Omit<ImageJpegParameters, 'kind'>,
): Promise<{ decoded: Uint8Array; bits: Int32Array }> {
  const { decoded, file, scan } = await jpegImages(images, { quality, chroma });
  return { decoded, bits: count === 'file' ? file : scan };
}

/** The same with the bits of both ways of counting. */
export async function jpegImages(
  images: Uint8Array,
  { quality, chroma }: Pick<ImageJpegParameters, 'quality' | 'chroma'>,
): Promise<{ decoded: Uint8Array; file: Int32Array; scan: Int32Array }> {
  const total = images.length / imageBytes;
  const decoded = new Uint8Array(images.length);
  const file = new Int32Array(total);
  const scan = new Int32Array(total);
  const raw = { width: imageSide, height: imageSide, channels: 3 } as const;
  const options = { quality, chromaSubsampling: chroma, optimiseCoding: true };
  await forEachImage(total, async (image) => {
    const start = image * imageBytes;
    const bytes = await sharp(images.subarray(start, start + imageBytes), { raw })
      .jpeg(options)
      .toBuffer();
    decoded.set(await sharp(bytes).raw().toBuffer(), start);
    file[image] = 8 * bytes.length;
    scan[image] = 8 * jpegScanBytes(bytes);
  });
  return { decoded, file, scan };
}

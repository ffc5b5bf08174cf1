/**
 * The image itself, 32 x 32 x 3 bytes = 24,576 bits without compression; the server runs the whole network.
 *
 * The answer is the base network's. The device computes nothing.
 */
import { Type } from 'typebox';
import { imageBytes } from '../neural/image-sheet.js';
import { baseAnswers } from './base-answers.js';
import type { CodecContext, CodecModel, DigitalCodec } from './codec.js';

interface ImageRawParameters {
  readonly kind: 'image-raw';
}

export const imageRaw: CodecModel = {
  name: 'image-raw',
  payloadKind: 'digital',
  summary: 'uncompressed image, whole network on the server',
  source: 'definition: 8 bits per colour value',
  schema: Type.Object(
    { kind: Type.Literal('image-raw') },
    { additionalProperties: false, description: 'Uncompressed image, 24,576 bits' },
  ),
  async create(_parameters: ImageRawParameters, context: CodecContext): Promise<DigitalCodec> {
    const answers = baseAnswers(context);
    return {
      payloadKind: 'digital',
      label: 'raw image',
      deviceMacs: 0,
      serverMacs: context.backbone.macs,
      bits: () => 8 * imageBytes,
      answerOf: (image) => answers[image]!,
      dispose() {},
    };
  },
};

/**
 * The device answers alone with the whole network; nothing is sent, not even a header.
 */
import { Type } from 'typebox';
import { baseAnswers } from './base-answers.js';
import type { CodecContext, CodecModel, LocalCodec } from './codec.js';

interface LocalParameters {
  readonly kind: 'local';
}

export const local: CodecModel = {
  name: 'local',
  payloadKind: 'none',
  summary: 'whole network on the device, nothing sent',
  source: 'definition',
  schema: Type.Object(
    { kind: Type.Literal('local') },
    { additionalProperties: false, description: 'Whole network on the device, nothing sent' },
  ),
  async create(_parameters: LocalParameters, context: CodecContext): Promise<LocalCodec> {
    const answers = baseAnswers(context);
    return {
      payloadKind: 'none',
      label: 'local',
      deviceMacs: context.backbone.macs,
      serverMacs: 0,
      answerOf: (image) => answers[image]!,
      dispose() {},
    };
  },
};

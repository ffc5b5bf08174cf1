/** The laws of the codecs, on every registered kind, with tiny random models. */
import { describe, expect, it } from 'vitest';
import { bottleNetAwgnCodec } from '../../src/codec/bottlenet-awgn.js';
import { bottleNetErasureCodec } from '../../src/codec/bottlenet-erasure.js';
import type { CodecModel } from '../../src/codec/codec.js';
import { codecModels } from '../../src/codec/index.js';
import { loadCodecNetwork } from '../../src/codec/load.js';
import { answerLaws, channelLaws, drawLaws, type LearnedSubject, payloadLaws, type Subject } from './laws.js';
import { tinyContext, tinySplit } from './tiny-models.js';

const context = await tinyContext();

const measured = { accuracy: 0.9, images: 100 };
const grid = (scale: 'dB' | 'p', axis: readonly number[]) => {
  const cells = axis.flatMap(() => axis);
  return {
    scale,
    betweenTold: 'interpolated',
    told: axis,
    met: axis,
    accuracies: cells.map(() => 0.8),
    images: cells.map(() => 100),
  };
};

/** Scenario parameters of the kinds that need no trained model. */
const parameters: Readonly<Record<string, readonly object[]>> = {
  'feature-8bit': [{ kind: 'feature-8bit', split: tinySplit }],
  'image-jpeg': [{ kind: 'image-jpeg', quality: 50, count: 'scan', chroma: '4:2:0' }],
  'image-raw': [{ kind: 'image-raw' }],
  local: [{ kind: 'local' }],
  tabulated: [
    { payload: 'analog', values: 9, toldMinimum: 0, toldVariance: [0.1, 0.2], grid: grid('dB', [0, 1]) },
    { payload: 'erasure-tolerant', bits: 72, grid: grid('p', [0, 0.1]) },
    { payload: 'digital', sizes: { bits: [100, 300], weights: [1, 1] }, share: measured },
    { payload: 'none', share: measured },
  ].map((body) => {
    const contents = { name: `tabulated ${body.payload}`, deviceMacs: 1000, serverMacs: 0, base: measured, ...body };
    return { kind: 'tabulated', file: 'codec.json', contents };
  }),
  'payload-only': ['analog', 'digital', 'erasure-tolerant'].map((payload) => {
    return { kind: 'payload-only', payload, size: 64, deviceMacs: 1000, serverMacs: 0 };
  }),
};

const learned: Readonly<Record<string, LearnedSubject[]>> = {
  'bottlenet-awgn': await Promise.all(
    ['tiny-awgn-zf', 'tiny-awgn-lmmse'].map(async (model) => {
      const network = await loadCodecNetwork(model, 'awgn', context);
      return { context, network, codec: bottleNetAwgnCodec(network, context) };
    }),
  ),
  'bottlenet-erasure': await Promise.all(
    ['tiny-erasure'].map(async (model) => {
      const network = await loadCodecNetwork(model, 'bit-erasure', context);
      return { context, network, codec: bottleNetErasureCodec(network, context) };
    }),
  ),
};

async function subjectsOf(model: CodecModel): Promise<readonly (Subject & { readonly given?: object })[]> {
  const trained = learned[model.name];
  if (trained !== undefined) return trained;
  return await Promise.all(
    parameters[model.name]!.map(async (given) => ({
      context,
      given,
      codec: await model.create(given as never, context),
    })),
  );
}

for (const model of codecModels) {
  describe(model.name, async () => {
    for (const subject of await subjectsOf(model)) {
      describe(subject.codec.label, () => {
        it('puts on the air what its entry says', () => {
          const { payloadKind } = model;
          const stated = typeof payloadKind === 'function' ? payloadKind(subject.given as never) : payloadKind;
          expect(stated ?? subject.codec.payloadKind).toBe(subject.codec.payloadKind);
        });
        payloadLaws(() => subject);
        if (model.answers === false) {
          it('refuses to answer', () => {
            const { codec } = subject;
            const ask = () => ('answerOf' in codec ? codec.answerOf(0) : codec.answer([]));
            expect(ask).toThrow(/no answers/);
          });
        } else if ('answerOf' in subject.codec) {
          answerLaws(() => subject);
        } else if (model.networks === false) {
          drawLaws(() => subject);
        }
      });
    }
    for (const subject of learned[model.name] ?? []) {
      describe(subject.network.card.name, () => {
        channelLaws(() => subject);
      });
    }
  });
}

describe('a noisy codec', () => {
  const { codec } = learned['bottlenet-awgn']![0]!;

  it('refuses a told condition outside its grid', () => {
    const reception = { kind: 'analog', segments: [{ uses: 14, snr: 1 }] } as const;
    const ask = (told: number) => () => codec.answer([{ image: 0, told, reception, noiseKey: [0, 0, 0, 0] }]);
    expect(ask(-3)).toThrow(/told condition -3 dB: accepted is an integer from -2 to 42/);
    expect(ask(1.5)).toThrow(/told condition 1.5 dB/);
    expect(ask(-2)).not.toThrow();
  });

  it('refuses a reception that does not cover its channel uses', () => {
    const reception = { kind: 'analog', segments: [{ uses: 13, snr: 1 }] } as const;
    expect(() => codec.answer([{ image: 0, told: 0, reception, noiseKey: [0, 0, 0, 0] }])).toThrow(/need 14/);
  });
});

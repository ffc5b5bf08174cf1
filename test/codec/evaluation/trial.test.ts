/** A trial outside the simulator and the codec of a run give the same answers to the same questions. */
import { describe, expect, it } from 'vitest';
import { bottleNetAwgnCodec } from '../../../src/codec/bottlenet-awgn.js';
import { bottleNetErasureCodec } from '../../../src/codec/bottlenet-erasure.js';
import type { AnalogCodec, ErasureTolerantCodec, Question } from '../../../src/codec/codec.js';
import { measuredShare } from '../../../src/codec/evaluation/measured-loss.js';
import { conditionTrial } from '../../../src/codec/evaluation/parts/channel.js';
import { baseCorrect, drawKey, evaluationDraws, runTrials } from '../../../src/codec/evaluation/trial.js';
import { loadCodecNetwork } from '../../../src/codec/load.js';
import { tinyBatch, tinyContext } from '../tiny-models.js';

const context = await tinyContext(2 * tinyBatch);
const { backbone, images } = context;
const draws = evaluationDraws(9);

function answers(codec: AnalogCodec | ErasureTolerantCodec, told: number, met: number): number[] {
  const questions = Array.from({ length: images.count }, (_, image): Question => {
    const noiseKey = drawKey({ draws }, image, `channel at ${met}`);
    const reception: Question['reception'] =
      codec.payloadKind === 'analog'
        ? {
            kind: 'analog',
            segments: [
              {
                uses: Math.ceil(codec.values / 2),
                snr: codec.toldVariance[told - codec.toldMinimum]! * 10 ** (met / 10),
              },
            ],
          }
        : { kind: 'erasure-tolerant', runs: [{ bits: codec.bits(image), erasure: met, flip: 0 }] };
    return { image, told, reception, noiseKey };
  });
  const classes = [0, tinyBatch].flatMap((first) => [...codec.answer(questions.slice(first, first + tinyBatch))]);
  return classes.map((predicted, image) => (predicted === images.labels[image] ? 1 : 0));
}

describe.each([
  ['tiny-awgn-zf', 10, -2],
  ['tiny-awgn-lmmse', 0, -2],
  ['tiny-erasure', 0.01, 0.7],
] as const)('%s told %d and met %d', (model, told, met) => {
  it('answers in a trial as in a run', async () => {
    const channel = model === 'tiny-erasure' ? 'bit-erasure' : 'awgn';
    const network = await loadCodecNetwork(model, channel, context);
    const codec = channel === 'awgn' ? bottleNetAwgnCodec(network, context) : bottleNetErasureCodec(network, context);
    const subject = { codec: network, draws };
    const [correct] = runTrials({ codec: network, network: backbone, images }, [conditionTrial(subject, told, met)]);
    expect([...correct!]).toEqual(answers(codec, told, met));
    // a better channel gives other answers
    expect([...correct!]).not.toEqual(answers(codec, told, channel === 'awgn' ? 42 : 0));
    codec.dispose();
  });
});

describe.each([
  [[0.1, 0.2, 0.3], 0.01],
  [[0, 0.01], 0.2],
])('an encoder that knows erasures of %j, told %d', (grid, told) => {
  it('hears in a run what it hears in a trial', async () => {
    const loaded = await loadCodecNetwork('tiny-erasure', 'bit-erasure', context);
    const network = { ...loaded, card: { ...loaded.card, told: { ...loaded.card.told, grid } } };
    const nearest = [grid[0]!, grid.at(-1)!].reduce((a, b) => (Math.abs(a - told) < Math.abs(b - told) ? a : b));
    const heard = bottleNetErasureCodec(network, context);
    const reception = { kind: 'erasure-tolerant', runs: [{ bits: heard.bits(0), erasure: 0.1, flip: 0 }] } as const;
    const batch = heard.transmit([{ image: 0, told, reception, noiseKey: drawKey({ draws }, 0, 'heard') }]);
    expect(batch.told[0]).toBe(Math.fround(nearest));
    const subject = { codec: network, draws };
    const [correct] = runTrials({ codec: network, network: backbone, images }, [conditionTrial(subject, told, 0.1)]);
    expect([...correct!]).toEqual(answers(heard, told, 0.1));
    heard.dispose();
  });
});

it('tells an encoder no condition beyond its card', async () => {
  const network = await loadCodecNetwork('tiny-erasure', 'bit-erasure', context);
  const heard: number[] = [];
  const listening = {
    ...network,
    encode: (features: Float32Array, told: Float32Array, count: number) => {
      heard.push(...told);
      return network.encode(features, told, count);
    },
  };
  runTrials({ codec: listening, network: backbone, images }, [conditionTrial({ codec: network, draws }, 0.9, 0.1)]);
  expect(new Set(heard)).toEqual(new Set([Math.fround(0.3)]));
  network.dispose();
});

it('counts the unsplit network on the same images', () => {
  const correct = baseCorrect(backbone, images);
  const right = correct.reduce((sum, value) => sum + value, 0);
  expect(measuredShare(correct)).toMatchObject({ percent: (100 * right) / images.count, images: images.count });
});

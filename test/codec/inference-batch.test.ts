/** A batch on every engine: each row is its question's alone, whatever else the call holds, and nothing stays behind. */
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { analogUses, type Reception } from '../../src/channel/payload.js';
import { bottleNetAwgnCodec } from '../../src/codec/bottlenet-awgn.js';
import { bottleNetErasureCodec } from '../../src/codec/bottlenet-erasure.js';
import type { CodecContext, Question } from '../../src/codec/codec.js';
import { loadCodecNetwork } from '../../src/codec/load.js';
import type { Backend, Engine } from '../../src/neural/engine.js';
import { imageBytes } from '../../src/neural/image-sheet.js';
import { keyOf, type LearnedSubject } from './laws.js';
import { tinyBatch, tinyContext, tinyFeatureValues, tinySplit, tinyValues } from './tiny-models.js';

const stream = new RandomStreams({ seed: 11, replication: 0 }).stream('conditions');

async function subjects(context: CodecContext): Promise<LearnedSubject[]> {
  const noisy = ['tiny-awgn-zf', 'tiny-awgn-lmmse'].map(async (model) => {
    const network = await loadCodecNetwork(model, 'awgn', context);
    return { context, network, codec: bottleNetAwgnCodec(network, context) };
  });
  const erased = await loadCodecNetwork('tiny-erasure', 'bit-erasure', context);
  return [...(await Promise.all(noisy)), { context, network: erased, codec: bottleNetErasureCodec(erased, context) }];
}

/** Questions of one batch that agree in nothing: image, told condition, and what their first and second half met. */
function mixedQuestions({ codec, context }: LearnedSubject): Question[] {
  return Array.from({ length: context.batchSize }, (_, row) => {
    const image = Math.floor(stream.uniform() * context.images.count);
    const noiseKey = keyOf(row);
    if (codec.payloadKind === 'analog') {
      const uses = analogUses(codec.values);
      const first = Math.floor(uses / 2);
      const snr = () => 10 ** (4 * stream.uniform() - 1);
      const segments = [first, uses - first].map((part) => ({ uses: part, snr: snr() }));
      const reception: Reception = { kind: 'analog', segments };
      return { image, told: Math.floor(stream.uniform() * 45) - 2, reception, noiseKey };
    }
    const bits = codec.bits(image);
    const runs = [bits >> 1, bits - (bits >> 1)].map((part) => ({ bits: part, erasure: stream.uniform(), flip: 0 }));
    return { image, told: 0.3 * stream.uniform(), reception: { kind: 'erasure-tolerant', runs }, noiseKey };
  });
}

/** TensorFlow's own tensors made and not deleted while `work` runs, those that tfjs knows nothing of included. */
function rawTensorsLeft({ tf }: Engine, work: () => void): number {
  type Binding = Record<'createTensor' | 'executeOp' | 'deleteTensor', (...values: unknown[]) => unknown>;
  const backend = tf.backend() as unknown as { binding: Binding };
  const { binding } = backend;
  let left = 0;
  const counted = Object.fromEntries(
    Reflect.ownKeys(binding).map((key) => [key, Reflect.get(binding, key)]),
  ) as unknown as Binding;
  backend.binding = {
    ...counted,
    createTensor: (...values) => {
      left++;
      return binding.createTensor(...values);
    },
    executeOp: (...values) => {
      const outputs = binding.executeOp(...values) as unknown[];
      left += outputs.length;
      return outputs;
    },
    deleteTensor: (...values) => {
      left--;
      return binding.deleteTensor(...values);
    },
  };
  try {
    work();
  } finally {
    backend.binding = binding;
  }
  return left;
}

describe.each<Backend>(['native', 'wasm', 'cpu'])('%s', (backend) => {
  test('mixed conditions in one call are answered as one by one, and as in calls that are not full', async () => {
    const context = await tinyContext(40, backend);
    const { classCount } = context.backbone;
    for (const subject of await subjects(context)) {
      const { codec } = subject;
      const questions = mixedQuestions(subject);
      const together = codec.logits(questions).slice();
      const apart = (size: number) => {
        const all = new Float32Array(together.length);
        for (let first = 0; first < questions.length; first += size) {
          const part = questions.slice(first, first + size);
          all.set(codec.logits(part).subarray(0, part.length * classCount), first * classCount);
        }
        return all;
      };
      for (const size of [1, 5, tinyBatch - 1]) expect(apart(size)).toEqual(together);
      // rows differ: a comparison of equal rows would show nothing
      expect(new Set(together).size).toBeGreaterThan(together.length / 2);
      codec.dispose();
    }
  });

  test('what lies in the rows of nobody does not show in the others', async () => {
    const context = await tinyContext(40, backend);
    const { backbone, images } = context;
    const rows = 5;
    const calls: [perRow: number, run: (values: Float32Array) => Float32Array][] = [
      [imageBytes, (values) => backbone.whole(Uint8Array.from(values), tinyBatch)],
      [imageBytes, (values) => backbone.front(tinySplit, Uint8Array.from(values), tinyBatch)],
      [tinyFeatureValues, (values) => backbone.back(tinySplit, values, tinyBatch)],
    ];
    const learned = await subjects(context);
    for (const { network } of learned) {
      const told = Float32Array.from({ length: tinyBatch }, () => 0.2);
      const sigma2 = new Float32Array(tinyBatch * tinyValues).fill(0.01);
      calls.push([tinyFeatureValues, (values) => network.encode(values, told, tinyBatch)]);
      calls.push([tinyValues, (values) => network.answer(values, told, sigma2, tinyBatch)]);
    }
    for (const [perRow, run] of calls) {
      const padded = Float32Array.from({ length: tinyBatch * perRow }, (_, i) =>
        i < rows * perRow ? images.images[i]! : 0,
      );
      const filled = padded.map((value, i) => (i < rows * perRow ? value : Math.floor(256 * stream.uniform())));
      const outputs = [padded, filled].map((values) => run(values).slice());
      const perAnswer = outputs[0]!.length / tinyBatch;
      const [a, b] = outputs.map((values) => values.subarray(0, rows * perAnswer));
      expect(b).toEqual(a);
      expect(outputs[1]).not.toEqual(outputs[0]);
    }
    for (const { codec } of learned) codec.dispose();
  });

  test('no tensor and no memory of one stays behind', async () => {
    const context = await tinyContext(40, backend);
    const { engine } = context;
    const held = () => {
      const { numTensors, numDataBuffers } = engine.tf.memory();
      return { numTensors, numDataBuffers, numDataIds: engine.tf.backend().numDataIds() };
    };
    const loaded = held();
    const learned = await subjects(context);
    const asked = learned.map((subject) => mixedQuestions(subject));
    const everyCall = () => {
      backboneCalls(context);
      learned.forEach(({ codec }, i) => {
        codec.answer(asked[i]!);
      });
    };
    // the filters move to the engine with their first use
    everyCall();
    const before = held();
    if (backend === 'native') expect(rawTensorsLeft(engine, everyCall)).toBe(0);
    else everyCall();
    expect(held()).toEqual(before);
    for (const { codec } of learned) codec.dispose();
    expect(held()).toEqual(loaded);
  });
});

function backboneCalls({ backbone, images }: CodecContext): void {
  const batch = images.images.subarray(0, tinyBatch * imageBytes);
  backbone.whole(batch, tinyBatch);
  backbone.back(tinySplit, backbone.front(tinySplit, batch, tinyBatch), tinyBatch);
}

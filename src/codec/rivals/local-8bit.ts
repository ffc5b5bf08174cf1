/**
 * The same with a network of 8-bit weights and maps, as a device without floating point would run it; no training after rounding.
 *
 * Weights: symmetric, per output channel, w = s round(w/s), s = max |w| / 127. Maps that leave a stage (all behind a ReLU): s = largest
 * value on training images / 255, larger ones clipped. Sums, biases and logits are exact. As many multiply-accumulates, but of 8 bits; and
 * a quarter of the bytes of weights. Limits: images enter as they are (they are 8-bit numbers, the normalisation belongs to the first
 * layer); between the convolutions of a residual stage nothing is rounded.
 * Source: B. Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only inference", CVPR 2018;
 * weights per channel: R. Krishnamoorthi, arXiv 1806.08342, 2018.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { imageBytes } from '../../neural/image-sheet.js';
import type { NamedTensor, TensorFile } from '../../neural/safetensors.js';
import { makeSplitNetwork } from '../../neural/split-network.js';
import type { Stage } from '../../neural/stage.js';
import { evaluationBatch } from '../evaluation/feature-source.js';
import { measuredLoss } from '../evaluation/measured-loss.js';
import { baseCorrect } from '../evaluation/trial.js';
import { labelBits } from './local-answer.js';
import type { Rival, RivalSubject } from './rival.js';

const weightSteps = 127;
const mapSteps = 255;
const calibrationImages = 1000;

export const local8Bit: Rival = {
  name: 'local-8bit',
  title: 'local, 8-bit network, answer sent',
  summary: 'whole network on the device with weights and maps of 8 bits, the number of the class sent',
  source: 'Jacob et al., 2018',
  async measure(subject) {
    const { engine, card, images, base, network } = subject;
    const { tf } = engine;
    const file = eightBitWeights(subject.weights);
    const largest = largestMaps(subject, file);
    const quantised = makeSplitNetwork(engine, card, file, (map: Tensor4D, stage: Stage) => {
      const step = largest.get(stage.name)! / mapSteps;
      return step === 0 ? map : tf.mul(tf.clipByValue(tf.round(tf.div(map, step)), 0, mapSteps), step);
    });
    const correct = baseCorrect(quantised, images);
    quantised.dispose();
    subject.onProgress('local-8bit');
    const bits = labelBits(network.classCount);
    const row = { rival: 'local-8bit', setting: '', counting: 'all', split: null, bits, deviceMacs: network.macs };
    return [{ ...row, ...measuredLoss(base, correct) }];
  },
};

/** Filters and the dense layer on 255 levels per output; biases as they are. */
export function eightBitWeights(file: TensorFile): TensorFile {
  const tensors = [...file.tensors].map(([name, tensor]): [string, NamedTensor] => [
    name,
    name.endsWith('.weight') ? roundedPerOutput(tensor) : tensor,
  ]);
  return { ...file, tensors: new Map(tensors) };
}

function roundedPerOutput({ shape, data }: NamedTensor): NamedTensor {
  const outputs = shape.at(-1)!;
  const largest = new Float64Array(outputs);
  data.forEach((value, i) => {
    largest[i % outputs] = Math.max(largest[i % outputs]!, Math.abs(value));
  });
  const rounded = data.map((value, i) => {
    const step = largest[i % outputs]! / weightSteps;
    return step === 0 ? 0 : Math.round(value / step) * step;
  });
  return { shape, data: rounded };
}

/** Largest value of the map that leaves each stage, on training images. */
function largestMaps({ engine, card, training }: RivalSubject, file: TensorFile): Map<string, number> {
  const largest = new Map<string, number>();
  const watched = makeSplitNetwork(engine, card, file, (map, stage) => {
    const [value] = engine.tf.max(map).dataSync();
    largest.set(stage.name, Math.max(value!, largest.get(stage.name) ?? 0));
    return map;
  });
  const count = Math.min(calibrationImages, training.count);
  for (let first = 0; first < count; first += evaluationBatch) {
    const rows = Math.min(evaluationBatch, count - first);
    watched.whole(training.images.subarray(first * imageBytes, (first + rows) * imageBytes), rows);
  }
  watched.dispose();
  return largest;
}

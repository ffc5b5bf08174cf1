/**
 * Accuracies measured without the simulator: every image of the set, a stated channel, fresh noise.
 *
 * The code is encoded under the told condition, noise of variance sigma^2 or erasures of probability p are drawn from keys that
 * no run uses, and the decoder and the back network answer. The images are those of the runs, so the standard error is that
 * of the noise alone: sum_i p_i (1 - p_i) / ((K - 1) M^2), p_i the share of the K draws that answer image i rightly.
 */
import { silentLogger } from '../../base/log.js';
import { KeyedDraws, type NoiseKey } from '../../base/random/keyed-draws.js';
import { receiveBits } from '../../channel/bit-runs.js';
import { addAwgn } from '../../channel/impairment.js';
import type { BottleNetCard, BottleNetNetwork } from '../../codec/bottlenet-network.js';
import type { CodecContext, CodecModel, DigitalCodec } from '../../codec/codec.js';
import { frontFeatures } from '../../codec/front-features.js';
import { findModel, loadCodecNetwork, shippedModelFolder } from '../../codec/load.js';
import { predictedClasses } from '../../codec/predicted-class.js';
import { type EngineChoice, loadEngine } from '../../neural/engine.js';
import { loadImageSet } from '../../neural/image-set.js';
import { loadSplitNetwork } from '../../neural/split-network.js';
import type { Estimate } from '../measurement.js';
import { awgnModel, backboneModel, erasureModel, imageSet } from './trained-models.js';

/** Rows of one network call. */
const batch = 250;
/** A seed of its own: the noise is independent of every run's. */
const draws = new KeyedDraws({ seed: 2 ** 40, replication: 0 });

export interface DirectEvaluationOptions {
  readonly engine?: EngineChoice;
  readonly modelFolders?: readonly string[];
}

type Impair = (sent: Float32Array, key: NoiseKey, arrived: Float32Array) => void;

/** Loads engine and networks when first asked. */
export class DirectEvaluation {
  private readonly options: DirectEvaluationOptions;
  private loading: Promise<CodecContext> | undefined;

  constructor(options: DirectEvaluationOptions = {}) {
    this.options = options;
  }

  context(): Promise<CodecContext> {
    this.loading ??= this.load();
    return this.loading;
  }

  async awgnCard(): Promise<BottleNetCard> {
    return await this.withNetwork('awgn', async ({ card }) => card);
  }

  /** Accuracy of the AWGN codec told `told` dB at noise variance `sigma2`, `repeats` draws per image. */
  async withNoise(told: number, sigma2: number, repeats: number): Promise<Estimate> {
    return await this.withNetwork('awgn', (network) =>
      this.accuracy(network, `noise ${sigma2}`, told, sigma2, repeats, (sent, key, arrived) =>
        addAwgn(sent, sigma2, key, draws, arrived),
      ),
    );
  }

  /** Accuracy of the erasure codec told `told`, or the largest erasure of its card, every bit erased or flipped independently with these probabilities. */
  async withBits(
    told: number,
    { erasure, flip }: { readonly erasure: number; readonly flip: number },
    repeats: number,
  ): Promise<Estimate> {
    return await this.withNetwork('bit-erasure', (network) => {
      const runs = [{ bits: 8 * network.card.values, erasure, flip }];
      const heard = Math.min(told, network.card.told.grid.at(-1)!);
      return this.accuracy(network, `bits ${erasure} ${flip}`, heard, 0, repeats, (sent, key, arrived) =>
        receiveBits(sent, runs, key, draws, arrived),
      );
    });
  }

  /** E(x - b)^2 / V of the AWGN codec told `told` dB, over all values of all images: 1 on the images that gave b and V. */
  async codeSpread(told: number): Promise<number> {
    return await this.withNetwork('awgn', async (network) => {
      const { grid, mean, variance } = network.card.told;
      const place = grid.indexOf(told);
      let squares = 0;
      let count = 0;
      await this.eachCode(network, told, (code) => {
        for (const value of code) squares += (value - mean[place]!) ** 2;
        count += code.length;
      });
      return squares / count / variance[place]!;
    });
  }

  /** Accuracy of a codec whose answers depend on the image alone. */
  async ofDigital(model: CodecModel, parameters: object): Promise<number> {
    const context = await this.context();
    const codec = (await model.create({ kind: model.name, ...parameters } as never, context)) as DigitalCodec;
    const { labels, count } = context.images;
    let right = 0;
    for (let image = 0; image < count; image++) if (codec.answerOf(image) === labels[image]) right++;
    codec.dispose();
    return right / count;
  }

  private async load(): Promise<CodecContext> {
    const modelFolders = [...(this.options.modelFolders ?? []), shippedModelFolder];
    const engine = await loadEngine(this.options.engine);
    const images = await loadImageSet(imageSet);
    const { folder } = await findModel(backboneModel, 'backbone', modelFolders);
    const backbone = loadSplitNetwork(engine, folder);
    return { engine, images, backbone, modelFolders, batchSize: batch, logger: silentLogger };
  }

  private async withNetwork<Result>(
    channel: BottleNetCard['channel'],
    use: (network: BottleNetNetwork) => Promise<Result>,
  ): Promise<Result> {
    const network = await loadCodecNetwork(
      channel === 'awgn' ? awgnModel : erasureModel,
      channel,
      await this.context(),
    );
    try {
      return await use(network);
    } finally {
      network.dispose();
    }
  }

  private async accuracy(
    network: BottleNetNetwork,
    purpose: string,
    told: number,
    sigma2: number,
    repeats: number,
    impair: Impair,
  ): Promise<Estimate> {
    const { images, backbone } = await this.context();
    const { values } = network.card;
    const right = new Float64Array(images.count);
    await this.eachCode(network, told, (code, first, rows) => {
      const conditions = new Float32Array(rows).fill(told);
      const received = new Float32Array(code.length);
      const variances = new Float32Array(code.length).fill(sigma2);
      for (let repeat = 0; repeat < repeats; repeat++) {
        for (let row = 0; row < rows; row++) {
          const place = [row * values, (row + 1) * values] as const;
          const key = draws.key('direct', repeat, first + row, purpose);
          impair(code.subarray(...place), key, received.subarray(...place));
        }
        const classes = predictedClasses(
          network.answer(received, conditions, variances, rows),
          rows,
          backbone.classCount,
        );
        for (let row = 0; row < rows; row++) if (classes[row] === images.labels[first + row]) right[first + row]!++;
      }
    });
    return meanWithNoiseError(right, repeats);
  }

  /** Encodes all images under one told condition, batch by batch. */
  private async eachCode(
    network: BottleNetNetwork,
    told: number,
    visit: (code: Float32Array, first: number, rows: number) => void,
  ): Promise<void> {
    const context = await this.context();
    const { count } = context.images;
    const features = frontFeatures(context, network.card.split);
    for (let first = 0; first < count; first += batch) {
      const rows = Math.min(batch, count - first);
      const feature = new Float32Array(rows * features.valuesPerImage);
      features.gather(
        Array.from({ length: rows }, (_, row) => first + row),
        feature,
      );
      visit(network.encode(feature, new Float32Array(rows).fill(told), rows), first, rows);
    }
  }
}

function meanWithNoiseError(right: Float64Array, repeats: number): Estimate {
  const count = right.length;
  let mean = 0;
  let variance = 0;
  for (const times of right) {
    const share = times / repeats;
    mean += share / count;
    variance += (share * (1 - share)) / (repeats - 1) / count ** 2;
  }
  return { value: mean, standardError: Math.sqrt(variance) };
}

/**
 * What phase 3 brings, on test images: the codec before and after it, each with its own back network, under the same noise,
 * told = met; accuracies in percent, differences paired by image.
 */
import { createHash } from 'node:crypto';
import { pairedDifference } from '../../base/statistics/paired-difference.js';
import type { Engine } from '../../neural/engine.js';
import type { ImageSet } from '../../neural/image-set.js';
import type { BackboneCard, MeasuredShare } from '../../neural/model-card.js';
import { type NamedTensor, readSafetensors, type TensorFile, writeSafetensors } from '../../neural/safetensors.js';
import { makeSplitNetwork, type SplitNetwork } from '../../neural/split-network.js';
import { type BottleNetCard, makeBottleNetNetwork } from '../bottlenet-network.js';
import { measuredShare } from '../evaluation/measured-loss.js';
import { conditionTrial, publishedConditions } from '../evaluation/parts/channel.js';
import { baseCorrect, evaluationDraws, runTrials } from '../evaluation/trial.js';
import { measureCode } from './code-statistics.js';
import type { JointRecipe } from './codec-recipe.js';
import type { JointResult } from './joint-training.js';

/** Seed of the channel; the tables of `evaluate` have the same unless told otherwise. */
const seed = 1;

export const jointFormat = 'bottlenet-sim/joint@2';

export interface JointTable {
  readonly format: typeof jointFormat;
  readonly name: string;
  readonly imageSet: string;
  readonly imageSetSha256: string;
  readonly engine: string;
  readonly unit: 'dB' | 'p';
  readonly backboneSha256: string;
  readonly codec: CodecDesignOfCard;
  /** What learnt beside the codec. */
  readonly trained: JointRecipe['trained'];
  /** The unsplit network, before phase 3. */
  readonly base: MeasuredShare;
  /** Trained values of the private backbone, and their bytes in half precision. */
  readonly privateParameters: number;
  readonly privateBytes: number;
  readonly training: Readonly<Record<string, unknown>>;
  readonly rows: readonly {
    readonly condition: number;
    readonly phase2: MeasuredShare;
    readonly phase3: MeasuredShare;
    /** Phase 3 less phase 2, points, with 95 % interval. */
    readonly gain: { readonly mean: number; readonly low: number; readonly high: number };
    /** Unsplit network less phase 3, points, and the one-sided 95 % upper bound. */
    readonly loss: { readonly mean: number; readonly standardError: number; readonly upper: number };
  }[];
}

/** What a card says of a codec that its accuracy does not change. */
export type CodecDesignOfCard = Pick<
  BottleNetCard,
  'split' | 'channel' | 'codeShape' | 'values' | 'bits' | 'compression' | 'encoderMacs'
>;

/** What phase 3 started from, and the training images. */
interface Ground {
  readonly engine: Engine;
  readonly network: SplitNetwork;
  readonly backboneCard: BackboneCard;
  readonly training: ImageSet;
}

export function measureJointly(
  { engine, network, backboneCard, training }: Ground,
  phase2: { readonly card: BottleNetCard; readonly weights: TensorFile },
  joint: JointResult,
  images: ImageSet,
): JointTable {
  const { card } = phase2;
  const { split, channel, codeShape, values, bits, compression, encoderMacs } = card;
  const conditions = publishedConditions[card.channel];
  const draws = evaluationDraws(seed);
  const measure = (backbone: SplitNetwork, codecCard: BottleNetCard, weights: TensorFile): Uint8Array[] => {
    const codec = makeBottleNetNetwork(engine, codecCard, weights, backbone);
    const trials = conditions.map((condition) => conditionTrial({ codec, draws }, condition, condition));
    const correct = runTrials({ codec, network: backbone, images }, trials);
    codec.dispose();
    return correct;
  };
  const before = measure(network, card, phase2.weights);
  const base = baseCorrect(network, images);
  const { file, sha256 } = halfPrecision(joint.backbone, `${card.name} private backbone`);
  const own = makeSplitNetwork(engine, { ...backboneCard, name: `${card.name}-backbone`, sha256 }, file);
  const weights = halfPrecision(joint.codec, card.name).file;
  const untold = { ...card, backboneSha256: sha256 };
  const probe = makeBottleNetNetwork(engine, untold, weights, own);
  const told = measureCode(probe, own, training, card.told.grid);
  probe.dispose();
  const after = measure(own, { ...untold, told }, weights);
  own.dispose();
  const { codec: _codec, backbone: _backbone, parameters, trained, ...outcome } = joint;
  return {
    format: jointFormat,
    name: card.name,
    imageSet: images.name,
    imageSetSha256: images.sha256,
    engine: `${engine.backend} ${engine.version}`,
    unit: channel === 'awgn' ? 'dB' : 'p',
    backboneSha256: backboneCard.sha256,
    codec: { split, channel, codeShape, values, ...(bits === undefined ? {} : { bits }), compression, encoderMacs },
    trained,
    base: measuredShare(base),
    privateParameters: parameters,
    privateBytes: 2 * parameters,
    training: outcome,
    rows: conditions.map((condition, place) => {
      const gain = pairedDifference(after[place]!, before[place]!);
      const loss = pairedDifference(base, after[place]!);
      return {
        condition,
        phase2: measuredShare(before[place]!),
        phase3: measuredShare(after[place]!),
        gain: { mean: 100 * gain.mean, low: 100 * gain.low, high: 100 * gain.high },
        loss: { mean: 100 * loss.mean, standardError: 100 * loss.standardError, upper: 100 * loss.upper },
      };
    }),
  };
}

/** Weights as they would be stored. */
function halfPrecision(tensors: ReadonlyMap<string, NamedTensor>, name: string) {
  const bytes = writeSafetensors(tensors, 'F16');
  return { file: readSafetensors(bytes, name), sha256: createHash('sha256').update(bytes).digest('hex') };
}

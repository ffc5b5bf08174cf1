/** The trained AWGN codec as an extension: watched, told one condition only, or with one error in its channel. */
import { KeyedDraws, type NoiseKey } from '../../base/random/keyed-draws.js';
import type { CodeStatistics } from '../../channel/code-mapping.js';
import { addAwgn } from '../../channel/impairment.js';
import { expandSigma2, type SnrSegment } from '../../channel/payload.js';
import { type BottleNetRun, bottleNetRun, type Transmission } from '../../codec/bottlenet.js';
import { bottleNetAwgn, bottleNetAwgnCodec } from '../../codec/bottlenet-awgn.js';
import { type BottleNetCard, lmmse, nearestTold, type ToldTable } from '../../codec/bottlenet-network.js';
import type { AnalogCodec, CodecModel, Question } from '../../codec/codec.js';
import { loadCodecNetwork } from '../../codec/load.js';
import type { CodeProbe } from '../code-probe.js';

/** One thing that is wrong in the way from code to noise. */
export interface ChannelError {
  /** Symbols are x / sqrt(2 V), not (x - b) / sqrt(2 V). */
  readonly offsetKept?: true;
  /** Factor of the noise variance. */
  readonly noiseFactor?: number;
  /** SNR of the channel uses, instead of what the link measured. */
  readonly segments?: (segments: readonly SnrSegment[]) => readonly SnrSegment[];
  /** Draws new noise whenever a question is looked up. */
  readonly freshNoise?: true;
}

export interface AnalogVariant {
  /** Value of `kind` in the scenario. */
  readonly name: string;
  /** The one condition the encoder is told, dB. */
  readonly told?: number;
  readonly probe?: CodeProbe;
  readonly error?: ChannelError;
}

const smallestSnr = 1e-9;

export function analogVariant({ name, told, probe, error }: AnalogVariant): CodecModel {
  return {
    ...bottleNetAwgn,
    name,
    async create(parameters: { readonly model: string }, context): Promise<AnalogCodec> {
      const network = await loadCodecNetwork(parameters.model, 'awgn', context);
      const { card } = network;
      const codec = bottleNetAwgnCodec(network, context);
      const run = error === undefined ? codec : bottleNetRun(network, context, wrongChannel(card.told, error));
      return {
        ...codec,
        ...(told === undefined ? {} : onlyTold(codec, told)),
        answer(questions) {
          if (probe !== undefined) reportCodes(probe, card, run, questions, error?.offsetKept === true);
          return run.answer(questions);
        },
      };
    },
  };
}

/** A grid of one condition: whatever the channel, this is what the encoder is told. */
function onlyTold({ toldMinimum, toldVariance }: AnalogCodec, told: number) {
  return { toldMinimum: told, toldVariance: toldVariance.slice(told - toldMinimum, told - toldMinimum + 1) };
}

function statisticsAt({ grid, mean, variance }: ToldTable, told: number): CodeStatistics {
  const place = nearestTold(grid, told);
  return { mean: mean[place]!, variance: variance[place]! };
}

function wrongChannel(table: ToldTable, { noiseFactor = 1, segments, freshNoise }: ChannelError): Transmission {
  const draws = new KeyedDraws({ seed: 0, replication: 0 });
  let lookUps = 0;
  return (code, { told, reception, noiseKey }, received, sigma2) => {
    if (reception.kind !== 'analog') return;
    const { variance } = statisticsAt(table, told);
    const met = (segments?.(reception.segments) ?? reception.segments).map(({ uses, snr }) => ({
      uses,
      snr: Math.max(snr, smallestSnr),
    }));
    expandSigma2(met, code.length, noiseFactor * variance, sigma2);
    const key: NoiseKey = freshNoise === true ? [noiseKey[0], noiseKey[1], noiseKey[2], lookUps++] : noiseKey;
    addAwgn(code, sigma2, key, draws, received);
  };
}

function reportCodes(
  probe: CodeProbe,
  card: BottleNetCard,
  run: BottleNetRun,
  questions: readonly Question[],
  offsetKept: boolean,
): void {
  const { values, told: table } = card;
  const first = run.transmit(questions).received.slice();
  const { code, received: again, sigma2, told } = run.transmit(questions);
  const estimate = lmmse(table, first, told, sigma2, values);
  questions.forEach((question, row) => {
    const place = [row * values, (row + 1) * values] as const;
    const { mean, variance } = statisticsAt(table, question.told);
    probe.report({
      statistics: { mean: offsetKept ? 0 : mean, variance },
      code: code.subarray(...place),
      received: first.subarray(...place),
      again: again.subarray(...place),
      estimate: estimate.subarray(...place),
    });
  });
}

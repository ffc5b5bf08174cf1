/**
 * Do channel and codec meet as defined? Noise power on the code, erasures of its bits, the same noise for the same question.
 * Each check is also run on a model with one planted error, which it must reject.
 */
import { describe, expect, it } from 'vitest';
import { KeyedDraws } from '../../src/base/random/keyed-draws.js';
import type { CodeStatistics } from '../../src/channel/code-mapping.js';
import { addAwgn, quantise } from '../../src/channel/impairment.js';
import { expandSigma2, type Reception } from '../../src/channel/payload.js';
import { type BottleNetRun, bottleNetRun, type ReceivedBatch, type Transmission } from '../../src/codec/bottlenet.js';
import { bottleNetAwgnCodec } from '../../src/codec/bottlenet-awgn.js';
import { bottleNetErasureCodec } from '../../src/codec/bottlenet-erasure.js';
import { type BottleNetNetwork, lmmse, type ToldTable } from '../../src/codec/bottlenet-network.js';
import type { Question } from '../../src/codec/codec.js';
import { loadCodecNetwork } from '../../src/codec/load.js';
import { eraseBits } from '../channel/erase-bits.js';
import { keyOf } from './laws.js';
import { tinyBatch, tinyContext, tinyValues as values } from './tiny-models.js';

const imageCount = 32;
const told = 20;
const context = await tinyContext(imageCount);
const uses = Math.ceil(values / 2);
const statistics = await measureCode();
const trained = await loadCodecNetwork('tiny-awgn-lmmse', 'awgn', context);
/** The same encoder with a card that knows its code, as training measures it. */
const network: BottleNetNetwork = { ...trained, card: { ...trained.card, told: toldTable(statistics) } };
const draws = new KeyedDraws({ seed: 0, replication: 0 });

/** Mean and variance of the code over the image set, when its encoder is told `told`. */
async function measureCode(): Promise<CodeStatistics> {
  const plain = bottleNetAwgnCodec(await loadCodecNetwork('tiny-awgn-zf', 'awgn', context), context);
  let sum = 0;
  let squares = 0;
  overBatches(plain, imageCount, analog([{ uses, snr: 1 }]), ({ code, end }) => {
    for (let j = 0; j < end; j++) {
      sum += code[j]!;
      squares += code[j]! ** 2;
    }
  });
  const count = imageCount * values;
  return { mean: sum / count, variance: squares / count - (sum / count) ** 2 };
}

function toldTable({ mean, variance }: CodeStatistics): ToldTable {
  const grid = Array.from({ length: 45 }, (_, index) => index - 2);
  return { grid, mean: grid.map(() => mean), variance: grid.map(() => variance) };
}

function erased(p: number): Reception {
  return { kind: 'erasure-tolerant', runs: [{ bits: 8 * values, erasure: p, flip: 0 }] };
}

function analog(segments: { uses: number; snr: number }[]): Reception {
  return { kind: 'analog', segments };
}

interface Batch extends ReceivedBatch {
  /** End of the rows that hold questions. */
  readonly end: number;
}

/** Sends `requests` questions, images in turn, each with its own key, batch by batch. */
function overBatches(run: BottleNetRun, requests: number, reception: Reception, visit: (batch: Batch) => void): void {
  for (let first = 0; first < requests; first += tinyBatch) {
    const questions: Question[] = Array.from({ length: Math.min(tinyBatch, requests - first) }, (_, row) => {
      const request = first + row;
      return { image: request % imageCount, told, reception, noiseKey: keyOf(request) };
    });
    visit({ ...run.transmit(questions), end: questions.length * values });
  }
}

interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

/** Mean of (receiver(y) - x)^2 with its standard error, requests as the units. */
function squaredError(run: BottleNetRun, requests: number, reception: Reception, receiver: 'zf' | 'lmmse'): Estimate {
  const errors: number[] = [];
  overBatches(run, requests, reception, ({ code, received, sigma2, told: conditions, end }) => {
    const drawn = lmmse(network.card.told, received, conditions, sigma2, values);
    const estimate = receiver === 'zf' ? received : drawn;
    for (let start = 0; start < end; start += values) {
      let sum = 0;
      for (let j = start; j < start + values; j++) {
        sum += (estimate[j]! - code[j]!) ** 2;
      }
      errors.push(sum / values);
    }
  });
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (errors.length - 1);
  return { mean, standardError: Math.sqrt(variance / errors.length) };
}

function standardErrorsFrom({ mean, standardError }: Estimate, reference: number): number {
  return Math.abs(mean - reference) / standardError;
}

describe('noise on the code', () => {
  const requests = 3200;
  const codec = bottleNetAwgnCodec(network, context);
  const flat = (snr: number) => analog([{ uses, snr }]);
  const { variance } = statistics;

  it.each([0.3, 3, 30])('has power V/g after zero forcing, g = %d', (snr) => {
    const estimate = squaredError(codec, requests, flat(snr), 'zf');
    expect(estimate.standardError).toBeLessThan(0.005 * (variance / snr));
    expect(standardErrorsFrom(estimate, variance / snr)).toBeLessThan(4);
  });

  it.each([0.3, 3, 30])('leaves an error of V/(1+g) after the LMMSE receiver, g = %d', (snr) => {
    const estimate = squaredError(codec, requests, flat(snr), 'lmmse');
    expect(estimate.standardError).toBeLessThan(0.01 * (variance / (1 + snr)));
    expect(standardErrorsFrom(estimate, variance / (1 + snr))).toBeLessThan(4);
  });

  it('follows the SNR of the channel uses that carried each pair of values', () => {
    const segments = [
      { uses: 4, snr: 1 },
      { uses: 10, snr: 100 },
    ];
    const errors = new Float64Array(values);
    overBatches(codec, requests, analog(segments), ({ code, received, end }) => {
      for (let j = 0; j < end; j++) errors[j % values]! += (received[j]! - code[j]!) ** 2 / requests;
    });
    errors.forEach((error, j) => {
      const expected = variance / (j < 8 ? 1 : 100);
      expect(Math.abs(error / expected - 1)).toBeLessThan(4.5 * Math.sqrt(2 / requests));
    });
  });

  /** Runs the check above on a changed model: how many standard errors it lies from the law. */
  const plantedDistance = (transmission: Transmission, receiver: 'zf' | 'lmmse', law: number) =>
    standardErrorsFrom(squaredError(bottleNetRun(network, context, transmission), requests, flat(3), receiver), law);

  it('is told from noise of half or twice the power (real and complex confused)', () => {
    for (const factor of [0.5, 2]) {
      const planted: Transmission = (code, { reception, noiseKey }, received, sigma2) => {
        if (reception.kind !== 'analog') return;
        expandSigma2(reception.segments, code.length, factor * variance, sigma2);
        addAwgn(code, sigma2, noiseKey, draws, received);
      };
      expect(plantedDistance(planted, 'zf', variance / 3)).toBeGreaterThan(8);
      expect(plantedDistance(planted, 'lmmse', variance / 4)).toBeGreaterThan(8);
    }
  });

  it('is told from noise scaled by E[x^2] (offset kept)', () => {
    const planted: Transmission = (code, { reception, noiseKey }, received, sigma2) => {
      if (reception.kind !== 'analog') return;
      expandSigma2(reception.segments, code.length, variance + statistics.mean ** 2, sigma2);
      addAwgn(code, sigma2, noiseKey, draws, received);
    };
    expect(plantedDistance(planted, 'zf', variance / 3)).toBeGreaterThan(8);
  });
});

const erasing = await loadCodecNetwork('tiny-erasure', 'bit-erasure', context);

describe('erasures of the code', () => {
  const codec = bottleNetErasureCodec(erasing, context);
  const requests = 640;

  /**
   * Erased bits k = 0..8 per value: from q and 2 (255 y - q) = sum over erased bits of +-2^k, + where the bit of q is 0; the lowest
   * bit of the sum says whether bit 0 was erased, and so on.
   */
  const erasedBits = (sent: number, received: number): number => {
    const q = quantise(sent);
    let rest = Math.round(2 * (255 * received - q));
    let erased = 0;
    for (let bit = 0; bit < 8; bit++) {
      if (rest % 2 !== 0) {
        erased++;
        rest -= (q >> bit) % 2 === 0 ? 1 : -1;
      }
      rest /= 2;
    }
    expect(rest).toBe(0);
    return erased;
  };

  /** Standard errors between counted and binomial: of the erased fraction, and of its variance per value. */
  const distances = (run: BottleNetRun, p: number): { fraction: number; spread: number } => {
    let count = 0;
    let sum = 0;
    let squares = 0;
    overBatches(run, requests, erased(p), ({ code, received, end }) => {
      for (let j = 0; j < end; j++) {
        const erased = erasedBits(code[j]!, received[j]!);
        count++;
        sum += erased;
        squares += (erased - 8 * p) ** 2;
      }
    });
    const variance = 8 * p * (1 - p);
    // Fourth central moment of Binomial(8, p): variance of the squared deviation.
    const fourth = variance * (1 + 3 * variance - (6 * variance) / 8);
    return {
      fraction: Math.abs(sum / count - 8 * p) / Math.sqrt(variance / count),
      spread: Math.abs(squares / count - variance) / Math.sqrt((fourth - variance ** 2) / count),
    };
  };

  it.each([0.01, 0.1, 0.4])('are binomial, p = %d', (p) => {
    const { fraction, spread } = distances(codec, p);
    expect(fraction).toBeLessThan(4);
    expect(spread).toBeLessThan(4);
  });

  it('are told from erasures of p/2, and from whole bytes erased with p', () => {
    const halved: Transmission = (code, { noiseKey }, received) => eraseBits(code, 0.05, noiseKey, draws, received);
    const bytes: Transmission = (code, { noiseKey }, received) => {
      const uniforms = new Float64Array(code.length);
      draws.uniformFill(noiseKey, uniforms);
      for (let j = 0; j < code.length; j++) received[j] = uniforms[j]! < 0.1 ? 0.5 : quantise(code[j]!) / 255;
    };
    expect(distances(bottleNetRun(erasing, context, halved), 0.1).fraction).toBeGreaterThan(8);
    const whole = distances(bottleNetRun(erasing, context, bytes), 0.1);
    expect(whole.spread).toBeGreaterThan(8);
  });
});

describe('the noise of a question', () => {
  const question: Question = {
    image: 1,
    told,
    reception: analog([{ uses, snr: 3 }]),
    noiseKey: keyOf(5),
  };
  const repeats = (run: BottleNetRun): boolean => {
    const first = run.transmit([question]).received.slice();
    const second = run.transmit([question]).received;
    return first.every((value, j) => value === second[j]);
  };

  it('is the same at every look-up', () => {
    expect(repeats(bottleNetAwgnCodec(network, context))).toBe(true);
  });

  it('is told from fresh noise per look-up', () => {
    let request = 0;
    const fresh: Transmission = (code, { reception }, received, sigma2) => {
      if (reception.kind !== 'analog') return;
      expandSigma2(reception.segments, code.length, statistics.variance, sigma2);
      addAwgn(code, sigma2, keyOf(request++), draws, received);
    };
    expect(repeats(bottleNetRun(network, context, fresh))).toBe(false);
  });
});

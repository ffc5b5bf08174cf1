/**
 * Codecs in every power mode over a static channel, from dBm, metres and hertz: noise on a value E|y - x|^2 = V/g in `ac`, E[x^2]/g in
 * `dc`, 1/g in `peak`; the condition told; the energy of symbols of mean power E|s|^2. The same run with another mode's mapping must
 * be told apart.
 */
import { describe, expect, it } from 'vitest';
import { noiseScale, type PowerMode } from '../../src/channel/code-mapping.js';
import { bottleNetAwgn, bottleNetAwgnCodec } from '../../src/codec/bottlenet-awgn.js';
import type { AnalogCodec, CodecModel } from '../../src/codec/codec.js';
import { loadCodecNetwork } from '../../src/codec/load.js';
import { checkScenario } from '../../src/scenario/load.js';
import { simulate } from '../../src/simulate.js';
import { meanSnr, radioEnergy, transmitPowerDbm } from '../../src/validation/by-hand.js';
import { cellScenario, radioAt } from '../../src/validation/cell-scenario.js';
import { tinyContext, tinyValues as values, writeTinyModels } from './tiny-models.js';

const folder = writeTinyModels();
const model = 'tiny-awgn-zf';
/** Of the tiny models' cards, at every told condition. */
const statistics = { mean: 0.5, variance: 0.05 };
const modes: readonly PowerMode[] = ['ac', 'dc', 'peak'];
const amplifier = { backoffDb: 3, efficiency: 0.3, circuitW: 0.2 };
const radio = radioAt(-88);
const snr = meanSnr(radio, 1);

interface Observed {
  /** Mean of (y - x)^2 over all values of all codes, with its standard error. */
  readonly noise: number;
  readonly noiseError: number;
  readonly told: ReadonlySet<number>;
  /** Of the radio, J per request. */
  readonly energy: number;
}

/** A run in `mode`; `changed` turns its codec into a wrong one. */
async function observe(mode: PowerMode, changed = (codec: AnalogCodec) => codec): Promise<Observed> {
  const squares: number[] = [];
  const told = new Set<number>();
  const watched: CodecModel = {
    ...bottleNetAwgn,
    name: 'watched',
    async create(parameters: { readonly powerMode: PowerMode }, context): Promise<AnalogCodec> {
      const codec = bottleNetAwgnCodec(await loadCodecNetwork(model, 'awgn', context), context, parameters);
      return changed({
        ...codec,
        answer(questions) {
          const { code, received } = codec.transmit(questions);
          for (let j = 0; j < questions.length * values; j++) squares.push((received[j]! - code[j]!) ** 2);
          for (const question of questions) told.add(question.told);
          return codec.answer(questions);
        },
      });
    },
  };
  const text = {
    ...cellScenario({
      name: 'power-mode',
      replications: 2,
      duration: '2 s',
      radio,
      cell: { kind: 'slotted', resourceBlocks: 4 },
      group: {
        count: 10,
        arrival: { kind: 'poisson', rate: '20 /s' },
        codec: { kind: 'watched', model, powerMode: mode },
        radio: { backoff: '3 dB', efficiency: amplifier.efficiency, circuitPower: '200 mW' },
      },
      inference: { share: 1, batch: 16 },
    }),
    backbone: 'tiny',
  };
  const extensions = [{ codecs: [watched] }];
  const { scenario, faults } = checkScenario(text, { extensions });
  expect(faults).toEqual([]);
  const result = await simulate(scenario!, { extensions, modelFolders: [folder] });
  const noise = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  const energy = result.metrics.find(({ name }) => name === 'energy.radio')!.estimate;
  // Of normal noise: Var (y - x)^2 = 2 sigma^4.
  return { noise, noiseError: noise * Math.sqrt(2 / squares.length), told, energy: energy! };
}

const scaleOf = (mode: PowerMode) => noiseScale(mode, statistics);
const distance = ({ noise, noiseError }: Observed, mode: PowerMode) =>
  Math.abs(noise - scaleOf(mode) / snr) / noiseError;

/** One block in one slot: 112 header symbols at full power, the code's at E|s|^2. */
function energyByHand(mode: PowerMode): number {
  const uses = Math.ceil(values / 2);
  const symbolPower = mode === 'peak' ? statistics.variance + statistics.mean ** 2 : 1;
  const mean = (112 + uses * symbolPower) / (112 + uses);
  const full = radioEnergy(radio, [1], amplifier);
  const emitted = 10 ** (transmitPowerDbm(radio, 1) / 10) / 1000;
  return full - ((1 - mean) * emitted * 10 ** 0.3 * 0.5e-3) / amplifier.efficiency;
}

describe.each(modes)('power mode %s', (mode) => {
  it('has the noise, the told condition and the energy of its definition', async () => {
    const observed = await observe(mode);
    expect(distance(observed, mode)).toBeLessThan(4);
    const psnr = 10 * Math.log10(snr / scaleOf(mode));
    expect([...observed.told]).toEqual([Math.min(42, Math.max(-2, Math.floor(psnr + 0.5)))]);
    expect(observed.energy / energyByHand(mode)).toBeCloseTo(1, 9);
  });

  it('is told from a codec that maps by another mode', async () => {
    for (const wrong of modes.filter((other) => other !== mode)) {
      expect(distance(await observe(wrong), mode)).toBeGreaterThan(8);
    }
  });
});

it('tells a peak-limited code from one that draws the full power', async () => {
  const { energy } = await observe('peak', ({ symbolPower: _, ...codec }) => codec);
  // Little: 14 of 126 symbols, and the circuits draw most; yet a million times the tolerance above.
  expect(energy / energyByHand('peak') - 1).toBeGreaterThan(5e-4);
});

it('names the mode in the label; a model has its own unless the scenario names one', async () => {
  const context = await tinyContext();
  const codec = await bottleNetAwgn.create({ kind: 'bottlenet-awgn', model } as never, context);
  const peak = await bottleNetAwgn.create({ kind: 'bottlenet-awgn', model, powerMode: 'peak' } as never, context);
  expect([codec.label, peak.label].map((label) => label.split(', ')[1])).toEqual(['ac', 'peak']);
});

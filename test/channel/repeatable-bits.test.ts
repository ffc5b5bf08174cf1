/** Channel draws are the same bits on every machine: exact values, no tolerance. */
import { describe, expect, it } from 'vitest';
import { KeyedDraws } from '../../src/base/random/keyed-draws.js';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { gilbertElliott } from '../../src/channel/gilbert-elliott.js';
import { addAwgn } from '../../src/channel/impairment.js';
import { createLinkBudget } from '../../src/channel/link-budget.js';
import { logDistance } from '../../src/channel/path-loss.js';
import { rayleighBlock } from '../../src/channel/rayleigh-block.js';
import { createJakesField } from '../../src/channel/rayleigh-jakes.js';
import { eraseBits } from './erase-bits.js';

const streams = new RandomStreams({ seed: 1, replication: 0 });
const context = (name: string) => ({ stream: streams.stream(name), carrierHz: 3.5e9 });
const draws = new KeyedDraws({ seed: 1, replication: 0 });

describe('bits that repeat', () => {
  it('fading', () => {
    const jakes = createJakesField(
      { kind: 'rayleigh-jakes', speed: 1, sinusoids: 32 },
      context('device/camera/0/fading'),
    );
    expect([0, 500_000, 1e10, 1e14].map((time) => jakes.sampleGain(time))).toMatchInlineSnapshot(`
      [
        0.4066019810798438,
        0.3430192267903563,
        0.1791578594597545,
        0.4938098655700907,
      ]
    `);
    const block = rayleighBlock.create(
      { kind: 'rayleigh-block', blockDuration: 1e6 },
      context('device/camera/0/fading'),
    );
    expect([0, 1e6, 1e12].map((time) => block.sampleGain(time))).toMatchInlineSnapshot(`
      [
        1.821885153078356,
        3.9094856976381855,
        0.330846557720342,
      ]
    `);
  });

  it('erasure states', () => {
    const process = gilbertElliott.create(
      { kind: 'gilbert-elliott', meanGood: 2e6, meanBad: 1e6, goodErasure: 0, badErasure: 1 },
      context('device/camera/0/erasure'),
    );
    const path = Array.from({ length: 40 }, (_, k) => process.probability(k * 500_000, 1)).join('');
    expect(path).toMatchInlineSnapshot(`"0001011100111110000000011111000011000000"`);
  });

  it('noise and erasures', () => {
    const key = draws.key('camera', 0, 0, 'noise');
    const out = new Float64Array(3);
    addAwgn([0.2, 0.5, 0.9], 0.01, key, draws, out);
    expect([...out]).toMatchInlineSnapshot(`
      [
        0.10094787309198097,
        0.3228543405498492,
        0.8150681595178964,
      ]
    `);
    eraseBits([0.2, 0.5, 0.9], 0.3, key, draws, out);
    expect([...out]).toMatchInlineSnapshot(`
      [
        0.45098039215686275,
        0.5078431372549019,
        0.7,
      ]
    `);
  });

  it('link budget', () => {
    const pathLossDb = logDistance.pathLossDb(
      { kind: 'log-distance', exponent: 3.2, referenceDistance: 1 },
      { distanceM: 73, carrierHz: 3.5e9 },
    );
    const budget = createLinkBudget({
      subcarrierSpacingHz: 30e3,
      maximumPowerDbm: 23,
      p0Dbm: -85,
      alpha: 0.8,
      antennaGainDb: 0,
      noiseFigureDb: 5,
      pathLossDb,
    });
    expect([pathLossDb, budget.snr(1, 3)]).toMatchInlineSnapshot(`
      [
        102.95547563274346,
        6.089589062580735,
      ]
    `);
  });
});

import { describe, expect, it } from 'vitest';
import type { FadingProcess } from '../../src/channel/channel-process.js';
import { fluidCell } from '../../src/link/fluid-cell.js';
import type { Load, Transmission } from '../../src/link/link.js';
import { milliseconds, seconds } from '../support/scenario.js';
import { cellRig, steady } from './cell-rig.js';

/** 360,000 uses per second: 36 payload uses and 324 more are a millisecond. */
const usesPerMillisecond = 360;

function cell(fadings: readonly FadingProcess[], change: Record<string, unknown> = {}) {
  const parameters = {
    kind: 'fluid',
    carrier: 3.5e9,
    subcarrierSpacing: 30e3,
    resourceBlocks: 1,
    noiseFigure: 5,
    antennaGain: 0,
    pathLoss: { kind: 'log-distance', exponent: 3.2, referenceDistance: 1 },
    sharing: 'processor-sharing',
    harqRoundTrip: milliseconds(4),
    maximumTries: 4,
    backhaul: 0,
    ...change,
  };
  const rig = cellRig(fluidCell, parameters, fadings, seconds(1));
  /** Milliseconds at which requests ended, by request. */
  const ends = () => rig.ended.map(({ request, time }) => [request, time / milliseconds(1)]);
  return { ...rig, ends };
}

/** An analog load that is in an empty pipe for so many milliseconds, header included. */
const analog = (duration: number): Load => ({ kind: 'analog', values: 2 * (duration * usesPerMillisecond - 112) });

const pathLossDb = 20 * Math.log10((4 * Math.PI * 3.5e9) / 299_792_458) + 32 * 2;
const emittedW = 10 ** ((Math.min(23, -75 + 0.8 * pathLossDb) - 30) / 10);
const snr = (emittedW * 10 ** (-pathLossDb / 10)) / (10 ** ((-174 + 5 - 30) / 10) * 360e3);
const drainW = (emittedW * 10 ** 0.3) / 0.3 + 0.2;

describe('fluid cell', () => {
  it('carries one analog request as computed by hand: airtime, uses, SNR, energy', () => {
    const { simulation, link, started, ended, offer, ends } = cell([steady]);
    offer(milliseconds(0.7), 0, 7, analog(3));
    simulation.runUntil(seconds(1));
    expect(started).toEqual([{ request: 7, time: milliseconds(0.7) }]);
    expect(ends()).toEqual([[7, 3.7]]);
    const { transmission, dropped } = ended[0]!;
    expect(dropped).toBeUndefined();
    expect(transmission.payloadUses).toBe(3 * 360 - 112);
    expect(transmission.resourceElements).toBe(3 * 360);
    expect(transmission.bits).toBe(56);
    expect(transmission.segments).toEqual([{ uses: 968, snr: expect.closeTo(snr, 9) }]);
    expect(transmission.energy).toBeCloseTo(drainW * 3e-3, 12);
    expect(link.totals().integratedEnergy).toBeCloseTo(transmission.energy, 15);
    expect(link.totals().grantedBlockSlots).toBe(0);
    // Busy for 3 ms of the window of a second, in which the one block has 2000 slots.
    expect(link.utilisation()).toEqual({ granted: expect.closeTo(6, 9), available: 2000 });
  });

  it('draws less for code values of less power, not for the header', () => {
    const { simulation, link, ended, offer } = cell([steady]);
    offer(0, 0, 1, { kind: 'analog', values: 2 * 968, symbolPower: 0.25 });
    simulation.runUntil(seconds(1));
    const amplifierW = drainW - 0.2;
    const energy = amplifierW * (112 / 360e3 + (0.25 * 968) / 360e3) + 0.2 * 3e-3;
    expect(ended[0]!.transmission.energy).toBeCloseTo(energy, 12);
    expect(link.totals().integratedEnergy).toBeCloseTo(energy, 12);
  });

  it('shares the pipe equally: a sender is slowed by each other one while both send', () => {
    const { simulation, offer, ends, link, ended } = cell([steady, steady, steady]);
    offer(0, 0, 1, analog(3));
    offer(milliseconds(1), 1, 2, analog(1));
    offer(milliseconds(2), 2, 3, analog(4));
    simulation.runUntil(seconds(1));
    // 1 ms alone; 0.5 each; then a third each: the second needs 0.5 more, at 3.5; the first has had 2 and needs 1 more at a half.
    expect(ends()).toEqual([
      [2, 3.5],
      [1, 5.5],
      [3, 8],
    ]);
    const energies = new Map(ended.map(({ request, transmission }) => [request, transmission.energy]));
    expect(energies.get(2)).toBeCloseTo(drainW * 1e-3, 12);
    expect(energies.get(3)).toBeCloseTo(drainW * 4e-3, 12);
    expect(link.totals().integratedEnergy).toBeCloseTo(drainW * 8e-3, 12);
  });

  it('takes one after the other where it is to', () => {
    const { simulation, started, offer, ends } = cell([steady, steady, steady], { sharing: 'first-come' });
    offer(0, 0, 1, analog(3));
    offer(milliseconds(1), 1, 2, analog(1));
    offer(milliseconds(2), 0, 3, analog(4));
    simulation.runUntil(seconds(1));
    expect(ends()).toEqual([
      [1, 3],
      [2, 4],
      [3, 8],
    ]);
    expect(started.map(({ time }) => time / milliseconds(1))).toEqual([0, 3, 4]);
  });

  it('sends the requests of one device one after the other, sharing or not', () => {
    const { simulation, offer, ends } = cell([steady, steady]);
    offer(0, 0, 1, analog(2));
    offer(0, 0, 2, analog(2));
    offer(0, 1, 3, analog(3));
    simulation.runUntil(seconds(1));
    expect(ends()).toEqual([
      [1, 4],
      [3, 6],
      [2, 7],
    ]);
  });

  it('drops a request whose header is lost, after the header', () => {
    const weak: FadingProcess = { sampleGain: () => (0.999 * (Math.SQRT2 - 1)) / snr };
    const { simulation, ended, offer } = cell([weak]);
    offer(0, 0, 1, analog(3));
    simulation.runUntil(seconds(1));
    expect(ended.map(({ time, dropped }) => [time, dropped])).toEqual([[Math.round((112 / 360) * 1e6), 'header-lost']]);
    expect(ended[0]!.transmission.resourceElements).toBe(112);
    expect(ended[0]!.transmission.segments).toEqual([]);
  });

  it('sends a failed block again after the round trip, at full cost and without the header, and drops it after the last try', () => {
    // Good at the report (multiples of 5 ms), bad when sent.
    const treacherous: FadingProcess = { sampleGain: (time) => (time % milliseconds(5) === 0 ? 1 : 0.1) };
    const { simulation, ended, offer } = cell([treacherous], { maximumTries: 2 });
    offer(milliseconds(1), 0, 1, { kind: 'digital', bits: 1000 });
    simulation.runUntil(seconds(1));
    const { transmission, dropped, time } = ended[0]!;
    const uses = Math.ceil(
      (1032 + 24) / Math.min(6, 0.75 * Math.log2(1 + 10 ** (Math.round(10 * Math.log10(snr)) / 10))),
    );
    expect(dropped).toBe('retries-exhausted');
    expect(transmission.transportBlocks).toBe(2);
    expect(transmission.bits).toBe(56 + 2 * (1032 + 24));
    expect(transmission.payloadUses).toBe(2 * uses);
    expect(time).toBeCloseTo(milliseconds(5) + ((2 * uses + 112) / 360) * 1e6, -1);
  });

  it('sends erasable bits once, and only as many', () => {
    const { simulation, ended, offer } = cell([steady]);
    offer(0, 0, 1, { kind: 'erasure-tolerant', bits: 1000 });
    simulation.runUntil(seconds(1));
    const { transmission, dropped } = ended[0]!;
    expect([dropped, transmission.bits, transmission.transportBlocks]).toEqual([undefined, 1056, 0]);
  });

  it('looks again after the round trip while a device reports less than -5 dB, and lets others send', () => {
    const late: FadingProcess = { sampleGain: (time) => (time < milliseconds(10) ? 1e-6 : 1) };
    const { simulation, started, ended, offer } = cell([late, steady], { sharing: 'first-come' });
    offer(milliseconds(1), 0, 1, { kind: 'digital', bits: 100 });
    offer(milliseconds(2), 1, 2, analog(1));
    simulation.runUntil(seconds(1));
    expect(started.map(({ request, time }) => [request, time / milliseconds(1)])).toEqual([
      [2, 2],
      [1, 13],
    ]);
    expect(ended.every(({ dropped }) => dropped === undefined)).toBe(true);
  });

  it('charges what the end of the run cuts off', () => {
    const { simulation, link, offer } = cell([steady, steady]);
    offer(0, 0, 1, analog(3));
    offer(milliseconds(1), 1, 2, analog(3));
    simulation.runUntil(milliseconds(2));
    const open: Transmission[] = [];
    link.close((transmission) => void open.push({ ...transmission } as Transmission));
    expect(open.map(({ energy }) => energy / drainW)).toEqual([expect.closeTo(1.5e-3, 12), expect.closeTo(0.5e-3, 12)]);
    expect(link.totals().integratedEnergy / drainW).toBeCloseTo(2e-3, 12);
  });
});

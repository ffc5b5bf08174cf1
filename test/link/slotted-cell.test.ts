import { describe, expect, it } from 'vitest';
import type { FadingProcess } from '../../src/channel/channel-process.js';
import { slottedCell } from '../../src/link/slotted-cell.js';
import { cellScenario, milliseconds, seconds } from '../support/scenario.js';
import { cellRig, type Ended, steady } from './cell-rig.js';

const slot = milliseconds(0.5);
const noiseWatts = 10 ** ((-174 + 5 - 30) / 10) * 12 * 30e3;

const cell = (fadings: readonly FadingProcess[], change: Record<string, unknown> = {}) =>
  cellRig(slottedCell, { ...cellScenario().cells.main, grantDelay: 0, ...change }, fadings, seconds(10));

/** Mean SNR of one block at 100 m, by hand. */
function snrOfBlocks(blocks: number): number {
  const pathLossDb = 20 * Math.log10((4 * Math.PI * 3.5e9) / 299_792_458) + 32 * 2;
  const dbm = Math.min(23, -75 + 10 * Math.log10(blocks) + 0.8 * pathLossDb);
  return 10 ** ((dbm - 30 - pathLossDb) / 10) / (noiseWatts * blocks);
}

describe('slotted cell', () => {
  it('carries one analog request as computed by hand: slots, blocks, uses, SNR, energy', () => {
    const { simulation, link, started, ended, offer } = cell([steady]);
    offer(milliseconds(0.7), 0, 7, { kind: 'analog', values: 256 });
    simulation.runUntil(seconds(1));
    expect(started).toEqual([{ request: 7, time: 2 * slot }]);
    const [{ time, dropped, transmission }] = ended as [Ended];
    expect([time, dropped]).toEqual([3 * slot, undefined]);
    // 112 header + 128 payload uses: two blocks of 144.
    expect(transmission.resourceBlockSlots).toBe(2);
    expect(transmission.resourceElements).toBe(240);
    expect(transmission.payloadUses).toBe(128);
    expect(transmission.bits).toBe(56);
    expect(transmission.segments).toHaveLength(1);
    expect(transmission.segments[0]!.uses).toBe(128);
    expect(transmission.segments[0]!.snr / snrOfBlocks(2)).toBeCloseTo(1, 10);
    const emitted =
      snrOfBlocks(2) * noiseWatts * 2 * 10 ** ((20 * Math.log10((4 * Math.PI * 3.5e9) / 299_792_458) + 64) / 10);
    expect(transmission.energy).toBeCloseTo(((emitted * 10 ** 0.3) / 0.3 + 0.2) * 0.5e-3, 12);
    expect(link.totals().integratedEnergy).toBeCloseTo(transmission.energy, 15);
    expect(link.utilisation()).toEqual({ granted: 2, available: 20_000 * 51 });
  });

  it('spreads a large request over slots and keeps the SNR of each', () => {
    const ramp: FadingProcess = { sampleGain: (time) => 1 + time / slot };
    const { simulation, ended, offer } = cell([ramp], { resourceBlocks: 4 });
    offer(0, 0, 1, { kind: 'analog', values: 2 * 1000 });
    simulation.runUntil(seconds(1));
    const { segments, resourceBlockSlots } = ended[0]!.transmission;
    expect(segments.map(({ uses }) => uses)).toEqual([4 * 144 - 112, 1000 - (4 * 144 - 112)]);
    expect(resourceBlockSlots).toBe(8);
    expect(segments[1]!.snr / segments[0]!.snr).toBeCloseTo(2, 10);
    expect(ended[0]!.time).toBe(2 * slot);
  });

  it('drops a request whose header meets less than half a bit per use', () => {
    const weak: FadingProcess = { sampleGain: () => (0.999 * (Math.SQRT2 - 1)) / snrOfBlocks(2) };
    const enough: FadingProcess = { sampleGain: () => (1.001 * (Math.SQRT2 - 1)) / snrOfBlocks(2) };
    const { simulation, ended, offer } = cell([weak, enough]);
    offer(0, 0, 1, { kind: 'analog', values: 256 });
    offer(0, 1, 2, { kind: 'analog', values: 256 });
    simulation.runUntil(seconds(1));
    expect(ended.map(({ request, dropped }) => [request, dropped])).toEqual([
      [1, 'header-lost'],
      [2, undefined],
    ]);
  });

  it('sizes a transport block by the report: 2048 bits and CRC at 0.75 log2(1 + SNR)', () => {
    const { simulation, ended, offer } = cell([steady]);
    offer(0, 0, 1, { kind: 'digital', bits: 2048 });
    simulation.runUntil(seconds(1));
    const { transmission, dropped } = ended[0]!;
    expect(dropped).toBeUndefined();
    // Smallest block size of the standard's table for 2048 bits is 2088.
    expect(transmission.bits).toBe(56 + 2088 + 24);
    expect(transmission.transportBlocks).toBe(1);
    // The report is in whole decibels.
    const reported = 10 ** (Math.round(10 * Math.log10(snrOfBlocks(transmission.resourceBlockSlots))) / 10);
    const uses = Math.ceil((2088 + 24) / Math.min(6, 0.75 * Math.log2(1 + reported)));
    expect(transmission.payloadUses).toBe(uses);
    expect(transmission.resourceBlockSlots).toBe(Math.ceil((112 + uses) / 144));
  });

  it('sends a failed block again after the HARQ round trip, at full cost, and drops it after the last try', () => {
    // Good at the report (multiples of 5 ms), bad when sent.
    const treacherous: FadingProcess = { sampleGain: (time) => (time % milliseconds(5) === 0 ? 1 : 0.1) };
    const { simulation, ended, offer } = cell([treacherous], { harqRoundTrip: milliseconds(4.5) });
    offer(milliseconds(1), 0, 1, { kind: 'digital', bits: 1000 });
    simulation.runUntil(seconds(1));
    const { transmission, dropped, time } = ended[0]!;
    expect(dropped).toBe('retries-exhausted');
    expect(transmission.transportBlocks).toBe(4);
    // Slots at 1, 6, 11 and 16 ms, each good at its report and bad when it comes.
    expect(time).toBe(milliseconds(16.5));
    const { bits } = transmission;
    expect((bits - 56) % 4).toBe(0);
  });

  it('serves requests of one device in order and shares blocks among devices', () => {
    const { simulation, ended, offer } = cell([steady, steady], { resourceBlocks: 2 });
    offer(0, 0, 1, { kind: 'analog', values: 256 });
    offer(0, 0, 2, { kind: 'analog', values: 256 });
    offer(0, 1, 3, { kind: 'analog', values: 256 });
    simulation.runUntil(seconds(1));
    expect(ended.map(({ request, time }) => [request, time])).toEqual([
      [1, 2 * slot],
      [3, 2 * slot],
      [2, 3 * slot],
    ]);
  });

  it('waits while a digital device reports less than -5 dB', () => {
    const late: FadingProcess = { sampleGain: (time) => (time < milliseconds(20) ? 1e-4 : 1) };
    const { simulation, started, ended, offer } = cell([late]);
    offer(0, 0, 1, { kind: 'digital', bits: 100 });
    simulation.runUntil(seconds(1));
    expect(started[0]!.time).toBe(milliseconds(20));
    expect(ended[0]!.dropped).toBeUndefined();
  });

  it('delays a grant by the scheduling request', () => {
    const { simulation, started, offer } = cell([steady], { grantDelay: milliseconds(3) });
    offer(milliseconds(0.2), 0, 1, { kind: 'analog', values: 2 });
    simulation.runUntil(seconds(1));
    expect(started[0]!.time).toBe(milliseconds(3.5));
  });

  it('waits at a rate at which not even the smallest transport block fits, and grants no less than one that does', () => {
    // Reported -5 dB: 0.2973 bit per use, so that one block of 144 uses cannot carry 24 bits and their CRC, but two can.
    const faint: FadingProcess = {
      sampleGain: (time) => (time % milliseconds(5) === 0 ? 10 ** -0.5 / snrOfBlocks(1) : 1),
    };
    const { simulation, ended, offer } = cell([faint], { resourceBlocks: 25 });
    offer(milliseconds(1), 0, 1, { kind: 'digital', bits: 24 });
    const alone = cell([faint], { resourceBlocks: 1 });
    alone.offer(milliseconds(1), 0, 1, { kind: 'digital', bits: 24 });
    simulation.runUntil(seconds(1));
    alone.simulation.runUntil(seconds(1));
    expect(ended.map(({ time, dropped }) => [time, dropped])).toEqual([[milliseconds(1.5), undefined]]);
    // With one block a slot only the header gets through, then nothing is granted, and nothing is charged.
    expect(alone.ended).toHaveLength(0);
    expect(alone.link.totals().grantedBlockSlots).toBe(1);
  });
});

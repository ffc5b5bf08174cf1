import { describe, expect, it } from 'vitest';
import { checkInvariants, type RunBooks } from '../../src/node/invariants.js';
import { Processor } from '../../src/node/processor.js';

/** Books of a run that hold; `change` breaks one of them. */
function books(change: Partial<RunBooks['totals']> = {}, queue: Partial<RunBooks['queues'][number]> = {}): RunBooks {
  const processor = new Processor({ activePower: 5, idlePower: 1, duration: () => 0 });
  processor.start(1e9);
  const deviceEnergy = processor.stop(3e9);
  return {
    totals: {
      created: 5,
      answered: 3,
      dropped: 1,
      inSystem: 1,
      inSystemAtWindowEnd: 1,
      areaNanoseconds: 10n ** 20n,
      sojournNanoseconds: 10n ** 20n,
      deviceEnergy,
      radioEnergy: 0.25,
      edgeEnergy: 0,
      resourceBlockSlots: 7,
      ...change,
    },
    queues: [
      { path: 'edge/edge', population: 1, present: 1, areaNanoseconds: 7n, sojournNanoseconds: 7n, ...queue },
      { path: 'device/camera', population: 0, present: 0, areaNanoseconds: 0n, sojournNanoseconds: 0n },
    ],
    links: [{ totals: () => ({ grantedBlockSlots: 7, integratedEnergy: 0.25 }) } as never],
    deviceProcessors: [processor],
    serverProcessors: [],
    now: 4e9,
  };
}

describe('invariants', () => {
  it('accept books that balance', () => {
    expect(() => checkInvariants(books())).not.toThrow();
  });

  it.each([
    [
      'a request that a queue has lost',
      { present: 0 },
      /edge\/edge at 4000000000 ns: 1 came and did not go, 0 are there/,
    ],
    ['a request stamped at another time than it moved', { sojournNanoseconds: 8n }, /law in the queue edge\/edge/],
  ])('refuse %s', (_what, queue, message) => {
    expect(() => checkInvariants(books({}, queue))).toThrow(message);
  });

  it.each([
    ['a lost request', { answered: 2 }, /5 created, but 2 answered \+ 1 dropped \+ 1 in the system/],
    [
      'one nanosecond in the system that nobody spent',
      { sojournNanoseconds: 10n ** 20n - 1n },
      /Little's law at 4000000000 ns/,
    ],
    ['energy of a device charged twice', { deviceEnergy: 16 }, /energy of devices/],
    ['radio energy not charged', { radioEnergy: 0.2 }, /energy of radios/],
    ['server energy out of nowhere', { edgeEnergy: 1 }, /energy of edge servers/],
    ['a block granted and not booked', { resourceBlockSlots: 6 }, /granted 7 RB-slots, requests booked 6/],
  ])('refuse %s', (_what, change, message) => {
    expect(() => checkInvariants(books(change))).toThrow(message);
  });
});

/** Tabulated codecs in runs: what is told to be outside the table, the sizes of payloads, answers that repeat. */
import { describe, expect, it } from 'vitest';
import type { TabulatedCodec } from '../../src/codec/tabulated-file.js';
import type { SimulationResult } from '../../src/metrics/result.js';
import { simulate } from '../../src/simulate.js';
import { cellScenario, type Draft } from '../support/scenario.js';

const measured = { accuracy: 0.9, images: 1000 };
const common = { name: 'codec', deviceMacs: 1e6, serverMacs: 1e6, base: { accuracy: 0.95, images: 1000 } };

/** One accuracy wherever the channel may be. */
function everywhere(scale: 'dB' | 'p') {
  const met = scale === 'dB' ? [-100, 100] : [0, 1];
  const cells = met.map(() => 0.9);
  const images = met.map(() => 1000);
  return { scale, betweenTold: 'interpolated', told: [0], met, accuracies: cells, images } as const;
}

const analog = (values: number): TabulatedCodec => ({
  ...common,
  payload: 'analog',
  values,
  toldMinimum: 0,
  toldVariance: [1],
  grid: everywhere('dB'),
});
const erasureTolerant: TabulatedCodec = { ...common, payload: 'erasure-tolerant', bits: 20_000, grid: everywhere('p') };

async function run(contents: TabulatedCodec, change: (draft: Draft) => void = () => {}): Promise<SimulationResult> {
  const scenario = cellScenario((draft) => {
    draft.inference.share = 1;
    draft.devices.camera!.codec = { kind: 'tabulated', file: 'codec.json', contents };
    change(draft);
  });
  return await simulate(scenario);
}

const of = ({ metrics }: SimulationResult, name: string) => metrics.find((metric) => metric.name === name)!;
/** Four resource blocks and fading that changes from slot to slot: a long code meets many conditions. */
const restless = (draft: Draft) => {
  draft.cells.main!.resourceBlocks = 4;
  draft.devices.camera!.fading = { kind: 'rayleigh-block', blockDuration: 5e5 };
};

describe('a table does not speak for codes', () => {
  it('whose noise varies, and says so', async () => {
    expect(of(await run(analog(3000), restless), 'accuracy.outsideTrained').estimate).toBeGreaterThan(0.9);
    const still = await run(analog(3000), (draft) => {
      restless(draft);
      draft.devices.camera!.fading = { kind: 'static' };
    });
    expect(of(still, 'accuracy.outsideTrained').estimate).toBe(0);
  });

  it('of which some blocks are lost', async () => {
    const lossy = await run(erasureTolerant, (draft) => {
      restless(draft);
      draft.devices.camera!.erasure = { kind: 'tb-erasure', lossProbability: 0.3 };
    });
    expect(of(lossy, 'accuracy.outsideTrained').estimate).toBeGreaterThan(0.5);
    const even = await run(erasureTolerant, (draft) => {
      draft.devices.camera!.erasure = { kind: 'bit-bec', erasureProbability: 0.3 };
    });
    expect(of(even, 'accuracy.outsideTrained').estimate).toBe(0);
  });
});

describe('a run of drawn answers', () => {
  it('gives the accuracy of table and base, and the same bytes again', async () => {
    const [first, again] = [await run(analog(64)), await run(analog(64))];
    expect(again.fingerprint).toEqual(first.fingerprint);
    for (const [name, accuracy] of [
      ['accuracy.top1', 0.9],
      ['accuracy.base', 0.95],
    ] as const) {
      const { estimate, low, high, n } = of(first, name);
      expect(Math.abs(estimate! - accuracy)).toBeLessThan(4 * Math.sqrt((accuracy * (1 - accuracy)) / n));
      // The table's thousand images weigh more than the requests.
      expect((high! - low!) / 2).toBeGreaterThan(1.9 * Math.sqrt((accuracy * (1 - accuracy)) / 1004));
    }
  });

  it('sends sizes in the shares of their weights', async () => {
    const contents: TabulatedCodec = {
      ...common,
      payload: 'digital',
      sizes: { bits: [1000, 5000], weights: [3, 1] },
      share: measured,
    };
    const bits: number[] = [];
    const scenario = cellScenario((draft) => {
      // Without fading no block is sent twice.
      draft.devices.camera!.fading = { kind: 'static' };
      draft.devices.camera!.codec = { kind: 'tabulated', file: 'x', contents };
    });
    await simulate(scenario, { onRecord: () => ({ write: (record) => void bits.push(record.bits) }) });
    const sent = bits.filter((count) => count > 0);
    expect(sent.length).toBeGreaterThan(500);
    const large = sent.filter((count) => count > 5000).length / sent.length;
    expect(sent.every((count) => count > 5000 || (count > 1000 && count < 1500))).toBe(true);
    expect(Math.abs(large - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / sent.length));
  });

  it('compares codecs on equal luck: the better one is right wherever the worse one is', async () => {
    const digital = (accuracy: number): TabulatedCodec => ({
      ...common,
      payload: 'none',
      share: { accuracy, images: 1000 },
    });
    const predicted = async (accuracy: number) => {
      const rows: boolean[] = [];
      const scenario = cellScenario((draft) => {
        draft.inference.share = 1;
        draft.devices.camera!.codec = { kind: 'tabulated', file: 'x', contents: digital(accuracy) };
      });
      await simulate(scenario, { onRecord: () => ({ write: (record) => void rows.push(record.correct) }) });
      return rows;
    };
    const [worse, better] = [await predicted(0.6), await predicted(0.8)];
    expect(better.length).toBe(worse.length);
    expect(worse.some((right, i) => right && !better[i])).toBe(false);
    expect(better.filter((right, i) => right && !worse[i]).length).toBeGreaterThan(0);
  });
});

describe('tables as alternatives', () => {
  const with2 = (second: TabulatedCodec) => (draft: Draft) => {
    draft.devices.camera!.alternatives = [{ kind: 'tabulated', file: 'second.json', contents: second }];
    draft.devices.camera!.policy = { kind: 'fixed', choice: 1 };
  };

  it('answer by the table of the codec that was chosen', async () => {
    const result = await run(analog(100), with2(erasureTolerant));
    expect(of(result, 'bandwidth.bitsPerRequest').estimate).toBeGreaterThan(19_000);
    expect(of(result, 'accuracy.outsideTrained').estimate).toBe(0);
  });

  it('are refused beside a codec without a table', async () => {
    const bare = { kind: 'payload-only', payload: 'analog', size: 100, deviceMacs: 0, serverMacs: 0 };
    const mixed = run(analog(100), (draft) => {
      with2(analog(10))(draft);
      draft.inference.share = 0;
      draft.devices.camera!.alternatives = [bare];
    });
    await expect(mixed).rejects.toThrow('alternatives/0 found no table of accuracy beside a table whose unsplit');
  });

  it('are refused where their unsplit networks differ', async () => {
    const other = { ...analog(10), base: { accuracy: 0.9, images: 1000 } };
    await expect(run(analog(100), with2(other))).rejects.toThrow(
      '/devices/camera/alternatives/0 found a table whose unsplit network has 0.9 beside a table whose unsplit network has 0.95 of "codec"; accepted: tables of one unsplit network, or none',
    );
  });
});

/**
 * A trained codec and its table give the same accuracy, over a channel whose told and met conditions differ.
 *
 * The table is measured on the images of the runs, apart from the simulator; reports with an error of 6 dB tell the encoder anything
 * from -2 to about 20 dB at one SNR. Read the wrong way round, the table must be found out.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shareError } from '../../src/base/statistics/table-error.js';
import type { SimulationResult } from '../../src/metrics/result.js';
import { loadScenario } from '../../src/scenario/load.js';
import type { KindedText } from '../../src/scenario/schema.js';
import { simulate } from '../../src/simulate.js';
import { DirectEvaluation } from '../../src/validation/coupling/direct-evaluation.js';
import { networkScenario } from '../../src/validation/coupling/network-scenario.js';
import { awgnModel } from '../../src/validation/coupling/trained-models.js';

const toldGrid = [-2, 2, 6, 10, 14, 20, 42];
const metGrid = [-20, -10, -4, 0, 1, 2, 3, 4, 8, 14, 20, 42];
const repeats = 2;
const folder = mkdtempSync(join(tmpdir(), 'tabulated-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Cell {
  readonly told: number;
  readonly met: number;
  readonly accuracy: number;
  readonly error: number;
}

let exact: SimulationResult;
let cells: Cell[];
let variance: { told: number; variance: number }[];

function writeCodec(name: string, columns: (cell: Cell) => readonly [number, number]): void {
  const rows = cells.map((cell) => [...columns(cell), cell.accuracy, 2000].join(','));
  writeFileSync(join(folder, `${name}.csv`), `told_db,met_db,accuracy,images\n${rows.join('\n')}\n`);
  const description = {
    format: 'bottlenet-sim/codec@1',
    name,
    payload: { kind: 'analog', values: 36, variance },
    accuracy: `${name}.csv`,
    base: { accuracy: 0.93, images: 2000 },
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(description));
}

async function run(codec: KindedText): Promise<SimulationResult> {
  const setting = { name: 'tabulated', duration: '20 s', replications: 4, snrDb: -6, codec };
  const group = { report: { period: '50 ms', delay: '0 ms', error: '6 dB' } };
  const file = join(folder, `scenario-${codec.file ?? 'exact'}`);
  writeFileSync(file, JSON.stringify(networkScenario({ ...setting, group })));
  const { scenario } = await loadScenario(file);
  return await simulate(scenario);
}

const top1 = ({ metrics }: SimulationResult) => {
  const { estimate, n } = metrics.find(({ name }) => name === 'accuracy.top1')!;
  return { share: estimate!, error: shareError(estimate!, n), n };
};

beforeAll(async () => {
  const direct = new DirectEvaluation();
  const { told } = await direct.awgnCard();
  variance = told.grid.map((condition, index) => ({ told: condition, variance: told.variance[index]! }));
  cells = [];
  for (const condition of toldGrid) {
    for (const met of metGrid) {
      const { value, standardError } = await direct.withNoise(condition, 10 ** (-met / 10), repeats);
      cells.push({ told: condition, met, accuracy: value, error: standardError });
    }
  }
  exact = await run({ kind: 'bottlenet-awgn', model: awgnModel });
}, 600_000);

describe('a table of a trained codec', () => {
  it('gives the accuracy of its networks in the loop', async () => {
    writeCodec('right', ({ told, met }) => [told, met]);
    const [network, table] = [top1(exact), top1(await run({ kind: 'tabulated', file: 'right.json' }))];
    expect(table.n).toBe(network.n);
    expect(table.n).toBeGreaterThan(7000);
    const error = Math.hypot(network.error, table.error, Math.max(...cells.map((cell) => cell.error)));
    expect(Math.abs(table.share - network.share)).toBeLessThan(4 * error);
  });

  it('with told and met exchanged does not', async () => {
    writeCodec('exchanged', ({ told, met }) => [met, told]);
    const [network, table] = [top1(exact), top1(await run({ kind: 'tabulated', file: 'exchanged.json' }))];
    expect(Math.abs(table.share - network.share)).toBeGreaterThan(8 * Math.hypot(network.error, table.error));
  });

  it('leaves times, energy and bandwidth to the payload, which is the same', async () => {
    const table = await run({ kind: 'tabulated', file: 'right.json' });
    expect(table.engine).toBe('none');
    for (const name of ['latency.mean', 'bandwidth.channelUsesPerRequest', 'requests.created']) {
      const of = (result: SimulationResult) => result.metrics.find((metric) => metric.name === name)!.estimate;
      expect(of(table)).toBe(of(exact));
    }
  });
});

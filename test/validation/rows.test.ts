/** Does the simulator agree with theory, and is each planted error found? The short rows; `bottlenet-sim validate` runs all. */
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../src/base/errors.js';
import { experiments } from '../../src/validation/index.js';
import { validate } from '../../src/validation/validate.js';

const quick = experiments.filter((experiment) => experiment.quick === true);

describe('rows of the validation', () => {
  it.each(quick.map((experiment) => [experiment.checks[0]!.id, experiment] as const))(
    '%s and its neighbours',
    async (_id, experiment) => {
      for (const row of await validate([experiment])) {
        expect(row, row.id).toMatchObject({ pass: true, plantedWrong: { rejected: true } });
      }
    },
    300_000,
  );
});

it('have names of their own', () => {
  const ids = experiments.flatMap(({ checks }) => checks.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

it('are found by family, and unknown names are refused', async () => {
  const rows = await validate(experiments, { only: ['one-request'] });
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.every(({ id }) => id.startsWith('one-request.'))).toBe(true);
  await expect(validate(experiments, { only: ['mm1.0.55'] })).rejects.toThrow('mm1.0.5');
});

it('are the same on threads, in the same order', async () => {
  const only = ['one-request', 'fluid', 'gg1', 'coupling.soft-demapper.static'];
  const [alone, together] = await Promise.all([1, 2].map((workers) => validate(experiments, { only, workers })));
  expect(together).toEqual(alone);
  expect(alone!.length).toBeGreaterThan(9);
}, 300_000);

it('stop on threads when told to, without a warning of too many listeners', async () => {
  const warnings: string[] = [];
  const warn = ({ message }: Error): void => void warnings.push(message);
  process.on('warning', warn);
  const controller = new AbortController();
  const stopped = validate(experiments, {
    only: ['mm1', 'md1', 'gim1', 'mmc', 'fluid'],
    workers: 2,
    signal: controller.signal,
    onRows: () => controller.abort(),
  });
  await expect(stopped).rejects.toThrow(Interrupted);
  process.off('warning', warn);
  expect(warnings).toEqual([]);
}, 300_000);

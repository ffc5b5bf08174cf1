/** Does a row pass and reject what it must? */
import { expect, it } from 'vitest';
import { type Claim, judgeRow } from '../../src/validation/validation-row.js';

const claim: Claim = {
  id: 'row',
  kind: 'exact',
  title: 'a row',
  unit: 's',
  source: 'definition',
  wrong: { change: 'nothing right' },
};
const reference = { value: 100, standardError: 0 };
const estimate = (value: number, standardError: number) => ({ value, standardError });
const far = estimate(200, 0.1);

const passes = (kind: Claim['kind'], value: number, standardError: number, modelError?: Claim['modelError']) =>
  judgeRow(
    { ...claim, kind, ...(modelError === undefined ? {} : { modelError }) },
    reference,
    estimate(value, standardError),
    far,
  ).pass;

it('accepts four standard errors, and no more', () => {
  expect(passes('exact', 100.39, 0.1)).toBe(true);
  expect(passes('exact', 100.41, 0.1)).toBe(false);
  expect(passes('exact', 99.59, 0.1)).toBe(false);
});

it('refuses an exact row whose standard error is above half a per cent', () => {
  expect(passes('exact', 100, 0.49)).toBe(true);
  expect(passes('exact', 100, 0.51)).toBe(false);
  expect(passes('approximate', 100, 0.51)).toBe(true);
});

it('allows rounding where nothing is random', () => {
  expect(passes('exact', 100 * (1 + 1e-15), 0)).toBe(true);
  expect(passes('exact', 100 * (1 + 1e-9), 0)).toBe(false);
});

it('adds the model error of an approximate row', () => {
  const modelError = { share: 0.01, reason: 'stated' };
  expect(passes('approximate', 101.3, 0.1, modelError)).toBe(true);
  expect(passes('approximate', 101.5, 0.1, modelError)).toBe(false);
});

it('takes a bound from one side', () => {
  expect(passes('bound', 50, 0.1)).toBe(true);
  expect(passes('bound', 100.3, 0.1)).toBe(true);
  expect(passes('bound', 100.5, 0.1)).toBe(false);
});

it('counts the standard error of a reference that was measured', () => {
  const row = judgeRow(claim, estimate(100, 0.3), estimate(101.9, 0.4), far);
  expect(row.standardError).toBeCloseTo(0.5, 12);
  expect(row.pass).toBe(true);
});

it('rejects a wrong model at eight standard errors, its own if they are larger', () => {
  const rejects = (value: number, standardError: number) =>
    judgeRow(claim, reference, estimate(100, 0.1), estimate(value, standardError)).plantedWrong.rejected;
  expect(rejects(100.9, 0.05)).toBe(true);
  expect(rejects(100.7, 0.05)).toBe(false);
  expect(rejects(100.9, 0.2)).toBe(false);
});

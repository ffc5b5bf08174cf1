/** The command: what it prints, and when it fails. */
import { expect, it } from 'vitest';
import { allHold } from '../../src/validation/validate.js';
import type { ValidationRow } from '../../src/validation/validation-row.js';
import { runProgram } from '../support/program.js';

const good: ValidationRow = {
  id: 'row',
  kind: 'exact',
  title: 'a row',
  unit: '1',
  source: 'definition',
  reference: 1,
  measured: 1,
  standardError: 0,
  tolerance: 0,
  pass: true,
  plantedWrong: { change: 'nothing right', measured: 2, standardError: 0, rejected: true },
};

it('prints rows as JSON', () => {
  const { status, stdout, stderr } = runProgram(['validate', '--only', 'one-request.airtime', '--format', 'json']);
  expect(status).toBe(0);
  expect(stderr).toBe('holds  one-request.airtime\n');
  const { rows } = JSON.parse(stdout) as { rows: ValidationRow[] };
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ id: 'one-request.airtime', kind: 'exact', reference: 1e-3, pass: true });
  expect(Object.keys(rows[0]!)).toEqual(expect.arrayContaining(Object.keys(good)));
  expect(rows[0]!.plantedWrong.rejected).toBe(true);
});

it('prints a table with a summary', () => {
  const { status, stdout } = runProgram(['validate', '--only', 'one-request']);
  expect(status).toBe(0);
  expect(stdout).toContain('one-request.radio-energy');
  expect(stdout).toContain('6 of 6 rows hold; 6 of 6 planted errors found\n');
});

it('refuses unknown rows with exit code 2', () => {
  const { status, stdout, stderr } = runProgram(['validate', '--only', 'mm2']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('no validation row "mm2"');
});

it('refuses to choose rows of the coverage, which has none', () => {
  const { status, stdout, stderr } = runProgram(['validate', '--coverage', '--only', 'mm1']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('leave out --only');
});

it('fails for a row that fails, and for a planted error that is not found', () => {
  expect(allHold([good, good])).toBe(true);
  expect(allHold([good, { ...good, pass: false }])).toBe(false);
  expect(allHold([good, { ...good, plantedWrong: { ...good.plantedWrong, rejected: false } }])).toBe(false);
});

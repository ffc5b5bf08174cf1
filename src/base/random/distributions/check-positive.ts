import { ModelError } from '../../errors.js';

/** @throws ModelError unless the mean is positive and finite, and the other parameter too */
export function checkPositive(law: string, mean: number, name: string, value: number): void {
  if (mean > 0 && mean < Number.POSITIVE_INFINITY && value > 0 && value < Number.POSITIVE_INFINITY) return;
  throw new ModelError(`${law} of mean ${mean} and ${name} ${value}: accepted are positive numbers`);
}

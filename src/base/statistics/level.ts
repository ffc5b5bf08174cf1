import { ModelError } from '../errors.js';

/** The probability whose quantile makes a two-sided interval of this level: (1 + level) / 2. @throws ModelError outside (0, 1). */
export function twoSidedProbability(level: number): number {
  checkProbability(level, 'confidence level');
  return (1 + level) / 2;
}

/** @throws ModelError unless 0 < value < 1. */
export function checkProbability(value: number, what: string): void {
  if (!(value > 0 && value < 1)) throw new ModelError(`${what} ${value}: accepted is a number between 0 and 1`);
}

/** Normal with a mean and a standard deviation. */
import { ModelError } from '../../errors.js';
import type { Distribution } from '../distribution.js';
import { standardNormal } from '../standard-normal.js';

/** @throws ModelError unless both are finite and the standard deviation is 0 or more */
export function normalDistribution({
  mean,
  standardDeviation,
}: {
  readonly mean: number;
  readonly standardDeviation: number;
}): Distribution {
  if (!(Number.isFinite(mean) && standardDeviation >= 0 && standardDeviation < Number.POSITIVE_INFINITY)) {
    throw new ModelError(
      `normal of mean ${mean} and standard deviation ${standardDeviation}: accepted are numbers, the second 0 or more`,
    );
  }
  return {
    mean,
    variance: standardDeviation * standardDeviation,
    sample: (stream) => mean + standardDeviation * standardNormal(stream),
  };
}

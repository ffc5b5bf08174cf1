import { expect, test } from 'vitest';
import { RandomStream } from '../../../src/base/random/random-stream.js';

test('xoshiro128++ gives the published first outputs for state 1, 2, 3, 4', () => {
  // Produced with the authors' xoshiro128plusplus.c; the same list stands in the tests of the crate rand_xoshiro.
  const stream = new RandomStream([1, 2, 3, 4]);
  expect(Array.from({ length: 10 }, () => stream.uint32())).toEqual([
    641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011, 621204420,
  ]);
});

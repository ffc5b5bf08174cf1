import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { fixedPlacement, ringPlacement } from '../../src/channel/placement.js';
import { estimateMean, standardErrorsFrom } from './sample-statistics.js';

const streams = new RandomStreams({ seed: 3, replication: 0 });

describe('placement', () => {
  it('is uniform over the area of a ring', () => {
    const distances = Array.from({ length: 20_000 }, (_, i) =>
      ringPlacement.distance({ minimum: 20, maximum: 150 }, streams.stream(`place/${i}`)),
    );
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...distances)).toBeLessThanOrEqual(150);
    const meanSquare = (20 ** 2 + 150 ** 2) / 2;
    expect(standardErrorsFrom(estimateMean(distances.map((d) => d * d)), meanSquare)).toBeLessThan(4);
    // Wrong model: uniform in distance, which crowds the centre.
    const uniform = distances.map((d) => 20 + ((d * d - 400) / (150 ** 2 - 400)) * 130);
    expect(standardErrorsFrom(estimateMean(uniform.map((d) => d * d)), meanSquare)).toBeGreaterThan(8);
  });

  it('depends on the stream alone', () => {
    const ring = { minimum: 0, maximum: 10 };
    expect(ringPlacement.distance(ring, streams.stream('a'))).toBe(ringPlacement.distance(ring, streams.stream('a')));
    expect(ringPlacement.distance(ring, streams.stream('a'))).not.toBe(
      ringPlacement.distance(ring, streams.stream('b')),
    );
  });

  it('is fixed when it says so, and refuses a ring inside out', () => {
    expect(fixedPlacement.distance({ distance: 70 }, streams.stream('x'))).toBe(70);
    expect(() => ringPlacement.distance({ minimum: 5, maximum: 4 }, streams.stream('x'))).toThrow(/5 m to 4 m/);
  });
});

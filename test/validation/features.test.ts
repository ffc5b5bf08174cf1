import { describe, expect, it } from 'vitest';
import { createRegistries } from '../../src/scenario/registries.js';
import { builtInFeatures } from '../../src/validation/feature-usages.js';
import { listFeatures } from '../../src/validation/features.js';
import { cellScenario } from '../support/scenario.js';

describe('features', () => {
  it('have a source, a validation row and a scenario each', () => {
    const features = builtInFeatures();
    expect(features.length).toBeGreaterThan(20);
    const bare = features.filter(
      ({ source, rows, scenarios }) => source === '' || rows.length === 0 || scenarios.length === 0,
    );
    expect(
      bare.map(({ slot, name, rows }) => `${slot}/${name}${rows.length === 0 ? ' without row' : ' without scenario'}`),
    ).toEqual([]);
  });

  it('are counted by slot and kind: an entry that nobody uses is seen', () => {
    const [scenario] = [cellScenario()];
    const features = listFeatures(createRegistries(), [{ name: 'row', scenario }], [{ name: 'file', scenario }]);
    const find = (slot: string, name: string) =>
      features.find((feature) => feature.slot === slot && feature.name === name)!;
    expect(find('fadings', 'rayleigh-jakes')).toMatchObject({ rows: ['row'], scenarios: ['file'] });
    expect(find('fadings', 'rayleigh-block')).toMatchObject({ rows: [], scenarios: [] });
    expect(find('placements', 'fixed').rows).toEqual([]);
    expect(find('policies', 'fixed').rows).toEqual(['row']);
  });
});

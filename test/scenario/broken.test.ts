import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { faultText } from '../../src/cli/fault-text.js';
import { loadScenario } from '../../src/scenario/load.js';

const folder = 'test/fixtures/broken';
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

describe('broken scenarios', () => {
  it('are of more than ten kinds', () => expect(names.length).toBeGreaterThan(10));

  it.each(names)('%s: the text a user reads', async (name) => {
    const error = await loadScenario(`${folder}/${name}.json`).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InputError);
    await expect(`${faultText(error as InputError)}\n`).toMatchFileSnapshot(`../fixtures/broken/${name}.txt`);
  });
});

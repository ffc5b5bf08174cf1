import { expect, it } from 'vitest';
import { starterScenario } from '../../src/cli/init.js';
import { parseJsonDocument } from '../../src/scenario/json-document.js';
import { checkScenario } from '../../src/scenario/load.js';

it('the starter scenario is accepted, without a warning', () => {
  const { value } = parseJsonDocument(starterScenario, 'starter.json');
  const { faults, warnings } = checkScenario(value as object);
  expect({ faults, warnings }).toEqual({ faults: [], warnings: [] });
});

import { expect, test } from 'vitest';
import { PHASE } from '../../src/kernel/phase.js';
import { Simulation } from '../../src/kernel/simulation.js';

test('events of one instant run by phase, then in the order of scheduling', () => {
  const simulation = new Simulation();
  const seen: number[] = [];
  const id = simulation.add({ path: 'probe', handle: (_kind, argument) => seen.push(argument) });
  simulation.schedule(5, PHASE.observe, id, 0, 4);
  simulation.schedule(5, PHASE.serve, id, 0, 2);
  simulation.schedule(5, PHASE.serve, id, 0, 3);
  simulation.schedule(5, PHASE.deliver, id, 0, 1);
  simulation.schedule(3, PHASE.observe, id, 0, 0);
  simulation.schedule(6, PHASE.deliver, id, 0, 5);
  simulation.runUntil(5);
  expect(seen).toEqual([0, 1, 2, 3, 4]);
  expect(simulation.now).toBe(5);
  expect(simulation.pendingEvents).toBe(1);
});

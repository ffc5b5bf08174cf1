/** A simulation with processes, and a diary in which they write what happens when. */

import { Simulation } from '../../src/kernel/simulation.js';
import { Processes } from '../../src/process/processes.js';

export interface Site {
  readonly simulation: Simulation;
  readonly processes: Processes;
  /** `TIME what` lines in the order in which they were written. */
  readonly diary: string[];
  readonly note: (what: string) => void;
  readonly run: (until?: number) => void;
}

export function site(): Site {
  const simulation = new Simulation();
  const processes = new Processes({ simulation });
  const diary: string[] = [];
  return {
    simulation,
    processes,
    diary,
    note: (what) => void diary.push(`${simulation.now} ${what}`),
    run: (until = 1e6) => simulation.runUntil(until),
  };
}

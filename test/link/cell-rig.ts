/** A cell alone: its devices with a fading process each, loads offered by hand, and a record of what came out. */
import { Registry } from '../../src/base/registry.js';
import type { FadingProcess } from '../../src/channel/channel-process.js';
import { pathLossModels } from '../../src/channel/index.js';
import { PHASE } from '../../src/kernel/phase.js';
import { Simulation } from '../../src/kernel/simulation.js';
import type { Link, LinkModel, Load, Transmission } from '../../src/link/link.js';
import { schedulerModels } from '../../src/link/scheduler/index.js';
import { milliseconds, radio } from '../support/scenario.js';

export interface Ended {
  readonly request: number;
  readonly time: number;
  readonly dropped: string | undefined;
  readonly transmission: Transmission;
}

export interface CellRig {
  readonly link: Link;
  readonly simulation: Simulation;
  readonly started: readonly { readonly request: number; readonly time: number }[];
  readonly ended: readonly Ended[];
  /** Offers a load at a time, ns. */
  offer(time: number, transmitter: number, request: number, load: Load): void;
}

/** A gain that never changes. */
export const steady: FadingProcess = { sampleGain: () => 1 };

/**
 * Devices stand 100 m from the cell, report every 5 ms at once and lose nothing to erasures.
 *
 * @param fadings one per device
 * @param windowEnd of the utilisation, ns
 */
export function cellRig(
  model: LinkModel,
  parameters: object,
  fadings: readonly FadingProcess[],
  windowEnd: number,
): CellRig {
  const simulation = new Simulation();
  const started: { request: number; time: number }[] = [];
  const ended: Ended[] = [];
  const link = model.create(parameters as never, {
    path: 'cell/main',
    simulation,
    listener: {
      transmissionStarted: ({ request }) => void started.push({ request, time: simulation.now }),
      transmissionEnded: (transmission, dropped) =>
        void ended.push({ request: transmission.request, time: simulation.now, dropped, transmission }),
    },
    schedulers: new Registry('scheduler', schedulerModels),
    pathLosses: new Registry('path loss', pathLossModels),
    window: { from: 0, to: windowEnd },
  });
  for (const [index, fading] of fadings.entries()) {
    link.addTransmitter({
      path: `device/camera/${index}`,
      distanceMetres: 100,
      radio,
      report: { period: milliseconds(5), delay: 0, error: () => 0 },
      fading,
      erasure: { probability: () => 0 },
    });
  }
  const offers = new Map<number, () => void>();
  const caller = simulation.add({ path: 'test', handle: (_kind, index) => offers.get(index)!() });
  return {
    link,
    simulation,
    started,
    ended,
    offer(time, transmitter, request, load) {
      offers.set(request, () => link.offer(transmitter, request, load));
      simulation.schedule(time, PHASE.arrive, caller, 0, request);
    },
  };
}

/** Mean power of an edge server: rho P_busy + (1 - rho) P_idle, from the energy its requests are charged and the idle draw. */
import { exponentialCompute } from '../../node/compute/exponential.js';
import type { ComputeModel } from '../../node/compute-profile.js';
import type { Experiment } from '../experiment.js';
import { perSecond, scaled } from '../measurement.js';
import { poisson, queueScenario } from '../queue-scenario.js';

const load = 0.5;
const busyW = 150;
const idleW = 60;

const power = { activePower: `${busyW} W`, idlePower: `${idleW} W` };
const setting = { name: 'server-power', replications: 20, duration: '11 s', warmUp: '1 s', arrival: poisson(load) };

/** Books the idle draw as part of the work as well. */
const idleTwice: ComputeModel<Parameters<typeof exponentialCompute.create>[0]> = {
  ...exponentialCompute,
  name: 'idle-counted-twice',
  create(parameters, stream) {
    return exponentialCompute.create(
      { ...parameters, activePower: parameters.activePower + parameters.idlePower },
      stream,
    );
  },
};

export const serverPowerExperiment: Experiment = {
  plan: { scenario: queueScenario({ ...setting, server: { kind: 'exponential', mean: '1 ms', ...power } }) },
  quick: true,
  checks: [
    {
      id: 'energy.server-power',
      kind: 'exact',
      title: `mean power of a server at load ${load}: energy charged to requests plus idle draw`,
      unit: 'W',
      source: 'rho P_busy + (1 - rho) P_idle; Kleinrock, Queueing Systems I, 1975, section 2.1',
      reference: load * busyW + (1 - load) * idleW,
      measure: scaled(
        perSecond(({ edgeEnergy }) => edgeEnergy),
        1,
        idleW,
      ),
      wrong: {
        change: 'the idle draw booked under the work as well',
        scenario: queueScenario({ ...setting, server: { kind: idleTwice.name, mean: '1 ms', ...power } }),
        extensions: () => [{ computeProfiles: [idleTwice] }],
      },
    },
  ],
};

/** Age of information behind a server: how old the image is that a device's newest answer speaks of. Service takes 1 ms. */
import type { KindedText } from '../../scenario/schema.js';
import { md1MeanAge, mm1MeanAge } from '../../theory/age.js';
import type { Experiment } from '../experiment.js';
import { metric } from '../measurement.js';
import { constant, exponential, few, poisson, queueScenario } from '../queue-scenario.js';

const clock = (load: number): KindedText => ({ kind: 'periodic', period: `${1 / load} ms` });

/** At light load the age tells the arrivals, else the service times. */
const cases = [
  { queue: 'mm1', load: 0.2, duration: '31 s', quick: false },
  { queue: 'mm1', load: 0.5, duration: '21 s', quick: true },
  { queue: 'mm1', load: 0.531, duration: '21 s', quick: false },
  { queue: 'mm1', load: 0.8, duration: '322 s', quick: false },
  { queue: 'md1', load: 0.6291, duration: '11 s', quick: false },
] as const;

export const ageExperiments: readonly Experiment[] = cases.map(({ queue, load, duration, quick }) => {
  const rates = { arrivalRate: load, serviceRate: 1 };
  const setting = {
    name: `age-${queue}-${1e4 * load}`,
    replications: 20,
    duration,
    warmUp: '1 s',
    arrival: poisson(load),
  };
  const [server, other] = queue === 'mm1' ? [exponential(1), constant(1)] : [constant(1), exponential(1)];
  const lightly = load < 0.4;
  return {
    plan: { scenario: queueScenario({ ...setting, server }) },
    ...(quick ? { quick } : {}),
    checks: [
      {
        id: `age.${queue}.${load}`,
        kind: 'exact',
        title: `${queue === 'mm1' ? 'M/M/1' : 'M/D/1'} at load ${load}: mean age of the newest answer`,
        unit: 's',
        source: 'Kaul, Yates and Gruteser, IEEE INFOCOM 2012',
        reference: 1e-3 * (queue === 'mm1' ? mm1MeanAge(rates) : md1MeanAge(rates)),
        measure: metric('age.mean'),
        wrong: lightly
          ? {
              change: 'a clock instead of Poisson arrivals',
              scenario: queueScenario({ ...setting, ...few, server, arrival: clock(load) }),
            }
          : {
              change: `${queue === 'mm1' ? 'constant' : 'exponential'} service times of the same mean`,
              scenario: queueScenario({ ...setting, ...few, server: other }),
            },
      },
    ],
  };
});

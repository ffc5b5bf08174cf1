/** Users who think for 10 ms in the mean and then wait for one server: load follows from the latency. Service takes 1 ms. */
import type { KindedText } from '../../scenario/schema.js';
import { solveClosedLoop } from '../../theory/closed-loop.js';
import type { Experiment } from '../experiment.js';
import { metric } from '../measurement.js';
import { exponential, few, poisson, queueScenario } from '../queue-scenario.js';

const think = 10;
const thinking: KindedText = { kind: 'closed-loop', think: `${think} ms` };

const cases = [
  { users: 1, duration: '41 s', quick: false },
  { users: 5, duration: '33 s', quick: true },
  { users: 11, duration: '29 s', quick: false },
  { users: 20, duration: '18 s', quick: false },
  { users: 40, duration: '9 s', quick: false },
] as const;

export const closedLoopExperiments: readonly Experiment[] = cases.map(({ users, duration, quick }) => {
  const asking = users === 1 ? 'one user who thinks' : `${users} users who think`;
  const { response, throughput } = solveClosedLoop({ users, think, service: 1 });
  const setting = {
    name: `closed-loop-${users}`,
    replications: 20,
    duration,
    warmUp: '1 s',
    count: users,
    server: exponential(1),
  };
  const wrong = {
    change: 'users ask again without waiting for the answer',
    scenario: queueScenario({ ...setting, ...few, arrival: poisson(1 / think) }),
  };
  const row = { kind: 'exact', source: 'Reiser and Lavenberg, Journal of the ACM 27(2), 1980', wrong } as const;
  return {
    plan: { scenario: queueScenario({ ...setting, arrival: thinking }) },
    ...(quick ? { quick } : {}),
    checks: [
      {
        ...row,
        id: `closed-loop.${users}.response`,
        title: `${asking} for ten services: mean latency`,
        unit: 's',
        reference: 1e-3 * response,
        measure: metric('latency.mean'),
      },
      {
        ...row,
        id: `closed-loop.${users}.throughput`,
        title: `${asking} for ten services: answers per second`,
        unit: '1/s',
        reference: 1e3 * throughput,
        measure: metric('throughput.answered'),
      },
    ],
  };
});

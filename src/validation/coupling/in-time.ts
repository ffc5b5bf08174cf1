/**
 * Right answers in time: accuracy of the images times the probability of an answer by its deadline, or at all.
 *
 * - Raw images through an M/M/1 edge server, deadline d: A (1 - e^-((mu - lambda) d)).
 * - JPEG images as one transport block of at most four tries in Rayleigh fading: A (1 - h)(1 - p_1 p^3), h, p_1 and p as in
 *   rows/arq.ts.
 */
import { imageJpeg } from '../../codec/image-jpeg.js';
import { imageRaw } from '../../codec/image-raw.js';
import { residualLoss } from '../../theory/arq.js';
import { mm1SojournCdf } from '../../theory/mm1.js';
import { meanSnr } from '../by-hand.js';
import { type CellSetting, cellScenario, radioAt } from '../cell-scenario.js';
import type { Experiment } from '../experiment.js';
import { metric } from '../measurement.js';
import { freshReports, tryFailures, wideCell } from '../rows/arq.js';
import { blockFading } from '../rows/rayleigh-outage.js';
import { exactAnswers, networkScenario } from './network-scenario.js';

const queue = { arrivalRate: 100, serviceRate: 200 };
const deadlineMs = 10;
const queued = (kind: string) =>
  networkScenario({
    name: 'in-time-queue',
    duration: '100 s',
    codec: { kind: 'image-raw' },
    group: { deadline: `${deadlineMs} ms` },
    server: { compute: { kind, [kind === 'exponential' ? 'mean' : 'base']: `${1000 / queue.serviceRate} ms` } },
  });

export const deadlineExperiment: Experiment = {
  plan: { scenario: queued('exponential') },
  checks: [
    {
      id: 'coupling.in-time.deadline',
      kind: 'exact',
      title: `right answers within ${deadlineMs} ms of raw images through an M/M/1 server: A (1 - e^-((mu-lambda) d))`,
      unit: '1',
      source: 'Kleinrock, Queueing Systems I, 1975, section 3.2; accuracy of the unsplit network on the images',
      async reference(direct) {
        const accuracy = await direct.ofDigital(imageRaw, {});
        return { value: accuracy * mm1SojournCdf(queue, deadlineMs / 1000), standardError: 0 };
      },
      measure: metric('accuracy.inTime'),
      wrong: { change: 'constant service times of the same mean', scenario: queued('affine') },
    },
  ],
};

const jpeg = { kind: 'image-jpeg', quality: 50, count: 'scan', chroma: '4:2:0' };
const setting: CellSetting = {
  name: 'in-time-retries',
  replications: 20,
  duration: '20 s',
  radio: radioAt(-83),
  cell: wideCell,
  group: {
    count: 20,
    arrival: { kind: 'poisson', rate: '10 /s' },
    codec: jpeg,
    fading: blockFading,
    report: freshReports,
    radio: { maximumPower: '60 dBm' },
  },
  inference: exactAnswers,
};

export const retriesExperiment: Experiment = {
  plan: { scenario: cellScenario(setting) },
  checks: [
    {
      id: 'coupling.in-time.retries',
      kind: 'exact',
      title: 'right answers of JPEG images sent with at most four tries in Rayleigh fading: (1 - loss) A',
      unit: '1',
      source: 'Lin and Costello, Error Control Coding, chapter 22; accuracy of the network on the compressed images',
      async reference(direct) {
        const { header, first, any } = tryFailures(meanSnr({ ...setting.radio, maximumPowerDbm: 60 }, 1));
        const accuracy = await direct.ofDigital(imageJpeg, jpeg);
        return { value: accuracy * (1 - header) * (1 - first * residualLoss(any, 3)), standardError: 0 };
      },
      measure: metric('accuracy.inTime'),
      wrong: {
        change: 'three tries: the first one counted twice',
        scenario: cellScenario({ ...setting, cell: { ...wideCell, maximumTries: 3 } }),
      },
    },
  ],
};

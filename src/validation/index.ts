import { awgnAccuracyExperiment, rayleighAccuracyExperiment } from './coupling/awgn-accuracy.js';
import { chainAccuracyExperiments, erasureAccuracyExperiment } from './coupling/erasure-accuracy.js';
import { erasureModelExperiments } from './coupling/erasure-models.js';
import { deadlineExperiment, retriesExperiment } from './coupling/in-time.js';
import { codeNoiseExperiment } from './coupling/noise.js';
import { rayleighNoiseExperiment } from './coupling/rayleigh-noise.js';
import { backboneRequestExperiments, codecRequestExperiment } from './coupling/request-by-hand.js';
import { tabulatedExperiment } from './coupling/tabulated.js';
import type { Experiment } from './experiment.js';
import { ageExperiments } from './rows/age.js';
import { arqExperiment } from './rows/arq.js';
import { batchExperiments } from './rows/batch-service.js';
import { closedLoopExperiments } from './rows/closed-loop.js';
import { erlangLossExperiments, mm1kExperiments } from './rows/finite-queue.js';
import { fluidRequestExperiment, processorSharingExperiment } from './rows/fluid-cell.js';
import { kingmanExperiment, mg1Experiments } from './rows/general-queue.js';
import { gilbertElliottExperiment } from './rows/gilbert-elliott.js';
import { jakesExperiment } from './rows/jakes.js';
import { manyWorkersExperiments } from './rows/many-workers.js';
import { oneRequestExperiment } from './rows/one-request.js';
import { deadlineOrderExperiment, newestFirstExperiment, priorityExperiment } from './rows/order-of-service.js';
import { periodicSourcesExperiments } from './rows/periodic-sources.js';
import { rateAdaptationExperiment } from './rows/rate-adaptation.js';
import { rayleighOutageExperiment } from './rows/rayleigh-outage.js';
import { renewalQueueExperiments } from './rows/renewal-queue.js';
import { ringOutageExperiment } from './rows/ring-outage.js';
import { runLengthExperiment } from './rows/run-length.js';
import { serverPowerExperiment } from './rows/server-power.js';
import { md1Experiments, mm1Experiments } from './rows/single-queue.js';
import { tandemExperiment } from './rows/tandem.js';

/** All experiments in the order of the table; a new one is one file and one line here. */
export const experiments: readonly Experiment[] = [
  ...mm1Experiments,
  ...md1Experiments,
  ...mg1Experiments,
  ...renewalQueueExperiments,
  kingmanExperiment,
  ...mm1kExperiments,
  priorityExperiment,
  deadlineOrderExperiment,
  newestFirstExperiment,
  ...manyWorkersExperiments,
  ...erlangLossExperiments,
  tandemExperiment,
  ...closedLoopExperiments,
  ...periodicSourcesExperiments,
  ...ageExperiments,
  runLengthExperiment,
  processorSharingExperiment,
  fluidRequestExperiment,
  ...batchExperiments,
  gilbertElliottExperiment,
  rayleighOutageExperiment,
  rateAdaptationExperiment,
  ringOutageExperiment,
  jakesExperiment,
  arqExperiment,
  serverPowerExperiment,
  oneRequestExperiment,
  codeNoiseExperiment,
  rayleighNoiseExperiment,
  awgnAccuracyExperiment,
  rayleighAccuracyExperiment,
  erasureAccuracyExperiment,
  ...chainAccuracyExperiments,
  tabulatedExperiment,
  ...erasureModelExperiments,
  deadlineExperiment,
  retriesExperiment,
  codecRequestExperiment,
  ...backboneRequestExperiments,
];

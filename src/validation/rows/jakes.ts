/**
 * Correlation in time of the SNR that successive requests of a moving device meet.
 *
 * The power of Clarke's model has the autocorrelation J0^2(x), x = 2 pi f_D tau. Of M random sinusoids in each part of the field
 * it is exactly (J0^2(x) - (1/2 + J0(2x)/4)/M) / (1 - 3/(4M)): the covariance of the squared sum of M cosines of random phase,
 * averaged over the angles of arrival.
 */
import type { FadingModel } from '../../channel/channel-process.js';
import {
  createJakesField,
  defaultSinusoids,
  type RayleighJakesParameters,
  rayleighJakes,
  speedOfLightMps,
} from '../../channel/rayleigh-jakes.js';
import type { RunRecord } from '../../record/run-record.js';
import type { ScenarioText } from '../../scenario/schema.js';
import { jakesAutocorrelation } from '../../theory/rayleigh.js';
import type { Experiment } from '../experiment.js';
import { type Measure, ratioOfRows } from '../measurement.js';
import { noCompute } from '../queue-scenario.js';
import { seedOf } from '../seed.js';

const snrDb = 10;
const carrierHz = 3.5e9;
const dopplerHz = 10;
const periodMs = 10;

function scenario(kind: string): ScenarioText {
  return {
    format: 'bottlenet-sim/scenario@1',
    name: 'jakes',
    seed: seedOf('jakes'),
    replications: 20,
    duration: '200 ms',
    inference: { share: 0 },
    devices: {
      camera: {
        count: 2400,
        cell: 'air',
        server: 'edge',
        arrival: { kind: 'periodic', period: `${periodMs} ms` },
        codec: { kind: 'payload-only', payload: 'analog', size: 2 },
        compute: noCompute,
        fading: { kind, speed: `${(dopplerHz * speedOfLightMps) / carrierHz} m/s` },
      },
    },
    cells: { air: { kind: 'ideal', carrier: `${carrierHz} Hz`, snr: `${snrDb} dB` } },
    servers: { edge: { compute: noCompute, batch: { maximumSize: 64 } } },
  };
}

/** sum (u_k - 1)(u_{k+lag} - 1) / sum (u_k - 1)^2 over the requests of each device, u the met SNR over its mean. */
const autocorrelation = (lag: number): Measure =>
  ratioOfRows(() => {
    const earlier = new Map<number, number[]>();
    return ({ device, met }: RunRecord, sums) => {
      // The met PSNR is that of noise of variance V/g, V = 1/12.
      const deviation = 10 ** ((met - snrDb) / 10) / 12 - 1;
      const values = earlier.get(device) ?? [];
      earlier.set(device, values);
      values.push(deviation);
      if (values.length <= lag) return;
      const before = values.shift()!;
      sums.numerator += before * deviation;
      sums.denominator += before * before;
    };
  });

function reference(lag: number): number {
  const delay = (lag * periodMs) / 1000;
  const terms = defaultSinusoids;
  const power = jakesAutocorrelation(dopplerHz, delay) ** 2;
  const correction = (0.5 + jakesAutocorrelation(dopplerHz, 2 * delay) / 4) / terms;
  return (power - correction) / (1 - 3 / (4 * terms));
}

const angular: FadingModel<RayleighJakesParameters> = {
  ...rayleighJakes,
  name: 'doppler-as-angular-frequency',
  create: (parameters, context) =>
    createJakesField({ ...parameters, speed: parameters.speed / (2 * Math.PI) }, context),
};
const wrong = {
  change: 'the Doppler frequency taken in radians per second',
  scenario: scenario(angular.name),
  extensions: () => [{ fadings: [angular] }],
};

export const jakesExperiment: Experiment = {
  plan: { scenario: scenario('rayleigh-jakes') },
  checks: [1, 2].map((lag) => ({
    id: `jakes.lag-${lag}`,
    kind: 'exact',
    title: `Jakes fading: autocorrelation of the met SNR at f_D tau = ${(dopplerHz * lag * periodMs) / 1000}`,
    unit: '1',
    source: 'Clarke 1968; Zheng and Xiao, IEEE Communications Letters 6(6), 2002, with the terms of order 1/M',
    reference: reference(lag),
    measure: autocorrelation(lag),
    wrong,
  })),
};

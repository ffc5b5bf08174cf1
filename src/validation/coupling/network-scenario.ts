/** Scenarios with trained codecs over a link that takes no time, at a stated mean SNR. */
import type { KindedText, ScenarioText } from '../../scenario/schema.js';
import { noCompute } from '../queue-scenario.js';
import { seedOf } from '../seed.js';
import { backboneModel, imageSet } from './trained-models.js';

export interface NetworkSetting {
  readonly name: string;
  readonly replications?: number;
  readonly duration: string;
  readonly codec: KindedText;
  readonly snrDb?: number;
  /** The group's further keys. */
  readonly group?: Partial<ScenarioText['devices'][string]>;
  readonly server?: ScenarioText['servers'][string];
}

/** Answers of all requests are computed; accuracy intervals speak of these very images. */
export const exactAnswers = { share: 1, batch: 250, interval: 'fixedSet' } as const;

/** Ten devices with ten requests a second each: a request every 10 ms. */
export function networkScenario(setting: NetworkSetting): ScenarioText {
  const { name, replications, duration, codec, snrDb, group, server } = setting;
  return {
    format: 'bottlenet-sim/scenario@1',
    name,
    seed: seedOf(name),
    replications: replications ?? 20,
    duration,
    imageSet,
    backbone: backboneModel,
    inference: exactAnswers,
    devices: {
      camera: {
        count: 10,
        cell: 'air',
        server: 'edge',
        arrival: { kind: 'poisson', rate: '10 /s' },
        codec,
        compute: noCompute,
        ...group,
      },
    },
    cells: { air: { kind: 'ideal', snr: `${snrDb ?? 20} dB` } },
    servers: { edge: server ?? { compute: noCompute, batch: { maximumSize: 64 } } },
  };
}

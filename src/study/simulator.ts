/** The simulator as studies use it; worker threads load it from here. */

import type { ReplicationSummary } from '../metrics/replication-summary.js';
import { loadExtensions } from '../scenario/extension-file.js';
import { groupCodecs } from '../scenario/group-codecs.js';
import { identifyScenario } from '../scenario/identity.js';
import { createRegistries } from '../scenario/registries.js';
import type { Scenario } from '../scenario/schema.js';
import { combineReplications, PreparedScenario } from '../simulate.js';

import { canonicalJson } from './canonical-json.js';
import { pairedAccuracyInterval } from './image-pairs.js';
import type { Simulator, Summary } from './replication.js';

/** The URL that pools and studies take. */
export const simulatorModule = import.meta.url;

const accuraciesOf = (summaries: readonly Summary[], metric: string) =>
  (summaries as readonly ReplicationSummary[]).map(({ accuracies }) => accuracies[metric]);

export const simulator: Simulator = {
  async identify(scenario, { engine = 'auto', modelFolders = [], extensions = [] }) {
    const loaded = await loadExtensions(extensions);
    const registries = createRegistries(loaded.map(({ entries }) => entries));
    const identity = await identifyScenario(scenario as Scenario, { registries, engine, modelFolders });
    return { ...identity, ...Object.fromEntries(loaded.map(({ name, digest }) => [`extension ${name}`, digest])) };
  },

  preparationKey(scenario) {
    const { imageSet, backbone, inference, devices } = scenario as Scenario;
    const codecs = Object.entries(devices).map(([name, group]) => [name, groupCodecs(group)]);
    return canonicalJson({ imageSet, backbone, inference, codecs });
  },

  async prepare(scenario, { engine = 'auto', modelFolders = [], extensions = [] }, signal) {
    const loaded = await loadExtensions(extensions);
    const prepared = await PreparedScenario.prepare(scenario as Scenario, {
      engine,
      modelFolders,
      extensions: loaded.map(({ entries }) => entries),
      ...(signal === undefined ? {} : { signal }),
    });
    return {
      run: (varied, replication) => prepared.withScenario(varied as Scenario).runReplication(replication),
      dispose: () => prepared.dispose(),
    };
  },

  combine(scenario, summaries, level) {
    const info = { engine: '', wallSeconds: 0 };
    return combineReplications(scenario as Scenario, summaries as readonly ReplicationSummary[], info, level);
  },

  combineAccuracies(scenario, terms, level) {
    const counted = terms.map(({ factor, metric, summaries }) => ({
      factor,
      replications: accuraciesOf(summaries, metric),
    }));
    const complete = counted.every(({ replications }) => replications.every((counts) => counts !== undefined));
    if (!complete) return undefined;
    const mode = (scenario as Scenario).inference.interval;
    return pairedAccuracyInterval(mode, counted as Parameters<typeof pairedAccuracyInterval>[1], level);
  },
};

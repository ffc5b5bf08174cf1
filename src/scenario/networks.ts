/** Loads what answers need before a run: engine, images, backbone, and the codecs of every device group. */
import { InputError } from '../base/errors.js';
import type { Logger } from '../base/log.js';
import { baseAnswers } from '../codec/base-answers.js';
import type { Codec, CodecContext } from '../codec/codec.js';
import { findModel, shippedModelFolder } from '../codec/load.js';
import { type Engine, type EngineChoice, loadEngine } from '../neural/engine.js';
import { checkClasses, type ImageSet, loadImageSet } from '../neural/image-set.js';
import { loadSplitNetwork } from '../neural/split-network.js';
import { groupCodecs, scenarioCodecs } from './group-codecs.js';
import type { Registries } from './registries.js';
import type { Scenario } from './schema.js';

export interface LoadOptions {
  readonly engine: EngineChoice;
  readonly modelFolders: readonly string[];
  readonly logger: Logger;
}

export interface LoadedNetworks {
  readonly registries: Registries;
  /** Engine and its version; `none` where nothing asks for one. */
  readonly engineName: string;
  /** One line: why this engine. */
  readonly engineReason: string;
  readonly images: Pick<ImageSet, 'name' | 'count' | 'labels' | 'sha256'>;
  /** Codecs of each device group, in the order of its policy. */
  readonly codecs: ReadonlyMap<string, readonly Codec[]>;
  /** 1 where the unsplit network is right, by image. */
  readonly baseCorrect: Uint8Array;
  dispose(): void;
}

/** @throws InputError for unknown names, and images of other classes than the backbone's; EnvironmentError for what this machine lacks */
export async function loadNetworks(
  scenario: Scenario,
  registries: Registries,
  options: LoadOptions,
): Promise<LoadedNetworks> {
  const kinds = scenarioCodecs(scenario.devices).map(({ kind }) => registries.codecs.get(kind));
  if (kinds.every(({ networks }) => networks === false)) {
    const answers = kinds.some((kind) => kind.answers !== false);
    return withoutNetworks(scenario, registries, options.logger, answers ? drawnImages : 1);
  }
  const engine = await loadEngine(options.engine);
  const images = await loadImageSet(scenario.imageSet);
  const modelFolders = [...options.modelFolders, shippedModelFolder];
  const { folder, card } = await findModel(scenario.backbone, 'backbone', modelFolders);
  checkClasses({ name: card.name, classCount: card.shape.classCount }, images);
  const backbone = loadSplitNetwork(engine, folder);
  const batchSize = scenario.inference.batch;
  const context = { engine, images, backbone, modelFolders, batchSize, logger: options.logger };
  const codecs = await createCodecs(scenario, registries, context).catch((error: unknown) => {
    backbone.dispose();
    throw error;
  });
  const base = baseAnswers(context);
  return {
    registries,
    engineName: engineName(engine),
    engineReason: engine.reason,
    images,
    codecs,
    baseCorrect: Uint8Array.from(base, (predicted, image) => (predicted === images.labels[image] ? 1 : 0)),
    dispose() {
      for (const codec of new Set([...codecs.values()].flat())) codec.dispose();
      backbone.dispose();
    },
  };
}

/** `native libtensorflow 2.15.1` and the like. */
export function engineName({ backend, version }: Engine): string {
  return `${backend} ${version}`;
}

/** Groups with equal codec parameters share one codec. */
async function createCodecs(
  scenario: Scenario,
  registries: Registries,
  context: CodecContext,
): Promise<Map<string, readonly Codec[]>> {
  const made = new Map<string, Codec>();
  const codecs = new Map<string, readonly Codec[]>();
  try {
    for (const [name, group] of Object.entries(scenario.devices)) {
      const ofGroup: Codec[] = [];
      for (const { codec: parameters } of groupCodecs(group)) {
        const key = JSON.stringify(parameters);
        const codec =
          made.get(key) ?? (await registries.codecs.get(parameters.kind).create(parameters as never, context));
        made.set(key, codec);
        ofGroup.push(codec);
      }
      checkBase(name, ofGroup);
      codecs.set(name, ofGroup);
    }
  } catch (error) {
    for (const codec of made.values()) codec.dispose();
    throw error;
  }
  return codecs;
}

/** What a request is compared with is the group's, whichever codec it gets. @throws InputError */
function checkBase(group: string, codecs: readonly Codec[]): void {
  const bases = codecs.map(({ table }) => table?.base.accuracy);
  const odd = bases.findIndex((base) => base !== bases[0]);
  if (odd < 0) return;
  const shown = (base: number | undefined): string =>
    base === undefined ? 'no table of accuracy' : `a table whose unsplit network has ${base}`;
  const message = `found ${shown(bases[odd])} beside ${shown(bases[0])} of "codec"; accepted: tables of one unsplit network, or none`;
  throw new InputError([{ path: `/devices/${group}/alternatives/${odd - 1}`, message }]);
}

/** Images where answers are draws: enough to resolve shares of them, such as sizes by image, to a hundredth of a percent. */
const drawnImages = 10_000;

/** No network answers: no engine is loaded, and images are numbers without content, of one class out of two. */
async function withoutNetworks(
  scenario: Scenario,
  registries: Registries,
  logger: Logger,
  count: number,
): Promise<LoadedNetworks> {
  const images = { name: 'none', count, classCount: 2, labels: new Uint8Array(count), sha256: '' };
  const context = { images, logger, modelFolders: [], batchSize: scenario.inference.batch };
  const codecs = await createCodecs(scenario, registries, context as unknown as CodecContext);
  return {
    registries,
    engineName: 'none',
    engineReason: 'no network answers',
    images,
    codecs,
    baseCorrect: new Uint8Array(count),
    dispose() {},
  };
}

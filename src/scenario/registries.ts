/**
 * Everything a scenario may name, and how extensions add to it.
 *
 * Registries belong to one simulator instance: two instances in one process do not meet.
 */
import { Registry } from '../base/registry.js';
import type { SlotName } from '../base/slot.js';
import type { ErasureModel, FadingModel } from '../channel/channel-process.js';
import { erasureModels, fadingModels, pathLossModels, placementModels } from '../channel/index.js';
import type { PathLossModel } from '../channel/path-loss.js';
import type { PlacementModel } from '../channel/placement.js';
import type { CodecModel } from '../codec/codec.js';
import { codecModels } from '../codec/index.js';
import { linkModels } from '../link/index.js';
import type { LinkModel } from '../link/link.js';
import { schedulerModels } from '../link/scheduler/index.js';
import type { SchedulerModel } from '../link/scheduler/scheduler.js';
import { computeModels } from '../node/compute/index.js';
import type { ComputeModel } from '../node/compute-profile.js';
import { queueOrderModels } from '../node/queue/index.js';
import type { QueueOrderModel } from '../node/queue-order.js';
import { policyModels } from '../policy/index.js';
import type { PolicyModel } from '../policy/policy.js';
import type { ArrivalModel } from '../workload/arrival-process.js';
import { arrivalModels } from '../workload/index.js';

interface Models {
  arrivals: ArrivalModel;
  cells: LinkModel;
  codecs: CodecModel;
  computeProfiles: ComputeModel;
  erasures: ErasureModel;
  fadings: FadingModel;
  pathLosses: PathLossModel;
  placements: PlacementModel;
  policies: PolicyModel;
  queueOrders: QueueOrderModel;
  schedulers: SchedulerModel;
}

/** One registry per slot of the scenario. */
export type Registries = { readonly [Slot in SlotName]: Registry<Models[Slot]> };

/** What an extension module may export: entries by slot. */
export type Extensions = { readonly [Slot in SlotName]?: readonly Models[Slot][] };

/** Names of the slots, for messages about unknown exports of an extension. */
export const slotNames: readonly SlotName[] = [
  'arrivals',
  'cells',
  'codecs',
  'computeProfiles',
  'erasures',
  'fadings',
  'pathLosses',
  'placements',
  'policies',
  'queueOrders',
  'schedulers',
];

/** The built-in entries and those of the extensions. @throws InputError when a name is taken. */
export function createRegistries(extensions: readonly Extensions[] = []): Registries {
  const added = <Slot extends SlotName>(slot: Slot): readonly Models[Slot][] =>
    extensions.flatMap((extension) => extension[slot] ?? []);
  return {
    arrivals: new Registry('arrival process', arrivalModels).with(added('arrivals')),
    cells: new Registry('cell', linkModels).with(added('cells')),
    codecs: new Registry('codec', codecModels).with(added('codecs')),
    computeProfiles: new Registry('compute profile', computeModels).with(added('computeProfiles')),
    erasures: new Registry('erasure model', erasureModels).with(added('erasures')),
    fadings: new Registry('fading model', fadingModels).with(added('fadings')),
    pathLosses: new Registry('path loss', pathLossModels).with(added('pathLosses')),
    placements: new Registry('placement', placementModels).with(added('placements')),
    policies: new Registry('policy', policyModels).with(added('policies')),
    queueOrders: new Registry('order of service', queueOrderModels).with(added('queueOrders')),
    schedulers: new Registry('scheduler', schedulerModels).with(added('schedulers')),
  };
}

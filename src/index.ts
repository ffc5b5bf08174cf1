/**
 * The library: load or check a scenario, simulate it, extend it with models of one's own.
 *
 * Silent by default; registries belong to one call, never to the process.
 */
export {
  BottlenetError,
  DivergenceError,
  EnvironmentError,
  type Fault,
  InputError,
  Interrupted,
  InvariantError,
  ModelError,
} from './base/errors.js';
export type { Logger } from './base/log.js';
export type { Kinded, SchemaEntry, SlotName } from './base/slot.js';
export { slot } from './base/slot.js';
export { formatQuantity, parseQuantity, type QuantityKind, quantity } from './base/units.js';
export type { ErasureModel, ErasureProcess, FadingModel, FadingProcess } from './channel/channel-process.js';
export type { PathLossModel } from './channel/path-loss.js';
export type { PlacementModel } from './channel/placement.js';
export type {
  AnalogCodec,
  Codec,
  CodecContext,
  CodecModel,
  DigitalCodec,
  ErasureTolerantCodec,
  LocalCodec,
  PayloadKind,
  Question,
} from './codec/codec.js';
export type { Link, LinkModel } from './link/link.js';
export type { Scheduler, SchedulerModel } from './link/scheduler/scheduler.js';
export type { MetricEstimate, SimulationResult, Verdict } from './metrics/result.js';
export type { EngineChoice } from './neural/engine.js';
export type { ComputeModel, ComputeProfile } from './node/compute-profile.js';
export type { QueueOrder, QueueOrderModel, WaitingRequest } from './node/queue-order.js';
export type { Policy, PolicyContext, PolicyModel } from './policy/policy.js';
export * as random from './random.js';
export type { DropReason, Outcome, RecordSink, RunRecord } from './record/run-record.js';
export {
  type CheckedScenario,
  checkScenario,
  type LoadedScenario,
  type LoadOptions,
  loadScenario,
} from './scenario/load.js';
export type { Origin, ValueOrigin } from './scenario/origin.js';
export type { Extensions } from './scenario/registries.js';
export type { Scenario, ScenarioText } from './scenario/schema.js';
export { type Progress, type SimulateOptions, simulate } from './simulate.js';
export * as statistics from './statistics.js';
export type { ArrivalModel, ArrivalProcess } from './workload/arrival-process.js';

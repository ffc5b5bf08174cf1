/**
 * `bottlenet-sim/process`: the event kernel and processes on it, for models of one's own. Loads no network and no engine.
 *
 * `docs/processes.md` shows each part with an example.
 */
export { ModelError } from '../base/errors.js';
export { RandomStream } from '../base/random/random-stream.js';
export { RandomStreams } from '../base/random/random-streams.js';
export { type TimeAverage, TimeWeighted } from '../base/statistics/time-weighted.js';
export { MILLISECOND, SECOND, type SimTime, secondsToTime, timeToSeconds } from '../base/time.js';
export type { Entity } from '../kernel/entity.js';
export type { EventHandle } from '../kernel/event-queue.js';
export { PHASE, type Phase } from '../kernel/phase.js';
export { Simulation, type SimulationOptions } from '../kernel/simulation.js';
export { allOf, anyOf, type FirstOf, type ResultsOf, timedOut, within } from './combine.js';
export { delay } from './delay.js';
export { Interruption } from './interruption.js';
export type { Process, ProcessState } from './process.js';
export { Processes, type ProcessesOptions, type StartOptions, type WaitingProcess } from './processes.js';
export { type RequestOptions, Resource, type ResourceOptions } from './resource.js';
export { Signal, type SignalOptions } from './signal.js';
export { Store, type StoreOptions } from './store.js';
export type { Activity, ResultOf, Wait, Yieldable } from './wait.js';

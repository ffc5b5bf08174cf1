/**
 * The unit of work of studies, capacity searches and runs: one replication of one resolved scenario.
 *
 * A replication is a pure function of (resolved scenario, replication index, simulator options), so it may be computed
 * anywhere, in any order, on any number of workers. Everything in this file is plain data that survives a structured
 * clone, except `Simulator` and `Preparation`, which live inside one thread.
 */

import type { Interval } from '../base/statistics/interval.js';
import type { SimulationResult } from '../metrics/result.js';

/** A resolved scenario: plain JSON data, all defaults filled in. */
export type ResolvedScenario = object;

/** What one replication leaves behind: structured-cloneable, enough to compute every metric. */
export type Summary = object;

/** One replication to compute. */
export interface ReplicationTask {
  readonly scenario: ResolvedScenario;
  /** Index of the replication, from 0. */
  readonly replication: number;
  /** Expected cost in any unit; the longest tasks start first. */
  readonly cost: number;
  /** Tasks of one group are likely to share what has to be loaded: they run one after another. */
  readonly group?: string;
}

/** Engine, images and codecs loaded, ready to run any replication of any scenario that needs the same ones. */
export interface Preparation {
  run(scenario: ResolvedScenario, replication: number): Promise<Summary>;
  dispose(): void;
}

/** Choices of the machine and of the command line that a simulator needs; plain data. */
export interface SimulatorOptions {
  readonly engine?: 'auto' | 'native' | 'wasm' | 'cpu';
  /** Folders with further trained models. */
  readonly modelFolders?: readonly string[];
  /** Files of extensions, absolute. */
  readonly extensions?: readonly string[];
}

/** One accuracy in a linear combination: `factor` times the metric, of these replications. */
export interface AccuracyPart {
  readonly factor: number;
  readonly metric: string;
  readonly summaries: readonly Summary[];
}

/** What studies need from the simulator; tests put a synthetic one in its place. */
export interface Simulator {
  /** What the results depend on beside the scenario (program, engine, weights): part of a store's key. */
  identify(scenario: ResolvedScenario, options: SimulatorOptions): Promise<Identity>;
  /** Scenarios with equal keys can share one preparation. */
  preparationKey(scenario: ResolvedScenario): string;
  /** The signal ends a run within moments where the caller shares its thread; worker threads are simply ended. */
  prepare(scenario: ResolvedScenario, options: SimulatorOptions, signal?: AbortSignal): Promise<Preparation>;
  /** Pools replications into estimates with two-sided intervals at `level`. */
  combine(scenario: ResolvedScenario, summaries: readonly Summary[], level: number): SimulationResult;
  /**
   * Interval of a linear combination of accuracies, request by request over the same images; `undefined` when the parts
   * do not count the same requests. Where it is missing, replications are all that is paired.
   */
  combineAccuracies?(scenario: ResolvedScenario, parts: readonly AccuracyPart[], level: number): Interval | undefined;
}

export type Identity = Readonly<Record<string, string>>;

/** A module that exports its simulator under this name can be loaded by worker threads. */
export interface SimulatorModule {
  readonly simulator: Simulator;
}

/** Loads the simulator that a module (given by URL) exports. */
export async function loadSimulator(moduleUrl: string): Promise<Simulator> {
  const module = (await import(moduleUrl)) as SimulatorModule;
  return module.simulator;
}

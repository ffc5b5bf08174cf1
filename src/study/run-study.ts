/**
 * Runs what a study lacks, then writes its tables: resumable at any moment, idempotent when finished.
 *
 * The folder holds `runs/` (one file per finished replication), `table.csv`, `differences.csv` and `manifest.json`. Only
 * the manifest knows wall times; every other byte depends on the study, the simulator and the engine alone.
 */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../base/atomic-file.js';
import { type WallClock, wallClock } from '../base/clock.js';
import { EnvironmentError } from '../base/errors.js';
import { type DifferenceRow, formatDifferences, pairedDifferences, type Side } from './difference-table.js';
import { openPool, runTasks } from './pool.js';
import { type Identity, loadSimulator, type Simulator, type SimulatorOptions, type Summary } from './replication.js';
import { ReplicationStore } from './replication-store.js';
import { replicationTask } from './replication-task.js';
import { claimFolder, type StudyManifest } from './study-folder.js';
import { checkPairing, type PlannedRun, plannedRuns, type StudyPlan, type StudyPoint, studyKey } from './study-plan.js';
import { formatStudyTable, type StudyRow, type StudyTable, studyRow } from './study-table.js';

export interface StudyProgress {
  readonly done: number;
  readonly total: number;
  /** Runs found in the folder. */
  readonly reused: number;
}

export interface RunStudyOptions {
  readonly directory: string;
  /** Use a folder that holds something else. */
  readonly force?: boolean;
  /** URL of the module that exports the simulator. */
  readonly simulator: string;
  readonly options?: SimulatorOptions;
  readonly workers?: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: WallClock;
  onProgress?(progress: StudyProgress): void;
}

export interface StudyOutcome {
  readonly computed: number;
  readonly reused: number;
  /** The folder held the finished study: nothing was written. */
  readonly unchanged: boolean;
  readonly wallSeconds: number;
}

export async function runStudy(plan: StudyPlan, settings: RunStudyOptions): Promise<StudyOutcome> {
  const { directory, simulator: moduleUrl, options = {}, clock = wallClock } = settings;
  const started = clock.now();
  const wallSeconds = (): number => (clock.now() - started) / 1000;
  checkPairing(plan);
  const simulator = await loadSimulator(moduleUrl);
  const planned = await planRuns(plan, simulator, options);
  const runs = [...planned.runs.values()].flat();
  const manifest: StudyManifest = {
    format: 'bottlenet-sim/study-manifest@1',
    study: plan.name,
    key: studyKey(plan, runs),
    status: 'unfinished',
    identity: planned.identity,
    axis: plan.axis,
    variants: plan.variants,
    values: plan.values,
    replications: plan.points[0]?.scenario.replications ?? 0,
    runs: runs.length,
  };
  const found = await claimFolder(directory, manifest, settings.force ?? false);
  if (found === 'finished') return { computed: 0, reused: runs.length, unchanged: true, wallSeconds: wallSeconds() };

  await mkdir(directory, { recursive: true });
  await writeManifest(directory, manifest);
  const store = await ReplicationStore.open(join(directory, 'runs'));
  const missing = firstOfEachKey(runs.filter(({ key }) => !store.has(key)));
  const reused = runs.length - missing.length;
  await computeRuns(missing, store, reused, runs.length, settings);
  await writeTables(plan, planned.runs, store, simulator, directory);
  const outcome = { computed: missing.length, reused, unchanged: false, wallSeconds: wallSeconds() };
  await writeManifest(directory, { ...manifest, status: 'finished', wall: outcome });
  return outcome;
}

type RunsOfPoints = ReadonlyMap<StudyPoint, readonly PlannedRun[]>;

async function planRuns(
  { points }: StudyPlan,
  simulator: Simulator,
  options: SimulatorOptions,
): Promise<{ runs: RunsOfPoints; identity: Identity }> {
  const runs = new Map<StudyPoint, readonly PlannedRun[]>();
  const identity: Record<string, string> = {};
  for (const point of points) {
    const ofPoint = await simulator.identify(point.scenario, options);
    Object.assign(identity, ofPoint);
    runs.set(point, plannedRuns(point, ofPoint));
  }
  return { runs, identity };
}

/** Two variants may resolve to the same scenario: it runs once. */
function firstOfEachKey(runs: readonly PlannedRun[]): PlannedRun[] {
  return [...new Map(runs.map((run) => [run.key, run])).values()];
}

async function computeRuns(
  missing: readonly PlannedRun[],
  store: ReplicationStore,
  reused: number,
  total: number,
  { simulator, options = {}, workers = 1, signal, onProgress }: RunStudyOptions,
): Promise<void> {
  let done = reused;
  onProgress?.({ done, total, reused });
  if (missing.length === 0) return;
  const keys = new Map(
    missing.map((run) => [replicationTask(run.point.scenario, run.replication, run.point.variant), run.key]),
  );
  const pool = await openPool({ workers: Math.min(workers, missing.length), simulator, options, signal });
  try {
    await runTasks(pool, [...keys.keys()], {
      signal,
      async onFinished(task, summary) {
        await store.put(keys.get(task)!, task.replication, summary);
        done++;
        onProgress?.({ done, total, reused });
      },
    });
  } finally {
    await pool.close();
  }
}

async function writeTables(
  plan: StudyPlan,
  runs: RunsOfPoints,
  store: ReplicationStore,
  simulator: Simulator,
  directory: string,
): Promise<void> {
  const rows = new Map<StudyPoint, StudyRow[]>();
  const differences: DifferenceRow[] = [];
  const { axis, variants, points } = plan;
  for (const value of plan.values) {
    let reference: Side | undefined;
    for (const point of points.filter((candidate) => candidate.value === value)) {
      const { variant, scenario } = point;
      const summaries = await storedSummaries(runs.get(point)!, store);
      const { metrics, verdict } = simulator.combine(scenario, summaries, scenario.confidence);
      rows.set(
        point,
        metrics.map((metric) => studyRow({ variant, axis, value, verdict }, metric)),
      );
      const side: Side = { scenario, summaries };
      if (reference === undefined) reference = side;
      else {
        const pairs = pairedDifferences(simulator, side, reference, scenario.confidence);
        differences.push(...pairs.map((pair) => ({ axis, value, variant, reference: variants[0]!, ...pair })));
      }
    }
  }
  const table: StudyTable = { rows: points.flatMap((point) => rows.get(point) ?? []) };
  await writeWhole(join(directory, 'table.csv'), formatStudyTable(table));
  await writeWhole(join(directory, 'differences.csv'), formatDifferences(differences));
}

async function storedSummaries(runs: readonly PlannedRun[], store: ReplicationStore): Promise<Summary[]> {
  return Promise.all(
    runs.map(async ({ key, replication, point }) => {
      const summary = await store.get(key);
      if (summary !== undefined) return summary;
      throw new EnvironmentError(
        `runs/${key}.json is damaged (replication ${replication} of "${point.variant}"): start the study again to compute it anew`,
      );
    }),
  );
}

const writeManifest = (directory: string, manifest: StudyManifest): Promise<void> =>
  writeWhole(join(directory, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);

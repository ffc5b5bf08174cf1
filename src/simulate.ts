/**
 * The map of the simulator: from a resolved scenario to a result with intervals.
 *
 *   1 load      engine, images, backbone, codecs                          neural/ codec/
 *   2 build     one replication, wired from the registries                scenario/build.ts
 *   3 run       events up to T, then until every measured request ended   kernel/ node/ link/ channel/ workload/ policy/
 *   4 answer    the networks answer what is still open                    codec/
 *   5 check     conservation laws                                         node/invariants.ts
 *   6 fold      rows into the sums of the replication                     record/ metrics/
 *   7 combine   replications into estimates, verdict and fingerprints     metrics/ base/statistics/
 */
import { createHash } from 'node:crypto';
import { wallClock } from './base/clock.js';
import { Interrupted, InvariantError } from './base/errors.js';
import { type Logger, silentLogger } from './base/log.js';
import { type SimTime, timeToSeconds } from './base/time.js';
import { AnswerEngine } from './codec/answer-engine.js';
import { estimateMetric } from './metrics/estimate.js';
import { metrics } from './metrics/index.js';
import type { ReplicationSummary } from './metrics/replication-summary.js';
import type { SimulationResult } from './metrics/result.js';
import { RowFold } from './metrics/row-fold.js';
import { judge } from './metrics/verdict.js';
import type { EngineChoice } from './neural/engine.js';
import { checkInvariants } from './node/invariants.js';
import type { RecordSink } from './record/run-record.js';
import { buildRun, type Run } from './scenario/build.js';
import { type LoadedNetworks, loadNetworks } from './scenario/networks.js';
import { createRegistries, type Extensions } from './scenario/registries.js';
import type { Scenario } from './scenario/schema.js';

export interface Progress {
  readonly replication: number;
  readonly replications: number;
  /** Share of this replication's simulated time that has passed, in [0, 1]. */
  readonly share: number;
}

export interface SimulateOptions {
  readonly extensions?: readonly Extensions[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly logger?: Logger;
  readonly engine?: EngineChoice;
  /** Folders with further trained models. */
  readonly modelFolders?: readonly string[];
  /** Receives every row of every replication, for traces. */
  readonly onRecord?: (replication: number) => RecordSink;
}

/** Longest stretch of wall time between two chances for others to run, ms. */
const yieldEvery = 40;
/** Events between two looks at the clock, few because a network batch may be among them; the size never changes a result. */
const sliceEvents = 200;
/** Rows that may wait for answers, in batches: more are answered before their batch is full. */
const waitingBatches = 64;

/** A scenario with everything loaded that its replications share. */
export class PreparedScenario {
  /** When others last had their turn. */
  private yieldedAt = wallClock.now();

  private constructor(
    readonly scenario: Scenario,
    readonly networks: LoadedNetworks,
    private readonly options: SimulateOptions,
  ) {}

  /** Step 1. @throws InputError, EnvironmentError */
  static async prepare(scenario: Scenario, options: SimulateOptions = {}): Promise<PreparedScenario> {
    const registries = createRegistries(options.extensions);
    const networks = await loadNetworks(scenario, registries, {
      engine: options.engine ?? 'auto',
      modelFolders: options.modelFolders ?? [],
      logger: options.logger ?? silentLogger,
    });
    return new PreparedScenario(scenario, networks, options);
  }

  /** Another scenario over the same networks, which stay this one's to dispose of: images, backbone and codecs must agree. */
  withScenario(scenario: Scenario): PreparedScenario {
    return new PreparedScenario(scenario, this.networks, this.options);
  }

  /** Steps 2 to 6: a pure function of the scenario and the index. */
  async runReplication(index: number): Promise<ReplicationSummary> {
    const { scenario, networks } = this;
    const window = { from: scenario.warmUp, to: scenario.duration };
    const fold = new RowFold({ metrics, imageCount: networks.images.count, window });
    const trace = this.options.onRecord?.(index);
    const answers = new AnswerEngine({
      batchSize: scenario.inference.batch,
      deliver: (ticket, predicted) => run.journal.complete(ticket, predicted),
    });
    const run = buildRun(scenario, index, {
      registries: networks.registries,
      codecs: networks.codecs,
      imageCount: networks.images.count,
      labels: networks.images.labels,
      baseCorrect: networks.baseCorrect,
      ask: (ticket, codec, question) => answers.ask(ticket, codec, question),
      sink: {
        write(record) {
          fold.write(record);
          trace?.write(record);
        },
      },
    });
    const inSystemMidway = await this.advance(run, index, answers);
    const { totals, queues } = closeBooks(run);
    answers.flush();
    checkRows(run, fold.written, totals.created);
    const { simulation, links, devices, servers } = run;
    const { now } = simulation;
    const deviceProcessors = devices.map(({ processor }) => processor);
    const serverProcessors = servers.flatMap(({ processors }) => processors);
    checkInvariants({ totals, queues, links, deviceProcessors, serverProcessors, now });
    const use = links.map((link) => link.utilisation());
    const idle = [...deviceProcessors, ...serverProcessors].reduce(
      (sum, unit) => sum + unit.idleEnergy(window.to - window.from),
      0,
    );
    return {
      replication: index,
      ...fold.result(),
      state: {
        created: totals.created,
        answered: totals.answered,
        dropped: totals.dropped,
        inFlight: totals.inSystem,
        measured: fold.measured,
        measuredAnswered: fold.measuredAnswered,
        sampled: fold.sampled,
        sampledCorrect: fold.sampledCorrect,
        windowSeconds: timeToSeconds(window.to - window.from),
        grantedBlockSlots: use.reduce((sum, { granted }) => sum + granted, 0),
        availableBlockSlots: use.reduce((sum, { available }) => sum + available, 0),
        idleEnergy: idle,
        runSeconds: timeToSeconds(now),
      },
      inSystemMidway,
      inSystemAtEnd: totals.inSystemAtWindowEnd,
      events: simulation.executedEvents,
      trajectory: simulation.fingerprint,
    };
  }

  dispose(): void {
    this.networks.dispose();
  }

  /**
   * Step 3: to T, then on in steps of T/1000 until every measured request has ended or passed its deadline, at most
   * another T. Returns the number in the system half-way through the measured window.
   */
  private async advance(run: Run, index: number, answers: AnswerEngine): Promise<number> {
    const { simulation, journal, window } = run;
    const middle = Math.floor((window.from + window.to) / 2);
    await this.runUntil(run, middle, index, answers);
    const midway = journal.population;
    await this.runUntil(run, window.to, index, answers);
    const step = Math.max(1, Math.floor(window.to / 1000));
    const end = Math.min(2 * window.to, window.to + longestDeadline(this.scenario));
    while (journal.openMeasured > 0 && simulation.now < end) {
      await this.runUntil(run, Math.min(end, simulation.now + step), index, answers);
    }
    return midway;
  }

  /** Runs in slices, and lets progress, signals and writers have their turn in between. */
  private async runUntil(run: Run, until: SimTime, replication: number, answers: AnswerEngine): Promise<void> {
    const { simulation, sequencer, window } = run;
    const { replications, inference } = this.scenario;
    for (let more = true; more; ) {
      more = simulation.runSlice(sliceEvents, until) === 'more';
      // A slow group's open batch must not hold back the rows of all others.
      if (sequencer.waiting > waitingBatches * inference.batch) answers.flush();
      if (wallClock.now() - this.yieldedAt < yieldEvery) continue;
      this.options.onProgress?.({ replication, replications, share: Math.min(1, simulation.now / window.to) });
      await new Promise((resume) => setImmediate(resume));
      if (this.options.signal?.aborted) throw new Interrupted(`interrupted in replication ${replication}`);
      this.yieldedAt = wallClock.now();
    }
  }
}

/** Every request has left a row: a lost answer would shorten all results. */
function checkRows({ sequencer }: Run, written: number, created: number): void {
  if (sequencer.waiting === 0 && written === created) return;
  throw new InvariantError(
    `rows: ${created} requests, ${written} rows written, ${sequencer.waiting} still wait for answers`,
  );
}

/** Longest deadline of the groups, Infinity if one has none. */
function longestDeadline({ devices }: Scenario): number {
  return Math.max(...Object.values(devices).map(({ deadline }) => deadline ?? Number.POSITIVE_INFINITY));
}

/** What is under way is charged up to now, then the rows of unresolved requests are written. */
function closeBooks({ simulation, journal, uplink, links, servers, devices }: Run) {
  const { now } = simulation;
  for (const device of devices) device.close(now);
  for (const link of links) link.close((transmission) => uplink.cutOff(transmission));
  const groups = [...new Set(devices.map(({ group }) => group))];
  const queues = [
    ...groups.flatMap(({ atDevices, onAir }) => [atDevices.close(now), onAir.close(now)]),
    ...servers.map((server) => server.close(now)),
  ];
  return { totals: journal.close(), queues };
}

export interface RunInfo {
  /** Engine that answered, e.g. `native libtensorflow 2.15.1`. */
  readonly engine: string;
  readonly wallSeconds: number;
}

/** Step 7. @param level two-sided confidence level, by default the scenario's */
export function combineReplications(
  scenario: Scenario,
  summaries: readonly ReplicationSummary[],
  { engine, wallSeconds }: RunInfo,
  level: number = scenario.confidence,
): SimulationResult {
  const ordered = [...summaries].sort((a, b) => a.replication - b.replication);
  const options = { level, accuracyMode: scenario.inference.interval };
  const { verdict, reasons } = judge(ordered, scenario.warmUp / scenario.duration);
  return {
    format: 'bottlenet-sim/result@1',
    scenario: scenario.name,
    verdict,
    verdictReasons: reasons,
    engine,
    fingerprint: {
      trajectory: digest(ordered.map(({ trajectory }) => trajectory)),
      answers: digest(ordered.map(({ answers }) => answers)),
    },
    replications: ordered.length,
    simulatedSeconds: ordered.reduce((sum, { state }) => sum + state.runSeconds, 0),
    wallSeconds,
    imageSet: engine === 'none' ? 'none' : scenario.imageSet,
    metrics: metrics.map((metric) => estimateMetric(metric, ordered, options)),
  };
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 16);
}

/** Runs all replications of a resolved scenario in this thread. */
export async function simulate(scenario: Scenario, options: SimulateOptions = {}): Promise<SimulationResult> {
  const started = wallClock.now();
  const prepared = await PreparedScenario.prepare(scenario, options);
  try {
    const summaries: ReplicationSummary[] = [];
    for (let index = 0; index < scenario.replications; index++) summaries.push(await prepared.runReplication(index));
    const wallSeconds = (wallClock.now() - started) / 1000;
    return combineReplications(scenario, summaries, { engine: prepared.networks.engineName, wallSeconds });
  } finally {
    prepared.dispose();
  }
}

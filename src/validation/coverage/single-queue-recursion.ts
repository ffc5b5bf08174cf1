/**
 * One queue without the event list: start = max(arrival, end before it), end = start + service (Lindley's recursion).
 *
 * It draws from the streams that the simulator draws from, through the same arrival process and compute profile, and counts what
 * the simulator counts, in the same order: for the scenarios of `queueScenario` every request has the simulator's times to the
 * nanosecond and every sum its bits, in a small part of the time. Source: D. V. Lindley, "The theory of queues with a single
 * server", 1952. Limits: one device that computes in no time, one server without batching.
 */
import { RandomStreams } from '../../base/random/random-streams.js';
import { QuantileSketch } from '../../base/statistics/quantile-sketch.js';
import { type SimTime, timeToSeconds } from '../../base/time.js';
import { createRegistries } from '../../scenario/registries.js';
import type { Scenario } from '../../scenario/schema.js';

/** Sums over the requests created in the measured window of one replication. */
export interface QueueSums {
  readonly created: number;
  /** Not answered by the deadline. */
  readonly late: number;
  /** What follows is over these. */
  readonly answered: number;
  /** In s, as `latency.mean` sums it. */
  readonly latency: number;
  /** In ns: sums of whole numbers, exact below 2^53. */
  readonly wait: number;
  readonly service: number;
  /** In ns^2. */
  readonly waitSquares: number;
  readonly serviceSquares: number;
  readonly products: number;
  /** In s; good for quantiles beyond the sketched share only. */
  readonly latencies: QuantileSketch;
}

export interface QueueOptions {
  readonly replication: number;
  /** Latencies up to here are counted in the sketch without their value, which takes most of the sketch's time; 0 keeps all. */
  readonly sketchedFrom?: SimTime;
  /** Sees each measured request in order of arrival, answered before the end of the run or not. */
  readonly visit?: (created: SimTime, start: SimTime, end: SimTime) => void;
}

export function runSingleQueue(
  { seed, duration, warmUp, devices, servers }: Scenario,
  { replication, sketchedFrom = 0, visit }: QueueOptions,
): QueueSums {
  const registries = createRegistries();
  const streams = new RandomStreams({ seed, replication });
  const { arrival, deadline = Number.POSITIVE_INFINITY } = devices.source!;
  const { compute } = servers.edge!;
  const arrivals = registries.arrivals
    .get(arrival.kind)
    .create(arrival as never, streams.stream('device/source/0/arrival'));
  const server = registries.computeProfiles
    .get(compute.kind)
    .create(compute as never, streams.stream('edge/edge/compute'));
  // The simulator stops here: requests still in the system then are late, and not answered.
  const stop = Math.min(2 * duration, duration + deadline);
  const sketch = new QuantileSketch();
  let created = 0;
  let late = 0;
  let answered = 0;
  let short = 0;
  let latency = 0;
  let wait = 0;
  let service = 0;
  let waitSquares = 0;
  let serviceSquares = 0;
  let products = 0;
  let free = 0;
  for (let time = arrivals.next(0); time < duration; time = arrivals.next(time)) {
    const start = time > free ? time : free;
    free = start + server.duration(0, 1);
    if (time < warmUp) continue;
    visit?.(time, start, free);
    created++;
    if (free - time > deadline) late++;
    if (free > stop) continue;
    const seconds = timeToSeconds(free - time);
    const waited = start - time;
    const served = free - start;
    answered++;
    latency += seconds;
    wait += waited;
    service += served;
    waitSquares += waited * waited;
    serviceSquares += served * served;
    products += waited * served;
    if (waited + served > sketchedFrom) sketch.add(seconds);
    else short++;
  }
  const data = sketch.toData();
  const latencies = QuantileSketch.fromData({ ...data, zeros: data.zeros + short });
  return { created, late, answered, latency, wait, service, waitSquares, serviceSquares, products, latencies };
}

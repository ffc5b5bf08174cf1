// The workloads of the benchmark on our kernel, through its public interface: an entity that schedules on a Simulation.
// peers/workloads.hpp states the same for a compiled kernel, event by event and draw by draw.
import { PHASE } from '../../dist/kernel/phase.js';
import { Exponentials, Words } from './draws.mjs';
import { BATCHES, Meter } from './meter.mjs';

const SECOND = 1e9;
const FAR = 2 ** 53 - 1;
const SLICE = 65536;

/** N pending events; each schedules its successor after an exponential delay of mean 1 s. */
export class Hold {
  path = 'hold';
  #simulation;
  #id;
  #draws;
  #meter;
  #moments;
  #batch = 0;
  #batchStart = 0;

  constructor(simulation, pending, length, seed) {
    this.#simulation = simulation;
    this.#draws = new Exponentials(seed);
    this.#meter = new Meter(`hold-${pending}`, 1, length, ['throughput', 'secondMoment']);
    this.#id = simulation.add(this);
    const squares = new Float64Array(BATCHES);
    for (let i = 0; i < pending; i++) {
      const delay = this.#draws.nanoseconds(SECOND);
      squares[i % BATCHES] += (delay / SECOND) ** 2;
      simulation.schedule(delay, PHASE.arrive, this.#id, 0, i);
    }
    this.#moments = squares.map((sum) => (sum * BATCHES) / pending);
  }

  handle(_kind, id) {
    const simulation = this.#simulation;
    simulation.schedule(simulation.now + this.#draws.nanoseconds(SECOND), PHASE.arrive, this.#id, 0, id);
    if (this.#meter.tick()) this.#close();
  }

  run() {
    return run(this.#simulation, this.#meter);
  }

  #close() {
    const { now } = this.#simulation;
    const meter = this.#meter;
    meter.close([
      (meter.batchSize * SECOND) / (now - this.#batchStart),
      this.#moments[meter.measuring ? this.#batch++ : 0],
    ]);
    this.#batchStart = now;
  }
}

const PROCESSES = 1000;

/** Parallel HOLD: 1000 logical processes, one message each to begin with; uniform destination, delay of mean 1 s. */
export class Phold {
  #simulation;
  #processes;
  #meter;
  #batchStart = 0;

  constructor(simulation, length, seed) {
    this.#simulation = simulation;
    this.#meter = new Meter(`phold-${PROCESSES}`, 1, length, ['throughput', 'shareOfFirstTenth']);
    const draws = new Exponentials(seed);
    const destinations = new Words(seed + 0x10000);
    this.#processes = Array.from({ length: PROCESSES }, (_, i) => {
      return new LogicalProcess(simulation, `process/${i}`, draws, destinations, this.#meter, () => this.#close());
    });
    for (const { id } of this.#processes) simulation.schedule(draws.nanoseconds(SECOND), PHASE.arrive, id, 0, 0);
  }

  run() {
    return run(this.#simulation, this.#meter);
  }

  #close() {
    const { now } = this.#simulation;
    const { batchSize } = this.#meter;
    const tenth = this.#processes.slice(0, PROCESSES / 10).reduce((sum, { received }) => sum + received, 0);
    for (const process of this.#processes) process.received = 0;
    this.#meter.close([(batchSize * SECOND) / (now - this.#batchStart), tenth / batchSize]);
    this.#batchStart = now;
  }
}

class LogicalProcess {
  path;
  id;
  received = 0;
  #simulation;
  #draws;
  #destinations;
  #meter;
  #close;

  constructor(simulation, path, draws, destinations, meter, close) {
    this.path = path;
    this.#simulation = simulation;
    this.#draws = draws;
    this.#destinations = destinations;
    this.#meter = meter;
    this.#close = close;
    this.id = simulation.add(this);
  }

  handle() {
    this.received++;
    const simulation = this.#simulation;
    // the ids of the processes are 0 .. 999, in the order in which they were added
    const destination = this.#destinations.below(PROCESSES);
    simulation.schedule(simulation.now + this.#draws.nanoseconds(SECOND), PHASE.arrive, destination, 0, 0);
    if (this.#meter.tick()) this.#close();
  }
}

const ARRIVAL = 0;
const DEPARTURE = 1;
const MILLISECOND = 1e6;

/** M/M/1 queue, first come first served: arrivals at 0.8 /ms, services of mean 1 ms. A unit is a customer who begins service. */
export class SingleServer {
  path = 'server';
  #simulation;
  #id;
  #draws;
  #meter;
  #waiting = new TimeFifo();
  #busy = false;
  #waits = 0;
  #batchStart = 0;

  constructor(simulation, length, seed) {
    this.#simulation = simulation;
    this.#draws = new Exponentials(seed);
    this.#meter = new Meter('mm1', 2, length, ['meanWait', 'throughput']);
    this.#id = simulation.add(this);
    simulation.schedule(this.#draws.nanoseconds(MILLISECOND / 0.8), PHASE.arrive, this.#id, ARRIVAL, 0);
  }

  handle(kind) {
    const simulation = this.#simulation;
    const { now } = simulation;
    if (kind === ARRIVAL) {
      simulation.schedule(now + this.#draws.nanoseconds(MILLISECOND / 0.8), PHASE.arrive, this.#id, ARRIVAL, 0);
      if (this.#busy) this.#waiting.push(now);
      else {
        this.#busy = true;
        this.#serve(now, now);
      }
    } else if (this.#waiting.size === 0) this.#busy = false;
    else this.#serve(now, this.#waiting.shift());
  }

  run() {
    return run(this.#simulation, this.#meter);
  }

  #serve(now, arrived) {
    this.#waits += now - arrived;
    this.#simulation.schedule(now + this.#draws.nanoseconds(MILLISECOND), PHASE.arrive, this.#id, DEPARTURE, 0);
    if (this.#meter.tick()) this.#close(now);
  }

  #close(now) {
    const { batchSize } = this.#meter;
    this.#meter.close([this.#waits / MILLISECOND / batchSize, (batchSize * MILLISECOND) / (now - this.#batchStart)]);
    this.#waits = 0;
    this.#batchStart = now;
  }
}

/** Times, first in first out, in a ring that doubles when it is full. */
class TimeFifo {
  size = 0;
  #first = 0;
  #times = new Float64Array(64);

  push(time) {
    if (this.size === this.#times.length) this.#grow();
    this.#times[(this.#first + this.size++) & (this.#times.length - 1)] = time;
  }

  shift() {
    const time = this.#times[this.#first];
    this.#first = (this.#first + 1) & (this.#times.length - 1);
    this.size--;
    return time;
  }

  #grow() {
    const times = new Float64Array(2 * this.size);
    for (let i = 0; i < this.size; i++) times[i] = this.#times[(this.#first + i) & (this.size - 1)];
    this.#times = times;
    this.#first = 0;
  }
}

const DEVICES = 10_000;
const NONE = -1;
const THINK = 0;
const COMPUTE = 1;
const LINK = 2;
const EDGE = 3;
const MEAN_SERVICE = [10 * SECOND, 0.5 * SECOND, 0.08 * SECOND, 0.075 * SECOND];

/**
 * Closed network of 10,000 devices: think (mean 10 s), compute node (device mod 1000, one server, 0.5 s), link (device
 * mod 100, one server, 80 ms), edge server (device mod 10, eight servers, 75 ms); queues first come first served. A unit
 * is a cycle of a device, four events.
 */
export class Network {
  path = 'network';
  #simulation;
  #id;
  #draws;
  #meter;
  /** Per station: free servers, first and last device that waits. */
  #free = new Int32Array(1110).fill(1).fill(8, 1100);
  #first = new Int32Array(1110).fill(NONE);
  #last = new Int32Array(1110).fill(NONE);
  /** Per device: the one that waits behind it, and when its thinking ended. */
  #next = new Int32Array(DEVICES);
  #started = new Float64Array(DEVICES);
  #responses = 0;
  #batchStart = 0;

  constructor(simulation, length, seed) {
    this.#simulation = simulation;
    this.#draws = new Exponentials(seed);
    this.#meter = new Meter(`network-${DEVICES}`, 4, length, ['throughput', 'meanResponse']);
    this.#id = simulation.add(this);
    for (let device = 0; device < DEVICES; device++) this.#start(THINK, device);
  }

  handle(kind, device) {
    switch (kind) {
      case THINK:
        this.#started[device] = this.#simulation.now;
        this.#arrive(device % 1000, COMPUTE, device);
        return;
      case COMPUTE:
        this.#depart(device % 1000, COMPUTE);
        this.#arrive(1000 + (device % 100), LINK, device);
        return;
      case LINK:
        this.#depart(1000 + (device % 100), LINK);
        this.#arrive(1100 + (device % 10), EDGE, device);
        return;
      default:
        this.#depart(1100 + (device % 10), EDGE);
        this.#responses += this.#simulation.now - this.#started[device];
        this.#start(THINK, device);
        if (this.#meter.tick()) this.#close();
    }
  }

  run() {
    return run(this.#simulation, this.#meter);
  }

  #start(kind, device) {
    const simulation = this.#simulation;
    const delay = this.#draws.nanoseconds(MEAN_SERVICE[kind]);
    simulation.schedule(simulation.now + delay, PHASE.arrive, this.#id, kind, device);
  }

  #arrive(station, kind, device) {
    if (this.#free[station] > 0) {
      this.#free[station]--;
      this.#start(kind, device);
      return;
    }
    this.#next[device] = NONE;
    if (this.#first[station] === NONE) this.#first[station] = device;
    else this.#next[this.#last[station]] = device;
    this.#last[station] = device;
  }

  #depart(station, kind) {
    const waiting = this.#first[station];
    if (waiting === NONE) {
      this.#free[station]++;
      return;
    }
    this.#first[station] = this.#next[waiting];
    this.#start(kind, waiting);
  }

  #close() {
    const { now } = this.#simulation;
    const { batchSize } = this.#meter;
    this.#meter.close([(batchSize * SECOND) / (now - this.#batchStart), this.#responses / SECOND / batchSize]);
    this.#responses = 0;
    this.#batchStart = now;
  }
}

/** Runs until the meter has its batches. */
export function run(simulation, meter) {
  while (!meter.finished) simulation.runSlice(SLICE, FAR);
  return meter.result();
}

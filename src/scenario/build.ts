/**
 * The composition root: wires one replication of a resolved scenario from the registries.
 *
 * Streams are named after the entities they belong to (`device/camera/12/arrival`), so an added device or group leaves
 * all others' arrivals, places and channels as they are.
 */
import { InputError } from '../base/errors.js';
import { KeyedDraws } from '../base/random/keyed-draws.js';
import { RandomStreams } from '../base/random/random-streams.js';
import type { SimTime } from '../base/time.js';
import type { Codec, Question } from '../codec/codec.js';
import { Simulation } from '../kernel/simulation.js';
import type { Link } from '../link/link.js';
import { Device } from '../node/device.js';
import { DeviceGroup } from '../node/device-group.js';
import { EdgeServer } from '../node/edge-server.js';
import { RunJournal } from '../node/run-journal.js';
import { Uplink } from '../node/uplink.js';
import { RecordSequencer } from '../record/record-sequencer.js';
import type { RecordSink } from '../record/run-record.js';
import type { Registries } from './registries.js';
import type { Scenario } from './schema.js';

/** What a run needs besides the scenario: networks and images, loaded beforehand. */
export interface RunResources {
  readonly registries: Registries;
  /** Codecs of each device group, in the order of the policy. */
  readonly codecs: ReadonlyMap<string, readonly Codec[]>;
  readonly imageCount: number;
  readonly labels: Uint8Array;
  readonly baseCorrect: Uint8Array;
  readonly ask: (ticket: number, codec: Codec, question: Question) => void;
  readonly sink: RecordSink;
}

/** One wired replication, at time 0. */
export interface Run {
  readonly simulation: Simulation;
  readonly journal: RunJournal;
  readonly sequencer: RecordSequencer;
  readonly uplink: Uplink;
  readonly links: readonly Link[];
  readonly servers: readonly EdgeServer[];
  readonly devices: readonly Device[];
  /** Measured window of creation times. */
  readonly window: { readonly from: SimTime; readonly to: SimTime };
}

export function buildRun(scenario: Scenario, replication: number, resources: RunResources): Run {
  const simulation = new Simulation();
  const streams = new RandomStreams({ seed: scenario.seed, replication });
  const window = { from: scenario.warmUp, to: scenario.duration };
  const sequencer = new RecordSequencer(resources.sink);
  const journal = new RunJournal({ simulation, sequencer, ask: resources.ask, labels: resources.labels, window });
  const uplink = new Uplink(simulation, journal);
  const site: Site = { scenario, resources, simulation, streams, journal, uplink, window };

  const links = mapNamed(scenario.cells, (name) => buildLink(site, name));
  const servers = mapNamed(scenario.servers, (name) => buildServer(site, name));
  const draws = new KeyedDraws({ seed: scenario.seed, replication });
  const devices = Object.keys(scenario.devices).flatMap((name) => buildGroup(site, name, links, servers, draws));
  return {
    simulation,
    journal,
    sequencer,
    uplink,
    links: [...links.values()],
    servers: [...servers.values()],
    devices,
    window,
  };
}

interface Site {
  readonly scenario: Scenario;
  readonly resources: RunResources;
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly journal: RunJournal;
  readonly uplink: Uplink;
  readonly window: { readonly from: SimTime; readonly to: SimTime };
}

function buildLink({ scenario, resources, simulation, uplink, window }: Site, name: string): Link {
  const { registries } = resources;
  const parameters = scenario.cells[name]!;
  return registries.cells.get(parameters.kind).create(parameters as never, {
    path: `cell/${name}`,
    simulation,
    listener: uplink,
    schedulers: registries.schedulers,
    pathLosses: registries.pathLosses,
    window,
  });
}

function buildServer({ scenario, resources, simulation, streams, journal }: Site, name: string): EdgeServer {
  const { compute, workers, queue, batch, downlink } = scenario.servers[name]!;
  const { registries } = resources;
  return new EdgeServer({
    name,
    compute: registries.computeProfiles
      .get(compute.kind)
      .create(compute as never, streams.stream(`edge/${name}/compute`)),
    workers,
    order: registries.queueOrders.get(queue.order.kind).create(queue.order as never),
    limit: queue.limit ?? Number.POSITIVE_INFINITY,
    maximumSize: batch.maximumSize,
    maximumWait: batch.maximumWait,
    downlink,
    journal,
    simulation,
  });
}

function buildGroup(
  site: Site,
  name: string,
  links: ReadonlyMap<string, Link>,
  servers: ReadonlyMap<string, EdgeServer>,
  draws: KeyedDraws,
): Device[] {
  const { scenario, resources, journal } = site;
  const { registries } = resources;
  const parameters = scenario.devices[name]!;
  const link = named(links, parameters.cell, `/devices/${name}/cell`);
  const group = new DeviceGroup({
    name,
    codecs: resources.codecs.get(name)!,
    policy: registries.policies.get(parameters.policy.kind).create(parameters.policy as never),
    deadline: parameters.deadline ?? Number.POSITIVE_INFINITY,
    reportErrorDb: parameters.report.error,
    link,
    server: named(servers, parameters.server, `/devices/${name}/server`),
    priority: parameters.priority,
    draws,
    share: scenario.inference.share,
    imageCount: resources.imageCount,
    baseCorrect: resources.baseCorrect,
    journal,
  });
  return Array.from({ length: parameters.count }, (_, index) => buildDevice(site, group, link, index));
}

function buildDevice(
  { scenario, resources, simulation, streams }: Site,
  group: DeviceGroup,
  link: Link,
  index: number,
) {
  const { registries } = resources;
  const parameters = scenario.devices[group.name]!;
  const path = `device/${group.name}/${index}`;
  const { placement, fading, erasure, arrival, compute } = parameters;
  const transmitter = link.addTransmitter({
    path,
    distanceMetres:
      placement === undefined
        ? Number.NaN
        : registries.placements.get(placement.kind).distance(placement as never, streams.stream(`${path}/place`)),
    radio: parameters.radio,
    report: {
      period: parameters.report.period,
      delay: parameters.report.delay,
      error: (report) => group.reportError(index, report),
    },
    fading: registries.fadings
      .get(fading.kind)
      .create(fading as never, { stream: streams.stream(`${path}/fading`), carrierHz: link.carrierHz }),
    erasure: registries.erasures
      .get(erasure.kind)
      .create(erasure as never, { stream: streams.stream(`${path}/erasure`) }),
  });
  return new Device({
    group,
    index,
    transmitter,
    arrivals: registries.arrivals.get(arrival.kind).create(arrival as never, streams.stream(`${path}/arrival`)),
    compute: registries.computeProfiles.get(compute.kind).create(compute as never, streams.stream(`${path}/compute`)),
    simulation,
  });
}

function mapNamed<T>(values: object, build: (name: string) => T): Map<string, T> {
  return new Map(Object.keys(values).map((name) => [name, build(name)]));
}

function named<T>(values: ReadonlyMap<string, T>, name: string, path: string): T {
  const value = values.get(name);
  if (value !== undefined) return value;
  throw new InputError([{ path, message: `found "${name}"; accepted: ${[...values.keys()].join(', ')}` }]);
}

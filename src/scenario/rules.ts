/**
 * Cross-checks between parts of a scenario, one function per rule. All of them run on every scenario, also on one with other
 * faults, where values that were refused are missing.
 */

import { hint } from '../base/schema/check-schema.js';
import type { Kinded } from '../base/slot.js';
import { formatQuantity } from '../base/units.js';
import type { PayloadKind } from '../codec/codec.js';
import { type GroupCodec, groupCodecs } from './group-codecs.js';
import type { Issue } from './issue.js';
import type { DeviceGroup, Scenario } from './schema.js';

/** What a rule may ask about the world outside the document. Absent lists are not checked. */
export interface RuleContext {
  /** What requests of a codec put on the air, where the codec's entry says so. */
  payloadKindOf(codec: Kinded): PayloadKind | undefined;
  /** Whether a codec needs engine, backbone and images. */
  needsNetworks(codec: string): boolean;
  canAnswer(codec: string): boolean;
  /** Why a policy cannot choose among so many codecs. */
  policyFault(policy: Kinded, codecs: number): string | undefined;
  /** Erasure models that act on a payload. */
  erasuresOf(payload: PayloadKind): readonly string[];
  readonly models?: readonly string[];
  readonly imageSets?: readonly string[];
  readonly backbones?: readonly string[];
}

export interface Finding extends Issue {
  /** Does not refuse the scenario, unless `--strict` is given. */
  readonly warning?: true;
}

export interface ScenarioRule {
  /** The rule as a sentence, for the documentation. */
  readonly sentence: string;
  check(scenario: Scenario, context: RuleContext): Iterable<Finding>;
}

const groupsOf = (scenario: Scenario): [string, DeviceGroup][] => Object.entries(scenario.devices ?? {});

/** Every codec of every group, with the group's name. */
const codecsOf = (scenario: Scenario): [string, GroupCodec][] =>
  groupsOf(scenario).flatMap(([name, group]) => groupCodecs(group).map((found): [string, GroupCodec] => [name, found]));

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');

const warmUpBeforeEnd: ScenarioRule = {
  sentence: '`warmUp` is shorter than `duration`.',
  *check({ warmUp, duration }) {
    if (warmUp >= duration) {
      yield { path: '/warmUp', message: 'the warm-up lasts as long as the run; accepted: less than "duration"' };
    }
  },
};

const groupsUseWhatExists: ScenarioRule = {
  sentence: 'The `cell` and the `server` of a group exist.',
  *check(scenario) {
    for (const [group, { cell, server }] of groupsOf(scenario)) {
      yield* known(`/devices/${group}/cell`, 'cell', cell, Object.keys(scenario.cells ?? {}));
      yield* known(`/devices/${group}/server`, 'server', server, Object.keys(scenario.servers ?? {}));
    }
  },
};

function* known(path: string, what: string, found: unknown, names: readonly string[] | undefined): Iterable<Finding> {
  if (names === undefined || typeof found !== 'string' || names.includes(found)) return;
  const accepted = names.length === 0 ? `none is installed` : quoted(names);
  yield { path, message: `unknown ${what} ${JSON.stringify(found)}${hint(found, names)}; accepted: ${accepted}` };
}

const erasuresNeedTheirCodec: ScenarioRule = {
  sentence:
    'An `erasure` model acts on what the codec sends: any on bits that may be erased, those that change a rate on digital payloads, only `none` on the rest.',
  *check(scenario, context) {
    for (const [group, { place, codec }] of codecsOf(scenario)) {
      const { erasure } = scenario.devices[group]!;
      const payload = context.payloadKindOf(codec);
      if (erasure === undefined || payload === undefined) continue;
      const accepted = context.erasuresOf(payload);
      if (accepted.includes(erasure.kind)) continue;
      const message = `codec "${codec.kind}"${place === 'codec' ? '' : ` of ${place}`} sends ${payloadWords[payload]}, which "${erasure.kind}" does not act on; accepted: ${quoted(accepted)}, or a codec that sends bits to be erased`;
      yield { path: `/devices/${group}/erasure/kind`, message };
    }
  },
};

const payloadWords: Readonly<Record<PayloadKind, string>> = {
  analog: 'analog symbols',
  digital: 'digital blocks',
  'erasure-tolerant': 'bits',
  none: 'nothing',
};

const cellsWithPathLossNeedPlacement: ScenarioRule = {
  sentence: 'A group in a cell with a path loss has a `placement`.',
  *check(scenario) {
    for (const [group, { cell, placement }] of groupsOf(scenario)) {
      if (placement !== undefined || scenario.cells?.[cell]?.pathLoss === undefined) continue;
      const message = `missing, but cell "${cell}" has a path loss; accepted: a placement such as { "kind": "fixed", "distance": "50 m" }`;
      yield { path: `/devices/${group}/placement`, message };
    }
  },
};

const ringsAreOrdered: ScenarioRule = {
  sentence: 'The inner radius of a ring is not above the outer one.',
  *check(scenario) {
    for (const [group, { placement }] of groupsOf(scenario)) {
      if (placement?.kind !== 'ring' || !(Number(placement.minimum) > Number(placement.maximum))) continue;
      yield {
        path: `/devices/${group}/placement/minimum`,
        message: 'the inner radius is above the outer one; accepted: at most "maximum"',
      };
    }
  },
};

const placesReachThePathLoss: ScenarioRule = {
  sentence: 'No device stands nearer to its base station than the reference distance of the path loss.',
  *check(scenario) {
    for (const [group, { cell, placement }] of groupsOf(scenario)) {
      const pathLoss = scenario.cells?.[cell]?.pathLoss as { readonly referenceDistance?: unknown } | undefined;
      const key = placement?.kind === 'ring' ? 'minimum' : 'distance';
      const nearest = Number(placement?.[key]);
      const reference = Number(pathLoss?.referenceDistance);
      if (!(nearest < reference)) continue;
      const message = `found ${nearest} m, where the path loss of cell "${cell}" does not hold; accepted: at least its reference distance, ${reference} m`;
      yield { path: `/devices/${group}/placement/${key}`, message };
    }
  },
};

const workDrawsMoreThanIdling: ScenarioRule = {
  sentence: 'A processor draws at least as much while it works as while it idles.',
  *check(scenario) {
    for (const where of ['devices', 'servers'] as const) {
      for (const [name, { compute }] of Object.entries(scenario[where] ?? {})) {
        const { activePower, idlePower } = (compute ?? {}) as {
          readonly activePower?: number;
          readonly idlePower?: number;
        };
        if (activePower === undefined || idlePower === undefined || activePower >= idlePower) continue;
        const message = `found ${activePower} W, below the idle draw; accepted: at least "idlePower", ${idlePower} W`;
        yield { path: `/${where}/${name}/compute/activePower`, message };
      }
    }
  },
};

/** Numerologies of 5G NR, kHz. */
const subcarrierSpacings = [15, 30, 60, 120, 240];

const spacingsExist: ScenarioRule = {
  sentence: 'The subcarrier spacing of a cell is 15, 30, 60, 120 or 240 kHz.',
  *check(scenario) {
    for (const [name, cell] of Object.entries(scenario.cells ?? {})) {
      const spacing = cell?.subcarrierSpacing;
      if (typeof spacing !== 'number' || subcarrierSpacings.includes(spacing / 1000)) continue;
      const accepted = subcarrierSpacings.map((kHz) => `"${kHz} kHz"`).join(', ');
      const message = `found "${formatQuantity(spacing, 'frequency')}"; accepted: ${accepted}`;
      yield { path: `/cells/${name}/subcarrierSpacing`, message };
    }
  },
};

const jitterBelowPeriod: ScenarioRule = {
  sentence: 'The jitter of periodic arrivals is below their period.',
  *check(scenario) {
    for (const [group, { arrival }] of groupsOf(scenario)) {
      if (arrival?.kind !== 'periodic' || !(Number(arrival.jitter) >= Number(arrival.period))) continue;
      yield {
        path: `/devices/${group}/arrival/jitter`,
        message: 'the jitter reaches the period; accepted: less than "period"',
      };
    }
  },
};

const namesAreInstalled: ScenarioRule = {
  sentence: 'The image set, the backbone and the models of codecs are installed.',
  *check(scenario, { imageSets, backbones, models, needsNetworks }) {
    const codecs = codecsOf(scenario);
    if (!codecs.some(([, { codec }]) => needsNetworks(codec.kind))) return;
    yield* known('/imageSet', 'image set', scenario.imageSet, imageSets);
    yield* known('/backbone', 'backbone', scenario.backbone, backbones);
    for (const [group, { place, codec }] of codecs) {
      yield* known(`/devices/${group}/${place}/model`, 'model', codec.model, models);
    }
  },
};

const answersNeedACodecThatGivesThem: ScenarioRule = {
  sentence: '`inference.share` is 0 where a codec has nothing to answer with.',
  *check(scenario, { canAnswer }) {
    if (!(scenario.inference?.share > 0)) return;
    const found = codecsOf(scenario).find(([, { codec }]) => !canAnswer(codec.kind));
    if (found === undefined) return;
    const message = `found ${scenario.inference.share}, but codec "${found[1].codec.kind}" of "${found[0]}" gives no answers; accepted: 0`;
    yield { path: '/inference/share', message };
  },
};

const policiesGetWhatTheyChooseFrom: ScenarioRule = {
  sentence:
    'The `policy` of a group chooses among as many codecs as the group has: its `codec` and its `alternatives`.',
  *check(scenario, { policyFault }) {
    for (const [name, group] of groupsOf(scenario)) {
      const count = groupCodecs(group).length;
      // Of a group with a faulty codec the number is not known.
      if (group.policy === undefined || count !== 1 + (group.alternatives?.length ?? 0)) continue;
      const fault = policyFault(group.policy, count);
      if (fault === undefined) continue;
      yield {
        path: `/devices/${name}/policy`,
        message: `the group has ${count} codec${count === 1 ? '' : 's'}; ${fault}`,
      };
    }
  },
};

const everythingIsUsed: ScenarioRule = {
  sentence: 'Every cell and every server is used by a group (a warning).',
  *check(scenario) {
    const groups = groupsOf(scenario).map(([, group]) => group);
    for (const cell of Object.keys(scenario.cells ?? {})) {
      if (groups.some((group) => group.cell === cell)) continue;
      yield { path: `/cells/${cell}`, onKey: true, warning: true, message: `no group uses cell "${cell}"` };
    }
    for (const server of Object.keys(scenario.servers ?? {})) {
      if (groups.some((group) => group.server === server)) continue;
      yield { path: `/servers/${server}`, onKey: true, warning: true, message: `no group uses server "${server}"` };
    }
  },
};

const ordersHaveWhatTheyRankBy: ScenarioRule = {
  sentence: 'A server that serves by priority or by deadline has groups that differ in it (a warning).',
  *check(scenario) {
    for (const [name, server] of Object.entries(scenario.servers ?? {})) {
      const groups = groupsOf(scenario).filter(([, group]) => group.server === name);
      const kind = server?.queue?.order?.kind;
      const ranks = new Set(groups.map(([, group]) => (kind === 'priority' ? group.priority : group.deadline)));
      const path = `/servers/${name}/queue/order/kind`;
      if (kind === 'priority' && ranks.size === 1) {
        yield { path, warning: true, message: 'all groups have one priority: requests are served as they come' };
      }
      if (kind === 'earliest-deadline' && ranks.size === 1 && ranks.has(undefined)) {
        yield { path, warning: true, message: 'no group has a deadline: requests are served as they come' };
      }
    }
  },
};

const replicationsGiveIntervals: ScenarioRule = {
  sentence: 'At least two replications are run, else no interval can be given (a warning).',
  *check({ replications }) {
    if (replications !== 1) return;
    yield { path: '/replications', warning: true, message: 'one replication gives no intervals; advised: 10' };
  },
};

export const scenarioRules: readonly ScenarioRule[] = [
  warmUpBeforeEnd,
  groupsUseWhatExists,
  erasuresNeedTheirCodec,
  cellsWithPathLossNeedPlacement,
  ringsAreOrdered,
  placesReachThePathLoss,
  workDrawsMoreThanIdling,
  spacingsExist,
  jitterBelowPeriod,
  namesAreInstalled,
  answersNeedACodecThatGivesThem,
  policiesGetWhatTheyChooseFrom,
  everythingIsUsed,
  ordersHaveWhatTheyRankBy,
  replicationsGiveIntervals,
];

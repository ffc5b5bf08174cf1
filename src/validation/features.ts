/**
 * What the simulator can do, read off its registries: every entry with its source, the validation rows that run it and the
 * scenarios that use it. docs/features.md is made from it; a test refuses entries without a row or a scenario.
 */
import type { SlotName } from '../base/slot.js';
import { groupCodecs } from '../scenario/group-codecs.js';
import type { Registries } from '../scenario/registries.js';
import type { Scenario } from '../scenario/schema.js';

export interface Feature {
  readonly slot: SlotName;
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Ids of the validation rows whose scenario uses the entry. */
  readonly rows: readonly string[];
  /** Scenario files that use the entry. */
  readonly scenarios: readonly string[];
}

/** Something that uses entries: a validation row's scenario, or a file. */
export interface Usage {
  readonly name: string;
  readonly scenario: Scenario;
}

interface Kinded {
  readonly kind: string;
}

/** Entries that a resolved scenario uses, as `slot/kind`. */
export function usedEntries({ devices, cells, servers }: Scenario): ReadonlySet<string> {
  const used = new Set<string>();
  const use = (slot: SlotName, value: Kinded | undefined): void => {
    if (value !== undefined) used.add(`${slot}/${value.kind}`);
  };
  for (const group of Object.values(devices)) {
    use('arrivals', group.arrival);
    for (const { codec } of groupCodecs(group)) use('codecs', codec);
    use('policies', group.policy);
    use('computeProfiles', group.compute);
    use('placements', group.placement);
    use('fadings', group.fading);
    use('erasures', group.erasure);
  }
  for (const cell of Object.values(cells)) {
    use('cells', cell);
    use('pathLosses', cell.pathLoss as Kinded | undefined);
    use('schedulers', cell.scheduler as Kinded | undefined);
  }
  for (const server of Object.values(servers)) {
    use('computeProfiles', server.compute);
    use('queueOrders', server.queue.order);
  }
  return used;
}

export function listFeatures(
  registries: Registries,
  rows: readonly Usage[],
  scenarios: readonly Usage[],
): readonly Feature[] {
  const using = (usages: readonly Usage[]) =>
    usages.map(({ name, scenario }) => ({ name, used: usedEntries(scenario) }));
  const inRows = using(rows);
  const inScenarios = using(scenarios);
  return (Object.keys(registries) as SlotName[]).flatMap((slot) =>
    registries[slot].entries().map(({ name, summary, source }): Feature => {
      const users = (list: typeof inRows): string[] =>
        list.filter(({ used }) => used.has(`${slot}/${name}`)).map((usage) => usage.name);
      return { slot, name, summary, source, rows: users(inRows), scenarios: users(inScenarios) };
    }),
  );
}

const titles: Readonly<Record<SlotName, string>> = {
  arrivals: 'Arrival processes',
  cells: 'Cells',
  codecs: 'Codecs',
  computeProfiles: 'Compute profiles',
  erasures: 'Bit erasures',
  fadings: 'Fading',
  pathLosses: 'Path loss',
  placements: 'Placement',
  policies: 'Policies',
  queueOrders: 'Orders of service',
  schedulers: 'MAC schedulers',
};

/** docs/features.md. */
export function featurePage(features: readonly Feature[]): string {
  const slots = [...new Set(features.map(({ slot }) => slot))];
  const sections = slots.map((slot) => {
    const lines = features
      .filter((feature) => feature.slot === slot)
      .map(({ name, summary, source, rows, scenarios }) => {
        const cells = [`\`${name}\``, summary, source, abbreviate(rows), abbreviate(scenarios)];
        return `| ${cells.join(' | ')} |`;
      });
    return `## ${titles[slot]}\n\n| kind | what it is | source | validation rows | scenarios |\n|---|---|---|---|---|\n${lines.join('\n')}\n`;
  });
  return `# Features\n\n<!-- Written by \`bottlenet-sim schema features --format markdown\`; change the registries, not this file. -->\n\nEvery entry of the registries: where it comes from, what checks it, where it is used.\n\n${sections.join('\n')}`;
}

const shown = 4;

function abbreviate(names: readonly string[]): string {
  const rest = names.length - shown;
  return names.slice(0, shown).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

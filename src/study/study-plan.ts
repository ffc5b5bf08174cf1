/** A study unfolded: every point with its resolved scenario, in the order of the study file. */

import { InputError } from '../base/errors.js';
import { contentKey } from './canonical-json.js';
import type { Identity, ResolvedScenario } from './replication.js';
import { replicationKey } from './replication-store.js';
import type { AxisValue } from './study-table.js';

/** The keys of a resolved scenario that a study reads itself. */
export interface StudiedScenario extends ResolvedScenario {
  readonly seed: number;
  readonly replications: number;
  readonly confidence: number;
}

export interface StudyPoint {
  readonly variant: string;
  readonly value: AxisValue;
  readonly scenario: StudiedScenario;
}

export interface StudyPlan {
  readonly name: string;
  /** Dotted path that the axis varies. */
  readonly axis: string;
  /** Variants in order; the first one is what the others are compared with. */
  readonly variants: readonly string[];
  readonly values: readonly AxisValue[];
  /** Variant by variant, within each value by value. */
  readonly points: readonly StudyPoint[];
}

/** One replication of one point. */
export interface PlannedRun {
  readonly point: StudyPoint;
  readonly replication: number;
  readonly key: string;
}

export function plannedRuns(point: StudyPoint, identity: Identity): PlannedRun[] {
  return Array.from({ length: point.scenario.replications }, (_, replication) => ({
    point,
    replication,
    key: replicationKey(point.scenario, replication, identity),
  }));
}

/** Changes with anything that changes a byte of the tables. */
export function studyKey(plan: StudyPlan, runs: readonly PlannedRun[]): string {
  const points = plan.points.map(({ variant, value, scenario: { confidence } }) => ({ variant, value, confidence }));
  return contentKey({ name: plan.name, axis: plan.axis, points, runs: runs.map(({ key }) => key) });
}

/**
 * Refuses plans whose points could not be compared.
 * @throws InputError when points differ in seed, replications or confidence: differences would not be paired
 */
export function checkPairing({ points }: StudyPlan): void {
  for (const key of ['seed', 'replications', 'confidence'] as const) {
    const found = [...new Set(points.map(({ scenario }) => scenario[key]))];
    if (found.length > 1) {
      throw new InputError(
        `points differ in "${key}" (${found.join(', ')}): comparisons are paired, with common random numbers; ` +
          `accepted: the same for every variant and value`,
      );
    }
  }
}

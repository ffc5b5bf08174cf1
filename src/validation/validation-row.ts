/**
 * One row of the validation: what theory says, what the simulator measures, and what a wrong model measures.
 *
 * - `exact`: the measured value lies within four standard errors of the reference, and the standard error is at most
 *   half a per cent of it. Deterministic runs have no standard error: only rounding is allowed.
 * - `approximate`: four standard errors plus a model error stated beforehand.
 * - `bound`: the measured value lies below the reference, or above it by at most four standard errors.
 *
 * Beside it stands a wrong model, run by the same harness from the same seed, on as many replications or fewer, against the same
 * reference and tolerance: it must lie at least eight standard errors away, its own or the right model's, whichever is larger.
 */
import type { Estimate } from './measurement.js';

export type RowKind = 'exact' | 'approximate' | 'bound';

/** Largest error of a model, as a share of the reference, and where it comes from. */
export interface ModelError {
  readonly share: number;
  readonly reason: string;
}

export interface PlantedWrong {
  /** What is wrong with the model. */
  readonly change: string;
  readonly measured: number;
  readonly standardError: number;
  readonly rejected: boolean;
}

export interface ValidationRow {
  readonly id: string;
  readonly kind: RowKind;
  /** What is compared, in words. */
  readonly title: string;
  readonly unit: string;
  /** Where the reference comes from. */
  readonly source: string;
  readonly reference: number;
  readonly measured: number;
  /** Of the difference between measured and reference. */
  readonly standardError: number;
  /** `approximate` only: what the tolerance has besides standard errors. */
  readonly modelError?: ModelError;
  /** Largest accepted difference. */
  readonly tolerance: number;
  readonly pass: boolean;
  readonly plantedWrong: PlantedWrong;
}

/** What a row claims, before anything is run. */
export interface Claim {
  readonly id: string;
  readonly kind: RowKind;
  readonly title: string;
  readonly unit: string;
  readonly source: string;
  /** `approximate` only. */
  readonly modelError?: ModelError;
  readonly wrong: { readonly change: string };
}

const passErrors = 4;
const rejectErrors = 8;
const largestStandardError = 0.005;
/** Rounding of sums of doubles in a run without randomness. */
const rounding = 1e-12;

/** @param reference its standard error is that of a reference that was itself measured */
export function judgeRow(claim: Claim, reference: Estimate, right: Estimate, wrong: Estimate): ValidationRow {
  const { kind, modelError } = claim;
  const scale = Math.abs(reference.value);
  const standardError = Math.hypot(right.standardError, reference.standardError);
  const slack = (modelError?.share ?? 0) * scale + rounding * scale;
  const tolerance = passErrors * standardError + slack;
  const precise = kind !== 'exact' || standardError <= largestStandardError * scale;
  const wrongError = Math.max(standardError, Math.hypot(wrong.standardError, reference.standardError));
  return {
    id: claim.id,
    kind,
    title: claim.title,
    unit: claim.unit,
    source: claim.source,
    reference: reference.value,
    measured: right.value,
    standardError,
    ...(modelError === undefined ? {} : { modelError }),
    tolerance,
    pass: precise && distance(kind, right.value, reference.value) <= tolerance,
    plantedWrong: {
      change: claim.wrong.change,
      measured: wrong.value,
      standardError: wrong.standardError,
      rejected: distance(kind, wrong.value, reference.value) > rejectErrors * wrongError + slack,
    },
  };
}

/** How far a value lies from where the claim wants it. */
function distance(kind: RowKind, value: number, reference: number): number {
  return kind === 'bound' ? Math.max(0, value - reference) : Math.abs(value - reference);
}

/**
 * How much the device has to compute so that the answer costs at most B bits and at most d percentage points of accuracy:
 *
 *   D(m; B, d) = min { device MACs of s, encoder included : s a setting of method m, bits(s) <= B, loss(s) <= d },
 *
 * loss paired with the unsplit network on the same images: its mean, or its one-sided 95 % upper bound (that the loss is below d is
 * held to be shown only by the latter). The claim of a method is D(best rival)/D(method): above 1 it spares the device work.
 *
 * Sources: definition; the question: Shao and Zhang, BottleNet++, 2020.
 * Limits: multiply-accumulates only: neither memory nor number format nor time; mean bits of variable lengths count as if they were kept to.
 */

/** One setting of a method: a split and a codec, a quality of a coder. */
export interface Setting {
  readonly name: string;
  readonly bits: number;
  readonly deviceMacs: number;
  /** Percentage points. */
  readonly loss: number;
  readonly lossUpper: number;
}

export type LossCriterion = 'mean' | 'bound';

export interface Requirement {
  /** d */
  readonly points: number;
  readonly criterion: LossCriterion;
}

/** The setting that attains D; undefined where none is within budget and loss. */
export function leastDeviceWork(
  settings: readonly Setting[],
  budget: number,
  requirement: Requirement,
): Setting | undefined {
  return settings
    .filter((setting) => setting.bits <= budget && meets(setting, requirement))
    .reduce<Setting | undefined>(
      (best, setting) => (best === undefined || isBetter(setting, best) ? setting : best),
      undefined,
    );
}

/** Less work; as much for fewer bits. */
const isBetter = (one: Setting, than: Setting): boolean =>
  one.deviceMacs === than.deviceMacs ? one.bits < than.bits : one.deviceMacs < than.deviceMacs;

const meets = ({ loss, lossUpper }: Setting, { points, criterion }: Requirement): boolean =>
  (criterion === 'mean' ? loss : lossUpper) <= points;

/** Budgets from `from` bits up to the next step: nobody's D changes within. */
export interface DeviceWorkStep {
  readonly from: number;
  readonly method: Setting | undefined;
  readonly rival: Setting | undefined;
  /** D(best rival)/D(method); undefined where one of them cannot do it, or both need no work. */
  readonly ratio: number | undefined;
}

/** D of a method and of its best rival against B, step by step. */
export function deviceWorkSteps(
  method: readonly Setting[],
  rivals: readonly Setting[],
  requirement: Requirement,
): DeviceWorkStep[] {
  const budgets = [...new Set([...method, ...rivals].map(({ bits }) => bits))].sort((a, b) => a - b);
  const steps: DeviceWorkStep[] = [];
  for (const from of budgets) {
    const own = leastDeviceWork(method, from, requirement);
    const rival = leastDeviceWork(rivals, from, requirement);
    const before = steps.at(-1);
    if (before !== undefined && before.method === own && before.rival === rival) continue;
    if (own === undefined && rival === undefined) continue;
    steps.push({ from, method: own, rival, ratio: ratioOf(own, rival) });
  }
  return steps;
}

function ratioOf(own: Setting | undefined, rival: Setting | undefined): number | undefined {
  if (own === undefined || rival === undefined || own.deviceMacs === 0) return undefined;
  return rival.deviceMacs / own.deviceMacs;
}

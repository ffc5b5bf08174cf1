/** What the tables of rivals say of one backbone, in a few lines counted from them. */
import type { BottleNetCard } from '../bottlenet-network.js';
import type { ComparedBackbone } from './compared-backbone.js';
import type { DeviceWorkStep } from './device-work.js';
import { type Alternative, type ChannelComparison, type Verdict, verdictOf } from './equal-channel.js';
import { sentAsBits } from './settings.js';

/** Rivals that leave nothing to the server. */
const wholeNetwork = ['local', 'local-8bit'];

/** Factor from which the text calls work spared. */
const NAMED_FACTOR = 1.05;

/** Whether the code of a codec was sent as bits at all. */
export const isMeasuredAsBits = (backbone: ComparedBackbone, card: BottleNetCard): boolean =>
  sentAsBits(backbone, card).length > 0;

/**
 * @param comparisons by codec
 * @param steps of the work on the device, loss shown by its bound
 */
export function answerLines(
  backbone: ComparedBackbone,
  comparisons: readonly (readonly ChannelComparison[])[],
  steps: readonly DeviceWorkStep[],
): string[] {
  const all = comparisons.flat();
  if (all.length === 0) return [];
  const asBits = all.filter(({ card }) => isMeasuredAsBits(backbone, card));
  return [
    ...separateLine('Noise', 'dB', asBits.filter(isNoisy)),
    ...separateLine(
      'Erasures',
      '',
      asBits.filter((row) => !isNoisy(row)),
    ),
    rivalLine(all),
    cheapLine(all),
    ...windowLine(steps),
    '',
  ];
}

const isNoisy = ({ uses }: ChannelComparison): boolean => uses !== null;

/** A code against itself, sent as bits in the same place. */
function separateLine(title: string, unit: string, rows: readonly ChannelComparison[]): string[] {
  if (rows.length === 0) return [];
  const codecs = new Set(rows.map(({ card }) => card.name)).size;
  const at = (verdict: Verdict) => rows.filter((row) => verdictOf(row, row.separate) === verdict);
  const none = rows.filter(({ separate }) => separate === undefined);
  const where = (own: readonly ChannelComparison[]) => (own.length === 0 ? '' : ` (${rangeText(own, unit)})`);
  const fits =
    none.length === 0 ? '' : `, at ${none.length} of them because not even one bit a value fits${where(none)}`;
  const [codec, level, other] = [at('codec'), at('level'), at('other')];
  return [
    `- **${title}: the code itself against its own values sent as bits** (codecs: ${codecs}, conditions: ${rows.length}): better at ${codec.length}${where(codec)}${fits}; level at ${level.length}${where(level)}; worse at ${other.length}${where(other)}.`,
  ];
}

function rangeText(rows: readonly ChannelComparison[], unit: string): string {
  const conditions = rows.map(({ measured }) => measured.condition);
  const [low, high] = [Math.min(...conditions), Math.max(...conditions)];
  const range = low === high ? `${low}` : `${low} .. ${high}`;
  return unit === '' ? `p = ${range}` : `${range} ${unit}`;
}

const wins = (rows: readonly ChannelComparison[], pick: (row: ChannelComparison) => Alternative | undefined) =>
  rows.filter((row) => verdictOf(row, pick(row)) === 'other');

/** Against everything that fits. */
function rivalLine(all: readonly ChannelComparison[]): string {
  const better = wins(all, ({ best }) => best);
  const local = better.filter(({ best }) => wholeNetwork.includes(best!.row.rival));
  const level = all.filter((row) => verdictOf(row, row.best) === 'level');
  return `- **Against whatever else fits:** another rival is better at ${better.length} of ${all.length} conditions, level at ${level.length}. At ${local.length} of those ${better.length} it is \`local\`: the device computes the whole network and sends the answer.`;
}

/** Against what asks no more of the device. */
function cheapLine(all: readonly ChannelComparison[]): string {
  const pick = ({ bestAsCheap }: ChannelComparison) => bestAsCheap;
  const better = wins(all, pick);
  const level = all.filter((row) => verdictOf(row, pick(row)) === 'level');
  const none = all.filter((row) => pick(row) === undefined);
  return `- **With no more computation on the device than the codec's:** a rival is better at ${better.length} of ${all.length} conditions, level at ${level.length}; at ${none.length} none fits.`;
}

/** Budgets in which the device computes less than with any rival, and what is better in between and beyond. */
function windowLine(steps: readonly DeviceWorkStep[]): string[] {
  const windows = windowsOf(steps);
  if (windows.length === 0) {
    return [`- **Computation on the device:** spared by a factor of ${NAMED_FACTOR} or more at no number of bits.`];
  }
  const texts = windows.map(({ from, until, factor }) => {
    const end = until === undefined ? 'bits on' : `to ${Math.ceil(until.from) - 1} bits`;
    const then = until === undefined ? '' : `, then ${until.rival?.name} needs less or about as much`;
    return `from ${Math.ceil(from)} ${end} (factor ${factor.toFixed(2)} at most${then})`;
  });
  return [`- **Computation on the device** is spared by a factor of ${NAMED_FACTOR} or more ${texts.join('; ')}.`];
}

interface Window {
  readonly from: number;
  /** The step that ends it. */
  readonly until: DeviceWorkStep | undefined;
  readonly factor: number;
}

function windowsOf(steps: readonly DeviceWorkStep[]): Window[] {
  const spares = ({ ratio }: DeviceWorkStep) => ratio !== undefined && ratio >= NAMED_FACTOR;
  const starts = steps.flatMap((step, at) => (spares(step) && !(at > 0 && spares(steps[at - 1]!)) ? [at] : []));
  return starts.map((start) => {
    const length = steps.slice(start).findIndex((step) => !spares(step));
    const own = steps.slice(start, length < 0 ? undefined : start + length);
    const factor = Math.max(...own.map(({ ratio }) => ratio!));
    return { from: own[0]!.from, until: length < 0 ? undefined : steps[start + length], factor };
  });
}

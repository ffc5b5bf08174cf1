/** Settings of BottleNet++ and of its rivals, from what is stored. */
import type { AccuracyRow } from '../accuracy-table.js';
import type { BottleNetCard } from '../bottlenet-network.js';
import { bitsOf } from '../evaluation/trial.js';
import type { RivalRow } from '../rivals/rival.js';
import type { ComparedBackbone } from './compared-backbone.js';
import type { Setting } from './device-work.js';

/** Rivals whose encoder was not trained: the code sent as bits is BottleNet++ too. */
const learned = 'quantised-code';

export const conventional = ({ rivals }: ComparedBackbone): readonly RivalRow[] =>
  (rivals?.rows ?? []).filter(({ rival }) => rival !== learned);

/** The code of one codec, sent as bits. */
export const sentAsBits = ({ rivals }: ComparedBackbone, name: string): readonly RivalRow[] =>
  (rivals?.rows ?? []).filter(({ rival, setting }) => rival === learned && setting.startsWith(`${name}, `));

/** `JPEG 90, 4:4:4 (scan)`, `quantised-feature 4 bit at late (model)`. */
export function rivalName({ rival, setting, split, counting }: RivalRow): string {
  const place = split === null ? '' : ` at ${split}`;
  const bits = counting === 'all' || counting === 'fixed' ? '' : ` (${counting})`;
  return `${rival}${setting === '' ? '' : ` ${setting}`}${place}${bits}`;
}

export function rivalSettings(backbone: ComparedBackbone): Setting[] {
  return conventional(backbone).map((row) => ({ ...row, name: rivalName(row) }));
}

/** Multiply-accumulates of front network and encoder. */
export function codecDeviceMacs(
  { deviceMacs }: ComparedBackbone,
  { split, encoderMacs }: Pick<BottleNetCard, 'split' | 'encoderMacs'>,
): number {
  return deviceMacs.get(split)! + encoderMacs;
}

/** The row of a codec's table at a condition. */
export function rowAt({ accuracy }: BottleNetCard, condition: number): AccuracyRow | undefined {
  return accuracy?.rows.find((row) => row.condition === condition);
}

/**
 * BottleNet++: codecs for erasures at erasure probability p, after phase 3 too, and every code sent as fewer bits, of which none
 * is lost.
 */
export function codecSettings(backbone: ComparedBackbone, p: number): Setting[] {
  const joint = backbone.joint.flatMap(({ name, codec, rows }) => {
    const row = rows.find(({ condition }) => condition === p);
    if (codec.channel !== 'bit-erasure' || row === undefined) return [];
    const { mean: loss, upper: lossUpper } = row.loss;
    const deviceMacs = codecDeviceMacs(backbone, codec);
    return [{ name: `${name} (phase 3)`, bits: bitsOf(codec).perRequest, deviceMacs, loss, lossUpper }];
  });
  const codecs = backbone.codecs.flatMap((card) => {
    const asBits = sentAsBits(backbone, card.name).map((row) => ({ ...row, name: row.setting }));
    const row = rowAt(card, p);
    if (card.channel !== 'bit-erasure' || row === undefined) return asBits;
    const { loss, lossUpper } = row;
    const deviceMacs = codecDeviceMacs(backbone, card);
    return [...asBits, { name: card.name, bits: bitsOf(card).perRequest, deviceMacs, loss, lossUpper }];
  });
  return [...codecs, ...joint];
}

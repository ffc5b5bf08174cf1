/** Settings of BottleNet++ and of its rivals, from what is stored. */
import type { AccuracyRow } from '../accuracy-table.js';
import type { BottleNetCard } from '../bottlenet-network.js';
import { bitsOf } from '../evaluation/trial.js';
import type { RivalRow } from '../rivals/rival.js';
import type { CodecDesignOfCard, JointTable } from '../training/joint-table.js';
import type { ComparedBackbone } from './compared-backbone.js';
import type { Setting } from './device-work.js';

/** The rival whose encoder was trained: the code sent as bits is BottleNet++ too. */
const learned = 'quantised-code';

/** All others. */
export const conventional = ({ rivals }: ComparedBackbone): readonly RivalRow[] =>
  (rivals?.rows ?? []).filter(({ rival }) => rival !== learned);

/** The code of one codec, sent as bits; rows that say to be of other weights than its card has are left out. */
export const sentAsBits = (backbone: ComparedBackbone, card: BottleNetCard): readonly RivalRow[] =>
  rowsNamed(backbone, card).filter((row) => weightsOf(row, card) !== 'others');

const rowsNamed = ({ rivals }: ComparedBackbone, { name }: BottleNetCard): readonly RivalRow[] =>
  (rivals?.rows ?? []).filter(({ rival, setting }) => rival === learned && setting.startsWith(`${name}, `));

type WeightsOfRow = 'its' | 'others' | 'unknown';

function weightsOf({ codecSha256 }: RivalRow, { sha256 }: BottleNetCard): WeightsOfRow {
  if (codecSha256 === undefined) return 'unknown';
  return codecSha256 === sha256 ? 'its' : 'others';
}

/** Codecs with rows, sent as bits, of other weights than their card has, or that do not say of which. */
export function codecsSentWith(backbone: ComparedBackbone, weights: WeightsOfRow): readonly BottleNetCard[] {
  return backbone.codecs.filter((card) => rowsNamed(backbone, card).some((row) => weightsOf(row, card) === weights));
}

/** `jpeg 90, 4:4:4 (scan)`, `quantised-feature 4 bit at late (model)`. */
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

/** The same of a table of phase 3. */
export function jointRowAt({ rows }: JointTable, condition: number): Omit<AccuracyRow, 'condition'> | undefined {
  const row = rows.find((one) => one.condition === condition);
  if (row === undefined) return undefined;
  const { mean, standardError, upper } = row.loss;
  return { ...row.phase3, loss: mean, lossStandardError: standardError, lossUpper: upper };
}

/**
 * BottleNet++: codecs for erasures at erasure probability p, after phase 3 too, and every code sent as fewer bits, of which none
 * is lost.
 */
export function codecSettings(backbone: ComparedBackbone, p: number): Setting[] {
  const erased = (
    name: string,
    codec: CodecDesignOfCard,
    row: Omit<AccuracyRow, 'condition'> | undefined,
  ): Setting[] => {
    if (codec.channel !== 'bit-erasure' || row === undefined) return [];
    const { loss, lossUpper } = row;
    return [{ name, bits: bitsOf(codec).perRequest, deviceMacs: codecDeviceMacs(backbone, codec), loss, lossUpper }];
  };
  return [
    ...backbone.codecs.flatMap((card) => [
      ...sentAsBits(backbone, card).map((row) => ({ ...row, name: row.setting })),
      ...erased(card.name, card, rowAt(card, p)),
    ]),
    ...backbone.joint.flatMap((table) => erased(`${table.name} (phase 3)`, table.codec, jointRowAt(table, p))),
  ];
}

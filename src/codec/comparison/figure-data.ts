/** What the figures of a backbone and its rivals draw, as plain data. */

import type { CodecChannel } from '../bottlenet-network.js';
import { isPublishedRecipe } from '../card-text.js';
import { bitsOf } from '../evaluation/trial.js';
import { rivals as registry } from '../rivals/index.js';
import type { RivalRow } from '../rivals/rival.js';
import type { ComparedBackbone } from './compared-backbone.js';
import { deviceWorkSteps, type LossCriterion } from './device-work.js';
import { type Recipe, recipesOf } from './recipes.js';
import { toleratedLoss, workErasure } from './rivals-document.js';
import { codecSettings, conventional, rivalSettings, rowAt, sentAsBits } from './settings.js';

/** Easier ways of counting that a figure leaves out. */
const leftOut = ['file', 'zlib', 'fixed'];

interface Point {
  readonly method: string;
  readonly setting: string;
  readonly split: string | null;
  readonly trainings: number;
  readonly bits: number;
  readonly percent: number;
  readonly low: number;
  readonly high: number;
}

/** What a code is for, by its channel. */
const purposes = { 'bit-erasure': 'erasures', awgn: 'noise' } as const satisfies Record<CodecChannel, string>;

const published = (own: boolean): string => (own ? ', published recipe' : '');
const erasedMethod = (own: boolean): string => `BottleNet++ for erasures, p = ${workErasure}${published(own)}`;
const bitsMethod = (channel: CodecChannel, own: boolean): string =>
  `BottleNet++ code for ${purposes[channel]}, as bits${published(own)}`;

/** Every method of the figures of all backbones: BottleNet++, then its rivals in the order of their tables. */
export const sentMethods: readonly string[] = [
  ...[false, true].map(erasedMethod),
  ...[false, true].flatMap((own) => [bitsMethod('bit-erasure', own), bitsMethod('awgn', own)]),
  ...registry.map(({ title }) => title),
];

const titleOf = ({ rival }: RivalRow): string => registry.find(({ name }) => name === rival)?.title ?? rival;

/** Every method at every setting: rivals at the harder count of bits, codecs for erasures as evaluated, codes sent as bits. */
export function sentPoints(backbone: ComparedBackbone): Point[] {
  const hardest = conventional(backbone).filter(({ counting }) => !leftOut.includes(counting));
  const rivals = hardest.map((row) => ({ ...pointOf(row, titleOf(row)), setting: row.setting }));
  const codecs = recipesOf(backbone.codecs).flatMap((recipe) => recipePoints(backbone, recipe));
  const depth = ({ split }: Point) => (split === null ? Number.NEGATIVE_INFINITY : backbone.deviceMacs.get(split)!);
  return [...rivals, ...codecs].sort((a, b) => (depth(a) === depth(b) ? 0 : depth(a) - depth(b)));
}

/** Of trainings that differ in their seed, the means; so are the ends of their intervals. */
function recipePoints(backbone: ComparedBackbone, { name, trainings }: Recipe): Point[] {
  const setting = shortName(backbone, name);
  const all = trainings.flatMap((card): Point[] => {
    const own = isPublishedRecipe(card);
    const bits = sentAsBits(backbone, card).map((row) => {
      const width = row.setting.slice(card.name.length);
      return { ...pointOf(row, bitsMethod(card.channel, own)), setting: `${setting}${width}` };
    });
    const row = rowAt(card, workErasure);
    if (card.channel !== 'bit-erasure' || row === undefined) return bits;
    const erased = pointOf({ ...row, split: card.split, bits: bitsOf(card).perRequest }, erasedMethod(own));
    return [...bits, { ...erased, setting }];
  });
  const keyOf = ({ method, setting: text, bits }: Point) => JSON.stringify([method, text, bits]);
  return [...new Set(all.map(keyOf))].map((key) => meanPoint(all.filter((point) => keyOf(point) === key)));
}

function meanPoint(points: readonly Point[]): Point {
  const mean = (pick: (point: Point) => number) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const shares = {
    percent: mean(({ percent }) => percent),
    low: mean(({ low }) => low),
    high: mean(({ high }) => high),
  };
  return { ...points[0]!, ...shares, trainings: points.length };
}

const pointOf = (
  { split, bits, percent, low, high }: Pick<RivalRow, 'split' | 'bits' | 'percent' | 'low' | 'high'>,
  method: string,
): Point => ({ ...{ method, setting: '', split, trainings: 1 }, ...{ bits, percent, low, high } });

/** A codec's name without its backbone's. */
const shortName = ({ card }: ComparedBackbone, name: string): string =>
  name.startsWith(`${card.name}-`) ? name.slice(card.name.length + 1) : name;

/** D against B, MMAC, for a loss shown by its bound and one in the mean. */
export function workCurves(backbone: ComparedBackbone) {
  const own = codecSettings(backbone, workErasure);
  const rivals = rivalSettings(backbone);
  const curve = (criterion: LossCriterion, title: string) => ({
    title,
    steps: deviceWorkSteps(own, rivals, { points: toleratedLoss, criterion }).map(({ from, method, rival }) => ({
      bits: from,
      codec: method === undefined ? null : method.deviceMacs / 1e6,
      rival: rival === undefined ? null : rival.deviceMacs / 1e6,
      rivalName: rival?.name ?? '',
    })),
  });
  return [
    curve('bound', `Loss shown to be at most ${toleratedLoss} points`),
    curve('mean', `Mean loss at most ${toleratedLoss} points`),
  ].filter(({ steps }) => steps.length > 0);
}

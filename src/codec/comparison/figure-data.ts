/** What the figures of a backbone and its rivals draw, as plain data. */

import { bitsOf } from '../evaluation/trial.js';
import type { RivalRow } from '../rivals/rival.js';
import type { ComparedBackbone } from './compared-backbone.js';
import { deviceWorkSteps, type LossCriterion } from './device-work.js';
import { toleratedLoss, workErasure } from './rivals-document.js';
import { codecSettings, conventional, rivalSettings, rowAt, sentAsBits } from './settings.js';

/** Easier ways of counting that a figure leaves out. */
const leftOut = ['file', 'zlib', 'fixed'];

interface Point {
  readonly method: string;
  readonly setting: string;
  readonly split: string | null;
  readonly bits: number;
  readonly percent: number;
  readonly low: number;
  readonly high: number;
}

/** Every method at every setting: rivals at the harder count of bits, codecs for erasures as evaluated, codes sent as bits. */
export function sentPoints(backbone: ComparedBackbone): Point[] {
  const hardest = conventional(backbone).filter(({ counting }) => !leftOut.includes(counting));
  const rivals = hardest.map((row) => pointOf(row, row.rival));
  const codecs = backbone.codecs.flatMap((card): Point[] => {
    const bits = sentAsBits(backbone, card.name).map((row) =>
      pointOf(row, `${shortName(backbone, card.name)}, as bits`),
    );
    const row = rowAt(card, workErasure);
    if (card.channel !== 'bit-erasure' || row === undefined) return bits;
    const { percent, low, high } = row;
    const own = { method: `${shortName(backbone, card.name)}, p = ${workErasure}`, setting: '', split: card.split };
    return [...bits, { ...own, bits: bitsOf(card).perRequest, percent, low, high }];
  });
  return [...rivals, ...codecs];
}

const pointOf = ({ setting, split, bits, percent, low, high }: RivalRow, method: string): Point => ({
  ...{ method, setting, split, bits },
  ...{ percent, low, high },
});

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

/** A backbone with two codecs and some rivals, all numbers made up, round, and known to the tests beside it. */
import type { BottleNetCard } from '../../../src/codec/bottlenet-network.js';
import type { ComparedBackbone } from '../../../src/codec/comparison/compared-backbone.js';
import type { RivalRow } from '../../../src/codec/rivals/rival.js';
import type { JointTable } from '../../../src/codec/training/joint-table.js';
import type { BackboneCard } from '../../../src/neural/model-card.js';

const share = (percent: number) => ({ percent, low: percent - 0.5, high: percent + 0.5, images: 10_000 });
const measured = (percent: number, error: number) => ({
  ...share(percent),
  ...{ loss: 90 - percent, lossStandardError: error, lossUpper: 90 - percent + 1.645 * error },
});

function codec(name: string, channel: BottleNetCard['channel'], split: string, values: number, rows: object[]) {
  const grid = channel === 'awgn' ? [10, 11, 20] : [0, 0.01];
  const told = { grid, mean: grid.map(() => 0.5), variance: grid.map(() => 0.1) };
  const accuracy = rows.length === 0 ? {} : { accuracy: { base: share(90), rows } };
  const card = { kind: 'bottlenet', name, channel, split, values, told, powerMode: 'ac', encoderMacs: 1e6 };
  return { ...card, compression: 64, training: { law: 'wide' }, ...accuracy } as unknown as BottleNetCard;
}

const rival = (
  name: string,
  bits: number,
  deviceMacs: number,
  percent: number,
  more: Partial<RivalRow> = {},
): RivalRow => ({
  ...{ rival: name, setting: '', counting: 'all', split: null, bits, deviceMacs },
  ...measured(percent, 0.2),
  ...more,
});

export const noisy = codec('made-up-noisy', 'awgn', 'late', 36, [
  { condition: 10, ...measured(85, 0.3) },
  { condition: 20, ...measured(89.5, 0.1) },
]);
export const erased = codec('made-up-erased', 'bit-erasure', 'early', 50, [
  { condition: 0, ...measured(89, 0.2) },
  { condition: 0.01, ...measured(88.8, 0.2) },
]);

/** Tables of phase 3: percent 90 less the loss at 20 dB or p = 0.01. */
function phase3(name: string, channel: BottleNetCard['channel'], split: string, values: number, loss: number) {
  const [unit, condition] = channel === 'awgn' ? ['dB', 20] : ['p', 0.01];
  const rows = [{ condition, phase3: share(90 - loss), loss: { mean: loss, standardError: 0.3, upper: loss + 0.5 } }];
  const design = { channel, split, values, compression: 64, encoderMacs: 1e6 };
  return { name, unit, codec: design, trained: 'all', rows } as unknown as JointTable;
}
export const noisyJointly = phase3('made-up-noisy-joint', 'awgn', 'late', 36, 1);
export const erasedJointly = phase3('made-up-erased-joint', 'bit-erasure', 'early', 25, 1.25);

export const madeUp: ComparedBackbone = {
  card: {
    name: 'made-up',
    dataSet: 'images',
    shape: { architecture: 'compact', classCount: 10 },
    accuracy: {},
  } as unknown as BackboneCard,
  macs: 120e6,
  deviceMacs: new Map([
    ['early', 59e6],
    ['late', 109e6],
  ]),
  rivals: {
    format: 'bottlenet-sim/rivals@2',
    ...{ backbone: 'made-up', backboneSha256: 'w', imageSet: 'images', imageSetSha256: 's', engine: 'native 1' },
    base: share(90),
    rows: [
      rival('raw-image', 24_576, 0, 90),
      rival('jpeg', 380, 60_000, 70, { setting: '30, 4:2:0', counting: 'scan' }),
      rival('local', 4, 120e6, 90),
      rival('quantised-code', 36, 110e6, 87, { setting: 'made-up-noisy, 1 bit', counting: 'fixed', split: 'late' }),
      rival('quantised-code', 144, 110e6, 89.8, { setting: 'made-up-noisy, 4 bit', counting: 'fixed', split: 'late' }),
    ],
  },
  codecs: [erased, noisy, codec('made-up-later', 'awgn', 'late', 36, [])],
  joint: [noisyJointly],
};

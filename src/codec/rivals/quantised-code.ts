/**
 * The code of a trained BottleNet++ codec sent as bits, error-free: the codec for compression, an ideal channel code for the channel. The
 * separate design that joint coding stands against.
 *
 * The encoder is told the mildest condition of its card; each value x in (0, 1) becomes q = round((2^B - 1) x) and arrives as q/(2^B - 1), with
 * a noise variance of 0 for the receiver. Bits: `fixed`, B per value. Limits: not trained for this rounding; no entropy coding.
 */
import { measuredLoss } from '../evaluation/measured-loss.js';
import { runTrials, type Trial } from '../evaluation/trial.js';
import type { Rival, RivalRow } from './rival.js';

const widths = [1, 2, 3, 4, 6, 8];

export const quantisedCode: Rival = {
  name: 'quantised-code',
  title: 'BottleNet++ code, sent as bits',
  summary: 'the code of every trained codec, rounded to 1 to 8 bits per value, without errors',
  source: 'Shao and Zhang, BottleNet++, 2020',
  async measure(subject) {
    const { network, images, base } = subject;
    const rows: RivalRow[] = [];
    for (const entry of subject.codecs) {
      const codec = entry.load();
      const { name, sha256, values, split, channel, told, encoderMacs } = codec.card;
      const mildest = channel === 'awgn' ? told.grid.at(-1)! : told.grid[0]!;
      const correct = runTrials(
        { codec, network, images, features: subject.features(split) },
        widths.map((width) => roundingTrial(width, mildest)),
      );
      codec.dispose();
      subject.onProgress(`quantised-code ${name}`);
      widths.forEach((width, place) => {
        rows.push({
          rival: 'quantised-code',
          setting: `${name}, ${width} bit`,
          codecSha256: sha256,
          counting: 'fixed',
          split,
          bits: width * values,
          deviceMacs: network.splits.get(split)!.deviceMacs + encoderMacs,
          ...measuredLoss(base, correct[place]!),
        });
      });
    }
    return rows;
  },
};

/** Values on 2^width levels, no noise. */
export function roundingTrial(width: number, told: number): Trial {
  const steps = 2 ** width - 1;
  return {
    told: () => told,
    transmit(code, _image, received, sigma2) {
      code.forEach((value, i) => {
        received[i] = Math.round(steps * value) / steps;
      });
      sigma2.fill(0);
    },
  };
}

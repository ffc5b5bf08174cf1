/**
 * The protocol of the authors' public code: noise or erasures uniform between 0 and the limit they trained with, one draw for each
 * batch of 32 images, the encoder told what the batch meets. One number, not a curve: it is beside the table at fixed conditions,
 * never in its place, as mild draws hide what strong ones cost.
 *
 *   sigma = 0.1 U (PSNR 20 dB and better),   p = 0.01 U,   U uniform in (0, 1)
 *
 * Standard errors are over the batches, which share their draw.
 * Source: Shao and Zhang, "BottleNet++", public code, `torch.rand(1) * noise` in training and in evaluation alike.
 */
import { psnrDb } from '../../../channel/code-mapping.js';
import type { CodecChannel } from '../../bottlenet-network.js';
import { clippedNote, type EvaluationPart, lossCells, lossColumns } from '../evaluation-part.js';
import { clusteredLoss } from '../measured-loss.js';
import { bitsOf, drawKey, erasureTrial, noiseTrial, type Trial } from '../trial.js';

const batch = 32;
const limits: Readonly<Record<CodecChannel, number>> = { awgn: 0.1, 'bit-erasure': 0.01 };

export const authorsProtocol: EvaluationPart = {
  name: 'authors-protocol',
  summary: "the authors' evaluation: U(0, noise), one draw per batch of 32",
  channels: ['awgn', 'bit-erasure'],
  plan(subject) {
    const { card } = subject.codec;
    const limit = limits[card.channel];
    const ends = card.channel === 'awgn' ? [psnrDb(limit ** 2), Number.POSITIVE_INFINITY] : [0, limit];
    const level = (image: number): number =>
      limit * (1 - subject.draws.uniform(drawKey(subject, Math.floor(image / batch), "authors' draw")));
    return {
      trials: [card.channel === 'awgn' ? noise() : erasures()],
      tables: ([correct]) => {
        const { groups, ...loss } = clusteredLoss(subject.base, correct!, batch);
        return [
          {
            name: 'authors-protocol',
            title: `The authors' protocol: ${card.channel === 'awgn' ? 'sigma' : 'p'} uniform in 0..${limit}, one draw per batch of ${batch}`,
            columns: ['noise', 'batch', 'batches', ...lossColumns],
            rows: [[limit, batch, groups, ...lossCells(loss)]],
            ...clippedNote(card, ends),
          },
        ];
      },
    };

    function noise(): Trial {
      const psnr = (image: number) => psnrDb(level(image) ** 2);
      return noiseTrial(subject, { told: psnr, psnr, purpose: "authors' noise" });
    }

    function erasures(): Trial {
      return erasureTrial(subject, { told: level, erasure: level, bits: bitsOf(card), purpose: "authors' erasures" });
    }
  },
};

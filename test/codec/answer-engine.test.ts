/** Answers do not depend on how questions meet in batches; counts and deliveries are as promised. */
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { AnswerEngine } from '../../src/codec/answer-engine.js';
import { bottleNetAwgnCodec } from '../../src/codec/bottlenet-awgn.js';
import { bottleNetErasureCodec } from '../../src/codec/bottlenet-erasure.js';
import type { Codec, Question } from '../../src/codec/codec.js';
import { loadCodecNetwork } from '../../src/codec/load.js';
import { local } from '../../src/codec/local.js';
import { keyOf } from './laws.js';
import { tinyBatch, tinyContext, tinyValues } from './tiny-models.js';

const context = await tinyContext();
const analog = bottleNetAwgnCodec(await loadCodecNetwork('tiny-awgn-lmmse', 'awgn', context), context);
const erasure = bottleNetErasureCodec(await loadCodecNetwork('tiny-erasure', 'bit-erasure', context), context);
const alone = await local.create({} as never, context);

interface Asked {
  readonly ticket: number;
  readonly codec: Codec;
  readonly question: Question;
}

const asked: Asked[] = Array.from({ length: 150 }, (_, ticket) => {
  const codec = [analog, erasure, alone][ticket % 3]!;
  const reception =
    codec === analog
      ? ({
          kind: 'analog',
          segments: [
            { uses: 1, snr: 0.5 },
            { uses: 13, snr: 2 + (ticket % 7) },
          ],
        } as const)
      : ({ kind: 'erasure-tolerant', runs: [{ bits: 8 * tinyValues, erasure: 0.2, flip: 0 }] } as const);
  const told = codec === analog ? ticket % 40 : 0.1;
  return { ticket, codec, question: { image: ticket % 40, told, reception, noiseKey: keyOf(ticket) } };
});

function collect() {
  const answers = new Map<number, number>();
  const order: number[] = [];
  const answerEngine = new AnswerEngine({
    batchSize: tinyBatch,
    deliver: (ticket, predictedClass) => {
      expect(answers.has(ticket)).toBe(false);
      answers.set(ticket, predictedClass);
      order.push(ticket);
    },
  });
  return { answers, order, answerEngine };
}

function inOrder(answers: ReadonlyMap<number, number>): number[] {
  return [...answers].sort(([a], [b]) => a - b).map(([, predictedClass]) => predictedClass);
}

const reference = (() => {
  const { answers, answerEngine } = collect();
  for (const { ticket, codec, question } of asked) answerEngine.ask(ticket, codec, question);
  answerEngine.flush();
  return inOrder(answers);
})();

describe('AnswerEngine', () => {
  it('gives the answers of the codecs asked one by one', () => {
    for (const { ticket, codec, question } of asked) {
      const { payloadKind } = codec;
      if (payloadKind === 'digital' || payloadKind === 'none') continue;
      expect(reference[ticket]).toBe(codec.answer([question])[0]);
    }
    expect(new Set(reference).size).toBeGreaterThan(2);
  });

  it('gives the same answers in any order and with any filling of the batches', () => {
    const stream = new RandomStreams({ seed: 11, replication: 0 }).stream('shuffle');
    for (let trial = 0; trial < 5; trial++) {
      const { answers, answerEngine } = collect();
      const shuffled = asked
        .map((one) => ({ one, at: stream.uniform() }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one);
      for (const { ticket, codec, question } of shuffled) {
        answerEngine.ask(ticket, codec, question);
        if (stream.uniform() < 0.1) answerEngine.demand(ticket);
      }
      answerEngine.flush();
      expect(inOrder(answers)).toEqual(reference);
    }
  });

  it('runs a batch when it is full, part of one on demand, and counts', () => {
    const { order, answerEngine } = collect();
    const ask = (ticket: number) => answerEngine.ask(ticket, analog, asked[0]!.question);
    for (let ticket = 0; ticket < tinyBatch - 1; ticket++) ask(ticket);
    expect(order).toEqual([]);
    expect(answerEngine.waiting).toBe(tinyBatch - 1);
    ask(tinyBatch - 1);
    expect(order).toEqual(Array.from({ length: tinyBatch }, (_, ticket) => ticket));
    ask(100);
    ask(101);
    answerEngine.demand(101);
    answerEngine.demand(101);
    answerEngine.demand(7);
    expect(order.slice(tinyBatch)).toEqual([100, 101]);
    answerEngine.ask(102, alone, asked[0]!.question);
    expect(order.at(-1)).toBe(102);
    answerEngine.flush();
    expect(answerEngine.waiting).toBe(0);
    expect(answerEngine.counts).toEqual({
      questions: tinyBatch + 3,
      precomputed: 1,
      batches: 2,
      paddedRows: tinyBatch - 2,
    });
  });

  it('refuses a ticket that waits already, and a batch of no rows', () => {
    const { answerEngine } = collect();
    answerEngine.ask(5, analog, asked[0]!.question);
    expect(() => answerEngine.ask(5, analog, asked[0]!.question)).toThrow(/ticket 5/);
    expect(() => new AnswerEngine({ batchSize: 0, deliver: () => {} })).toThrow(/batch size 0/);
  });
});

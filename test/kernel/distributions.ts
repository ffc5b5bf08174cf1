/** Eleven laws of increments on which event queues behave differently, mean about 1 s, in whole nanoseconds. */
import { type RandomStream, RandomStreams } from '../../src/base/random/random-streams.js';

const SECOND = 1e9;

/** Increments in seconds. */
export const distributions: Readonly<Record<string, (stream: RandomStream) => number>> = {
  exponential: (stream) => stream.exponential(1),
  uniform: (stream) => 2 * stream.uniform(),
  triangular: (stream) => stream.uniform() + stream.uniform(),
  constant: () => 1,
  'ten values': (stream) => 0.2 * (1 + stream.integer(10)),
  'half zero': (stream) => (stream.uniform() < 0.5 ? 0 : stream.exponential(2)),
  'network mix': (stream) => stream.exponential([10, 0.5, 0.08, 0.075][stream.integer(4)]!),
  bimodal: (stream) => (stream.uniform() < 0.9 ? 0.2 * stream.uniform() : 9 + 0.2 * stream.uniform()),
  'half timers': (stream) => (stream.uniform() < 0.5 ? 30 : stream.exponential(0.1)),
  'Pareto 1.5': (stream) => (1 - stream.uniform()) ** (-1 / 1.5) / 3,
  'Pareto 1.1': (stream) => (1 - stream.uniform()) ** (-1 / 1.1) / 11,
};

export function increments(name: string, seed: number): () => number {
  const stream = new RandomStreams({ seed, replication: 0 }).stream(name);
  const draw = distributions[name]!;
  return () => Math.floor(draw(stream) * SECOND);
}

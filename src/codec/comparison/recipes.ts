/** Codecs put together by recipe: trainings of one design and recipe whose names differ in nothing but the seed at their end. */
import type { BottleNetCard } from '../bottlenet-network.js';
import { recipeName } from '../card-text.js';

export interface Recipe {
  /** Without a seed. */
  readonly name: string;
  /** At least one. */
  readonly trainings: readonly [BottleNetCard, ...BottleNetCard[]];
}

/** In the order of their first codecs. */
export function recipesOf(codecs: readonly BottleNetCard[]): Recipe[] {
  const groups = new Map<string, [BottleNetCard, ...BottleNetCard[]]>();
  for (const card of codecs) {
    const { split, channel, codeShape, bits, receiver, condition } = card;
    const { recipe } = card.training as { readonly recipe?: unknown };
    const key = JSON.stringify([recipeName(card.name), split, channel, codeShape, bits, receiver, condition, recipe]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [card]);
    else group.push(card);
  }
  return [...groups.values()].map((trainings) => ({ name: recipeName(trainings[0].name), trainings }));
}

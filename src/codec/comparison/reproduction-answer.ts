/**
 * What has become of the claims of the BottleNet++ paper, in words, by a rule from the numbers; and the commands that give them.
 *
 * The published recipe stands for the claims over noise and erasures, another recipe at its split and size beside it; a loss is held to be
 * below the claimed one where a bound of it is: of one training the one-sided 95 % upper bound over the images, of several the
 * upper end of the 95 % interval of their mean by Student's t over trainings.
 */
import { tInterval } from '../../base/statistics/t-interval.js';
import type { AccuracyRow } from '../accuracy-table.js';
import type { BottleNetCard, CodecChannel } from '../bottlenet-network.js';
import { codeSize, isPublishedRecipe, shareText } from '../card-text.js';
import type { ComparedBackbone } from './compared-backbone.js';
import { deviceWorkSteps } from './device-work.js';
import { type Recipe, recipesOf } from './recipes.js';
import { unmeasuredRivals, workSummary } from './rivals-document.js';
import { codecSettings, rivalSettings, rowAt } from './settings.js';

/** What the abstract claims, and the hardest condition of the published commands. */
export const claims = {
  awgn: { times: 64, condition: 20, text: 'PSNR 20 dB', what: '64 times less bandwidth over noise' },
  'bit-erasure': { times: 256, condition: 0.01, text: 'p = 0.01', what: '256 times fewer bits over erasures' },
} as const;
export const claimedLoss = 2;
const claimedWork = 3;

type Outcome =
  | 'reproduced'
  | 'partly reproduced, under milder conditions'
  | 'partly reproduced, by another recipe only'
  | 'partly reproduced'
  | 'not reproduced';

interface Held {
  readonly text: string;
  readonly holds: boolean;
}

export function answerLines(backbones: readonly ComparedBackbone[]): string[] {
  return [
    '## What has become of the claims',
    '',
    ...(['awgn', 'bit-erasure'] as const).flatMap((channel) => sizeClaim(channel, backbones)),
    ...backbones.flatMap(workClaim),
    '',
    `Rule. A loss is below ${claimedLoss} points ("holds") where its bound is: of one training the one-sided 95 % upper bound over the images (after "<"), of several the upper end of the 95 %`,
    "interval of their mean, by Student's t over trainings. Reproduced: every published recipe holds at the hardest condition of its training. Partly: it holds at milder ones only, or another recipe",
    `at that split and size holds at the hardest. Not: neither. Computation: reproduced from a factor of ${claimedWork} on, partly above 1. The best of the milder conditions is chosen on the same images.`,
    '',
  ];
}

/** A claim on the size of the code, on the networks that have the published recipe; then what other networks' codecs of that size lose. */
function sizeClaim(channel: CodecChannel, backbones: readonly ComparedBackbone[]): string[] {
  const { what, text } = claims[channel];
  const all = backbones.map(({ card, codecs }) => ({ card, recipes: recipesOf(codecs.filter(isOf(channel))) }));
  const published = all.flatMap(({ recipes }) => recipes.filter(isPublished).filter(isMeasured));
  const lines = published.flatMap((recipe) => {
    const own = all.flatMap(({ recipes }) => recipes.filter((other) => isBeside(other, recipe) && isMeasured(other)));
    return [
      `  - ${publishedText(recipe)}`,
      ...own.map((other) => `  - Recipe of this project, ${recipeText(other, claims[channel].condition)}.`),
    ];
  });
  const elsewhere = all
    .filter(({ recipes }) => !recipes.some(isPublished))
    .flatMap(({ recipes }) =>
      recipes.filter((recipe) => isMeasured(recipe) && timesOf(recipe) >= claims[channel].times),
    );
  if (lines.length === 0 && elsewhere.length === 0) return [];
  const verdict = lines.length === 0 ? 'the published recipe was not measured' : sizeOutcome(published, all);
  return [
    `- **${what}, less than ${claimedLoss} % loss: ${verdict}** (${text}).`,
    ...lines,
    ...elsewhere.map((recipe) => `  - Another network, ${recipeText(recipe, claims[channel].condition)}.`),
  ];
}

function sizeOutcome(published: readonly Recipe[], all: readonly { readonly recipes: readonly Recipe[] }[]): Outcome {
  const holdsAt = (recipe: Recipe, condition: number) => lossAt(recipe, condition)?.holds === true;
  const hardest = (recipe: Recipe) => holdsAt(recipe, claims[recipe.trainings[0].channel].condition);
  if (published.every(hardest)) return 'reproduced';
  const others = all.flatMap(({ recipes }) =>
    recipes.filter((one) => published.some((recipe) => isBeside(one, recipe))),
  );
  if (published.some((recipe) => milderConditions(recipe).some((condition) => holdsAt(recipe, condition)))) {
    return 'partly reproduced, under milder conditions';
  }
  return others.some(hardest) ? 'partly reproduced, by another recipe only' : 'not reproduced';
}

const isOf = (channel: CodecChannel) => (card: BottleNetCard) => card.channel === channel;
const isPublished = ({ trainings }: Recipe): boolean => isPublishedRecipe(trainings[0]);
const isMeasured = (recipe: Recipe): boolean =>
  lossAt(recipe, claims[recipe.trainings[0].channel].condition) !== undefined;
/** Rounded: a code has whole values. */
const timesOf = ({ trainings }: Recipe): number => Math.round(codeSize(trainings[0]).timesSmaller);

/** Whether it is another recipe for the same backbone, split and size. */
function isBeside(one: Recipe, published: Recipe): boolean {
  const placeOf = ({ backbone, split, channel }: BottleNetCard) => `${backbone} ${split} ${channel}`;
  const isThere = placeOf(one.trainings[0]) === placeOf(published.trainings[0]);
  return isThere && timesOf(one) === timesOf(published) && !isPublished(one);
}

function milderConditions({ trainings }: Recipe): number[] {
  const { channel, accuracy } = trainings[0];
  const { condition: hardest } = claims[channel];
  const conditions = accuracy!.rows.map(({ condition }) => condition);
  return conditions.filter((condition) => (channel === 'awgn' ? condition > hardest : condition < hardest));
}

function publishedText(recipe: Recipe): string {
  const [{ channel }] = recipe.trainings;
  const meanAt = (condition: number) => {
    const losses = rowsAt(recipe, condition).map(({ loss }) => loss);
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  };
  const [best] = milderConditions(recipe).sort((a, b) => meanAt(a) - meanAt(b));
  const milder =
    best === undefined
      ? ''
      : ` Best of the milder conditions, ${conditionText(channel, best)}: ${lossAt(recipe, best)!.text}.`;
  return `Published recipe, ${recipeText(recipe, claims[channel].condition)}.${milder}`;
}

function recipeText(recipe: Recipe, condition: number): string {
  const [card] = recipe.trainings;
  const { text, timesSmaller } = codeSize(card);
  return `\`${recipe.name}\` (${text}, ${timesSmaller.toFixed(1)}x) at ${conditionText(card.channel, condition)}: ${lossAt(recipe, condition)!.text}`;
}

const conditionText = (channel: CodecChannel, condition: number): string =>
  channel === 'awgn' ? `${condition} dB` : `p = ${condition}`;

const rowsAt = ({ trainings }: Recipe, condition: number): AccuracyRow[] =>
  trainings.flatMap((card) => rowAt(card, condition) ?? []);

/** Undefined where no training was measured there. */
function lossAt(recipe: Recipe, condition: number): Held | undefined {
  const rows = rowsAt(recipe, condition);
  const [only] = rows;
  if (only === undefined) return undefined;
  const held = (text: string, holds: boolean): Held => ({
    text: `${text} points, ${holds ? 'holds' : 'does not hold'}`,
    holds,
  });
  if (rows.length === 1) {
    return held(`loses ${only.loss.toFixed(2)} (< ${only.lossUpper.toFixed(2)})`, only.lossUpper < claimedLoss);
  }
  const { estimate, low, high } = tInterval(rows.map(({ loss }) => loss));
  const interval = shareText({ percent: estimate, low: low!, high: high! });
  return held(`${rows.length} trainings lose ${interval}`, high! < claimedLoss);
}

/** The claim on computation, of one network. */
function workClaim(backbone: ComparedBackbone): string[] {
  const { condition, text } = claims['bit-erasure'];
  const own = codecSettings(backbone, condition);
  if (backbone.rivals === undefined || own.length === 0) return [];
  const steps = deviceWorkSteps(own, rivalSettings(backbone), { points: claimedLoss, criterion: 'bound' });
  const factor = Math.max(0, ...steps.map(({ ratio }) => ratio ?? 0));
  const outcome: Outcome = factor >= claimedWork ? 'reproduced' : factor > 1 ? 'partly reproduced' : 'not reproduced';
  const measuredOnly = unmeasuredRivals(backbone).length === 0 ? '' : ', against the rivals measured';
  return [
    `- **Up to three times less computation on the device, \`${backbone.card.name}\`: ${outcome}${measuredOnly}** (${text}). Against the best rival within the same bits, loss below ${claimedLoss} points: ${workSummary(steps)}${unmeasuredText(backbone)}`,
  ];
}

/** Which rivals a comparison on this network lacks. */
export function unmeasuredText(backbone: ComparedBackbone): string {
  const missing = unmeasuredRivals(backbone);
  return missing.length === 0 ? '' : ` Not measured on this network, so not among the rivals: ${missing.join('; ')}.`;
}

/** Commands that train, measure and compare again the codecs that the claims are judged by. */
export function commandLines(backbones: readonly ComparedBackbone[]): string[] {
  const networks = backbones.flatMap((backbone) => {
    const recipes = recipesOf(backbone.codecs);
    const published = recipes.filter(isPublished);
    const judged = recipes.filter((recipe) => isPublished(recipe) || published.some((one) => isBeside(recipe, one)));
    return judged.length === 0
      ? []
      : [{ card: backbone.card, trainings: judged.flatMap(({ trainings }) => trainings) }];
  });
  if (networks.length === 0) return [];
  const train = (name: string) => `bottlenet-sim train models/${name}/train.json --force`;
  const timed = (command: string, training: unknown) => `${command}${minutesText(training)}`;
  return [
    '## Do it yourself',
    '',
    '```',
    ...new Set(networks.map(({ card }) => `bottlenet-sim data fetch ${card.dataSet}`)),
    ...networks.flatMap(({ trainings }) =>
      trainings.flatMap((card) => [
        timed(train(card.name), card.training),
        `bottlenet-sim evaluate ${card.name} --write`,
      ]),
    ),
    'bottlenet-sim compare reproduction --out docs/reproduction.md',
    '```',
    '',
    'Minutes are wall time of that training on the machine it ran on, often shared with other work: upper bounds. The unsplit networks are in `models`, with the recipes they were trained by:',
    ...networks.map(
      ({ card }) =>
        `\`${timed(train(card.name), card.training)}\`; codecs belong to its weights and are then to be trained anew.`,
    ),
    '',
  ];
}

function minutesText(training: unknown): string {
  const { wallSeconds } = (training ?? {}) as { readonly wallSeconds?: number };
  return wallSeconds === undefined ? '' : `   # ${(wallSeconds / 60).toFixed(0)} min`;
}

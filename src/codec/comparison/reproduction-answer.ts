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
import type { JointTable } from '../training/joint-table.js';
import type { ComparedBackbone } from './compared-backbone.js';
import { deviceWorkSteps } from './device-work.js';
import { type Recipe, recipesOf } from './recipes.js';
import { unmeasuredRivals, workSummary } from './rivals-document.js';
import { codecSettings, jointRowAt, rivalSettings, rowAt } from './settings.js';

/** What the abstract claims, and the hardest condition of the published commands. */
export const claims = {
  awgn: { times: 64, condition: 20, text: 'PSNR 20 dB', what: '64 times less bandwidth over noise' },
  'bit-erasure': { times: 256, condition: 0.01, text: 'p = 0.01', what: '256 times fewer bits over erasures' },
} as const;
export const claimedLoss = 2;
const claimedWork = 3;

/** `partly` with the reasons. */
type Outcome = 'reproduced' | `partly reproduced${string}` | 'not reproduced';

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
    `or phase 3 at that split and size holds at the hardest. Not: neither. Computation: reproduced from a factor of ${claimedWork} on, partly above 1. The best of the milder conditions is chosen on the same images.`,
    '',
  ];
}

/** A claim on the size of the code, on the networks that have the published recipe; then what other networks' codecs of that size lose. */
function sizeClaim(channel: CodecChannel, backbones: readonly ComparedBackbone[]): string[] {
  const { what, text, times } = claims[channel];
  const all = backbones.map((backbone) => {
    const recipes = recipesOf(backbone.codecs.filter((card) => card.channel === channel)).filter(isMeasured);
    return { recipes, published: recipes.filter(isPublished), joint: backbone.joint };
  });
  const published = all.flatMap((one) => one.published);
  const elsewhere = all
    .filter((one) => one.published.length === 0)
    .flatMap(({ recipes }) => recipes.filter((recipe) => timesOf(recipe.trainings[0]) >= times));
  if (published.length === 0 && elsewhere.length === 0) return [];
  const beside = all.flatMap((one) => {
    const places = one.published.map(({ trainings }) => trainings[0]);
    const isThere = (other: Placed) => places.some((place) => isBeside(other, place));
    return [
      ...one.recipes
        .filter((recipe) => !isPublished(recipe) && isThere(recipe.trainings[0]))
        .map((recipe) => ({ ...atHardest(recipe), who: 'Recipe of this project' })),
      ...one.joint.filter(({ codec }) => isThere(codec)).flatMap(jointAtHardest),
    ];
  });
  const verdict = published.length === 0 ? 'the published recipe was not measured' : sizeOutcome(published, beside);
  return [
    `- **${what}, less than ${claimedLoss} % loss: ${verdict}** (${text}).`,
    ...published.map((recipe) => `  - Published recipe, ${atHardest(recipe).text}.${milderText(recipe)}`),
    ...beside.map((other) => `  - ${other.who}, ${other.text}.`),
    ...elsewhere.map((recipe) => `  - Another network, ${atHardest(recipe).text}.`),
  ];
}

function sizeOutcome(published: readonly Recipe[], others: readonly Held[]): Outcome {
  const holdsAt = (recipe: Recipe, condition: number) => lossAt(recipe, condition)?.holds === true;
  const hardest = (recipe: Recipe) => holdsAt(recipe, claims[recipe.trainings[0].channel].condition);
  if (published.every(hardest)) return 'reproduced';
  const reasons = [
    ...(published.some((recipe) => milderConditions(recipe).some((condition) => holdsAt(recipe, condition)))
      ? ['under milder conditions']
      : []),
    ...(others.some(({ holds }) => holds) ? ['by another recipe'] : []),
  ];
  return reasons.length === 0 ? 'not reproduced' : `partly reproduced, ${reasons.join(' and ')}`;
}

const isPublished = ({ trainings }: Recipe): boolean => isPublishedRecipe(trainings[0]);
const isMeasured = (recipe: Recipe): boolean =>
  lossAt(recipe, claims[recipe.trainings[0].channel].condition) !== undefined;

type Placed = Parameters<typeof codeSize>[0] & Pick<BottleNetCard, 'split'>;

/** Rounded: a code has whole values. */
const timesOf = (codec: Placed): number => Math.round(codeSize(codec).timesSmaller);

/** Whether it is for the same split, channel and size. */
const isBeside = (one: Placed, other: Placed): boolean =>
  one.split === other.split && one.channel === other.channel && timesOf(one) === timesOf(other);

function milderConditions({ trainings }: Recipe): number[] {
  const { channel, accuracy } = trainings[0];
  const { condition: hardest } = claims[channel];
  const conditions = (accuracy?.rows ?? []).map(({ condition }) => condition);
  return conditions.filter((condition) => (channel === 'awgn' ? condition > hardest : condition < hardest));
}

function milderText(recipe: Recipe): string {
  const meanAt = (condition: number) => {
    const losses = rowsAt(recipe, condition).map(({ loss }) => loss);
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  };
  const [best] = milderConditions(recipe).sort((a, b) => meanAt(a) - meanAt(b));
  if (best === undefined) return '';
  const { channel } = recipe.trainings[0];
  return ` Best of the milder conditions, ${conditionText(channel, best)}: ${lossAt(recipe, best)!.text}.`;
}

/** A recipe that is measured, at the hardest condition of the claim. */
function atHardest({ name, trainings }: Recipe): Held {
  const [card] = trainings;
  const { condition } = claims[card.channel];
  const { text, holds } = lossAt({ name, trainings }, condition)!;
  return { text: `${placeText(name, card)} at ${conditionText(card.channel, condition)}: ${text}`, holds };
}

/** The same of a table of phase 3, if it has that condition. */
function jointAtHardest(table: JointTable): (Held & { readonly who: string })[] {
  const { name, codec, trained } = table;
  const { condition } = claims[codec.channel];
  const row = jointRowAt(table, condition);
  if (row === undefined) return [];
  const { text, holds } = oneTraining(row);
  const place = `${placeText(name, codec)} at ${conditionText(codec.channel, condition)}`;
  return [{ who: `Phase 3 (${trained})`, text: `${place}: ${text}`, holds }];
}

function placeText(name: string, codec: Placed): string {
  const { text, timesSmaller } = codeSize(codec);
  return `\`${name}\` (${text}, ${timesSmaller.toFixed(1)}x)`;
}

const conditionText = (channel: CodecChannel, condition: number): string =>
  channel === 'awgn' ? `${condition} dB` : `p = ${condition}`;

const rowsAt = ({ trainings }: Recipe, condition: number): AccuracyRow[] =>
  trainings.flatMap((card) => rowAt(card, condition) ?? []);

/** Undefined where no training was measured there. */
function lossAt(recipe: Recipe, condition: number): Held | undefined {
  const rows = rowsAt(recipe, condition);
  if (rows.length < 2) return rows.map(oneTraining)[0];
  const { estimate, low, high } = tInterval(rows.map(({ loss }) => loss));
  return held(`${rows.length} trainings lose ${shareText({ percent: estimate, low, high })}`, high < claimedLoss);
}

const oneTraining = ({ loss, lossUpper }: Pick<AccuracyRow, 'loss' | 'lossUpper'>): Held =>
  held(`loses ${loss.toFixed(2)} (< ${lossUpper.toFixed(2)})`, lossUpper < claimedLoss);

const held = (text: string, holds: boolean): Held => ({
  text: `${text} points, ${holds ? 'holds' : 'does not hold'}`,
  holds,
});

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
    const judged = recipes.filter(({ trainings }) => published.some((one) => isBeside(trainings[0], one.trainings[0])));
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

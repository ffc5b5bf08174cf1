/** `docs/reproduction.md`: what the BottleNet++ paper claims and what the models here reach, from their cards. */
import { tInterval } from '../../base/statistics/t-interval.js';
import type { BackboneCard } from '../../neural/model-card.js';
import type { AccuracyRow } from '../accuracy-table.js';
import type { BottleNetCard } from '../bottlenet-network.js';
import { codeSize, shareText } from '../card-text.js';
import type { JointTable } from '../training/joint-table.js';
import { type LawChoice, lawText } from '../training/training-law.js';
import type { ComparedBackbone } from './compared-backbone.js';
import { deviceWorkSteps } from './device-work.js';
import { recipesOf } from './recipes.js';
import { answerLines, claimedLoss, claims, commandLines, unmeasuredText } from './reproduction-answer.js';
import { workSummary } from './rivals-document.js';
import { codecSettings, jointRowAt, rivalSettings, rowAt } from './settings.js';

/** Of the same architecture and data set, percent; README of the authors' code. */
const publishedBase = { architecture: 'vgg16', dataSet: 'cifar100', percent: 74.04 } as const;

const head = `# Reproduction

Written by \`bottlenet-sim compare reproduction\` from the cards in \`models\`. The paper's abstract (J. Shao and J. Zhang, "BottleNet++: an end-to-end approach for
feature compression in device-edge co-inference systems", ICC Workshops 2020) claims, against sending the uncompressed feature: 64 times less bandwidth over noise and
256 times fewer bits over erasures, each with less than 2 % loss of accuracy, and up to three times less computation on the device. The places of the
published commands are VGG-16 on CIFAR-100, \`div12\` with 32 symbols (64x, PSNR of 20 dB at least) and \`div13\` with 64 bits (256x, p of 0.01 at most).
`;

const tableHead = `## Every codec

Fewer: feature values over code values for noise; 32-bit floats over bits for erasures. Loss: paired with the unsplit network on the same images, standard error, one-sided 95 % upper
bound; it holds where the bound is below ${claimedLoss} points. Law \`paper\`: trained as published; \`wide\`: for the simulator. Phase 3: the layers behind the split (\`back\`) or the whole network (\`all\`) trained along, in a private copy; the loss is to the unsplit network as it was.
`;

export function reproductionMarkdown(backbones: readonly ComparedBackbone[]): string {
  const trained = backbones.filter(({ codecs, joint }) => codecs.length > 0 || joint.length > 0);
  return [head, ...answerLines(trained), ...commandLines(trained), tableHead, ...trained.map(section)].join('\n');
}

function section(backbone: ComparedBackbone): string {
  const { card, codecs, joint, rivals } = backbone;
  const base =
    rivals?.base ?? codecs.find(({ accuracy }) => accuracy !== undefined)?.accuracy?.base ?? card.accuracy.test;
  return [
    `### ${card.name}`,
    '',
    base === undefined
      ? 'Not evaluated on test images.'
      : `Unsplit network ${shareText(base)} of ${base.images} test images.${publishedText(card, base.percent)}`,
    '',
    '| codec | split | code | fewer | law | at | correct / % | loss | holds |',
    '|---|---|---|---|---|---|---|---|---|',
    ...codecs.flatMap(codecLine),
    ...joint.flatMap(jointLine),
    '',
    ...waitingLines(backbone),
    ...seedLines(codecs),
    ...workLines(backbone),
  ].join('\n');
}

/** What the authors' network of the same kind reaches. */
function publishedText({ shape, dataSet }: BackboneCard, percent: number): string {
  if (shape.architecture !== publishedBase.architecture || dataSet !== publishedBase.dataSet) return '';
  const more = (publishedBase.percent - percent).toFixed(2);
  return ` The authors' VGG-16 has ${publishedBase.percent} % on these images ([README of their code](https://github.com/shaojiawei07/BottleNetPlusPlus)), ${more} points more; losses here are to the network here.`;
}

function codecLine(card: BottleNetCard): string[] {
  const { condition, text } = claims[card.channel];
  const row = rowAt(card, condition);
  if (row === undefined) return [];
  const cells = [`\`${card.name}\``, card.split, ...sizeCells(card), lawOf(card), text, ...measuredCells(row)];
  return [`| ${cells.join(' | ')} |`];
}

/** Codecs without a row. */
function waitingLines({ codecs }: ComparedBackbone): string[] {
  const waiting = codecs.filter((card) => rowAt(card, claims[card.channel].condition) === undefined);
  if (waiting.length === 0) return [];
  return [`Trained, but not evaluated on test images: ${waiting.map(({ name }) => `\`${name}\``).join(', ')}.`, ''];
}

function measuredCells(row: Omit<AccuracyRow, 'condition'>): string[] {
  const loss = `${row.loss.toFixed(2)} +- ${row.lossStandardError.toFixed(2)}, < ${row.lossUpper.toFixed(2)}`;
  return [shareText(row), loss, row.lossUpper < claimedLoss ? 'yes' : 'no'];
}

function sizeCells(card: Parameters<typeof codeSize>[0]): string[] {
  const { text, timesSmaller } = codeSize(card);
  return [text, `${timesSmaller.toFixed(1)}x`];
}

function lawOf({ training }: BottleNetCard): string {
  return lawText((training as { readonly law: LawChoice }).law);
}

function jointLine(table: JointTable): string[] {
  const { name, codec, trained } = table;
  const { condition, text } = claims[codec.channel];
  const row = jointRowAt(table, condition);
  if (row === undefined) return [];
  const cells = [`\`${name}\``, codec.split, ...sizeCells(codec), `phase 3, ${trained}`, text, ...measuredCells(row)];
  return [`| ${cells.join(' | ')} |`];
}

/** Means over the trainings of a recipe. */
function seedLines(codecs: readonly BottleNetCard[]): string[] {
  const lines = recipesOf(codecs).flatMap(({ name, trainings }) => {
    const { condition, text } = claims[trainings[0].channel];
    const losses = trainings.flatMap((card) => rowAt(card, condition)?.loss ?? []);
    if (losses.length < 2) return [];
    const { estimate, low, high } = tInterval(losses);
    const interval = shareText({ percent: estimate, low, high });
    return [`- \`${name}\`, ${text}: ${losses.length} trainings lose ${interval} points.`];
  });
  if (lines.length === 0) return [];
  return [
    "Mean over trainings of one recipe that differ in their seed, on the same images; 95 % interval by Student's t over trainings:",
    '',
    ...lines,
    '',
  ];
}

/** The third claim: computation on the device. */
function workLines(backbone: ComparedBackbone): string[] {
  const own = codecSettings(backbone, claims['bit-erasure'].condition);
  if (backbone.rivals === undefined || own.length === 0) return [];
  const steps = deviceWorkSteps(own, rivalSettings(backbone), { points: claimedLoss, criterion: 'bound' });
  return [
    `Computation on the device at ${claims['bit-erasure'].text}, loss below ${claimedLoss} points by its bound, against the best rival within the same bits ([rivals](rivals.md)): ${workSummary(steps)}${unmeasuredText(backbone)}`,
    '',
  ];
}

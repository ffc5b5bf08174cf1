/** `docs/reproduction.md`: what the BottleNet++ paper claims and what the models here reach, from their cards. */
import { tInterval } from '../../base/statistics/t-interval.js';
import type { AccuracyRow } from '../accuracy-table.js';
import type { BottleNetCard } from '../bottlenet-network.js';
import { codeSize, shareText } from '../card-text.js';
import type { JointTable } from '../training/joint-table.js';
import { type LawChoice, lawText } from '../training/training-law.js';
import type { ComparedBackbone } from './compared-backbone.js';
import { deviceWorkSteps } from './device-work.js';
import { workSummary } from './rivals-document.js';
import { codecSettings, jointRowAt, rivalSettings, rowAt } from './settings.js';

/** Of the abstract: 64 times less bandwidth, 256 times fewer bits, below 2 % loss. */
const claims = {
  awgn: { condition: 20, text: 'PSNR 20 dB' },
  'bit-erasure': { condition: 0.01, text: 'p = 0.01' },
} as const;
const claimedLoss = 2;

const head = `# Reproduction

Written by \`bottlenet-sim compare reproduction\` from the cards in \`models\`. The paper's abstract (J. Shao and J. Zhang, "BottleNet++: an end-to-end approach for
feature compression in device-edge co-inference systems", ICC Workshops 2020) claims, against sending the uncompressed feature: 64 times less bandwidth over noise and
256 times fewer bits over erasures, each with less than 2 % loss of accuracy, and up to three times less computation on the device. The places of the
published commands are VGG-16 on CIFAR-100, \`div12\` with 32 symbols (64x, PSNR of 20 dB at least) and \`div13\` with 64 bits (256x, p of 0.01 at most).

Fewer: feature values over code values for noise; 32-bit floats over bits for erasures. Loss: paired with the unsplit network on the same images, standard error, one-sided 95 % upper
bound; it holds where the bound is below ${claimedLoss} points. Law \`paper\`: trained as published; \`wide\`: for the simulator. Phase 3: the layers behind the split (\`back\`) or the whole network (\`all\`) trained along, in a private copy; the loss is to the unsplit network as it was.
`;

export function reproductionMarkdown(backbones: readonly ComparedBackbone[]): string {
  const trained = backbones.filter(({ codecs, joint }) => codecs.length > 0 || joint.length > 0);
  return [head, ...trained.map(section)].join('\n');
}

function section(backbone: ComparedBackbone): string {
  const { card, codecs, joint, rivals } = backbone;
  const base =
    rivals?.base ?? codecs.find(({ accuracy }) => accuracy !== undefined)?.accuracy?.base ?? card.accuracy.test;
  return [
    `## ${card.name}`,
    '',
    base === undefined
      ? 'Not evaluated on test images.'
      : `Unsplit network ${shareText(base)} of ${base.images} test images.`,
    '',
    '| codec | split | code | fewer | law | at | correct / % | loss | holds |',
    '|---|---|---|---|---|---|---|---|---|',
    ...codecs.map(codecLine),
    ...joint.flatMap(jointLine),
    '',
    ...seedLines(codecs),
    ...workLines(backbone),
  ].join('\n');
}

function codecLine(card: BottleNetCard): string {
  const { condition, text } = claims[card.channel];
  const row = rowAt(card, condition);
  const measured = row === undefined ? ['not evaluated', '', ''] : measuredCells(row);
  return `| ${[`\`${card.name}\``, card.split, ...sizeCells(card), lawOf(card), text, ...measured].join(' | ')} |`;
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

/** Codecs of one design and recipe whose names differ in nothing but the seed at their end. */
function seedLines(codecs: readonly BottleNetCard[]): string[] {
  const withoutSeed = ({ name }: BottleNetCard) => name.replace(/-seed\d+$/, '');
  const groups = new Map<string, BottleNetCard[]>();
  for (const card of codecs) {
    const { split, channel, codeShape, bits, receiver, condition } = card;
    const { recipe } = card.training as { readonly recipe?: unknown };
    const key = JSON.stringify([withoutSeed(card), split, channel, codeShape, bits, receiver, condition, recipe]);
    groups.set(key, [...(groups.get(key) ?? []), card]);
  }
  const lines = [...groups.values()].flatMap((cards) => {
    const [first] = cards as [BottleNetCard];
    const { condition, text } = claims[first.channel];
    const losses = cards.flatMap((card) => rowAt(card, condition)?.loss ?? []);
    if (losses.length < 2) return [];
    const { estimate, low, high } = tInterval(losses);
    const interval = shareText({ percent: estimate, low, high });
    return [`- \`${withoutSeed(first)}\`, ${text}: ${losses.length} trainings lose ${interval} points.`];
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
    `Computation on the device at ${claims['bit-erasure'].text}, loss below ${claimedLoss} points by its bound, against the best rival within the same bits ([rivals](rivals.md)): ${workSummary(steps)}`,
    '',
  ];
}

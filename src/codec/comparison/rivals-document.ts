/** `docs/rivals.md`: BottleNet++ against its rivals, as Markdown; every number comes from cards and rivals files. */

import type { BackboneCard } from '../../neural/model-card.js';
import type { BottleNetCard } from '../bottlenet-network.js';
import { bitsOf } from '../evaluation/trial.js';
import { rivals as registry } from '../rivals/index.js';
import type { RivalRow } from '../rivals/rival.js';
import type { ComparedBackbone } from './compared-backbone.js';
import { type DeviceWorkStep, deviceWorkSteps, type LossCriterion } from './device-work.js';
import { type Alternative, type ChannelComparison, compareOnChannel, verdictOf } from './equal-channel.js';
import { answerLines, isMeasuredAsBits } from './rivals-answer.js';
import { codecSettings, codecsSentWith, rivalName, rivalSettings } from './settings.js';

/** Percentage points a method may lose. */
export const toleratedLoss = 2;
/** Erasure probability at which codecs for erasures are taken. */
export const workErasure = 0.01;

const head = `# Rivals

Written by \`bottlenet-sim compare rivals\` from the cards and \`rivals.json\` files in \`models\`. Method and limits: the files of
\`src/codec/rivals\` and \`src/codec/comparison\`. All accuracies are of the same test images; losses are paired with the unsplit network,
"<" is the one-sided 95 % upper bound. Bits are means per image, before header and checksum. "model", "scan" and "data" count what is left when both
ends know tables, frequencies and headers: the harder rival. No rival was trained, and the network was not trained on coded images. "chance": the 95 % interval
of the accuracy reaches down to one class in all, or below.
`;

export function rivalsMarkdown(backbones: readonly ComparedBackbone[]): string {
  const compared = backbones.filter(({ rivals }) => rivals !== undefined);
  return [head, ...compared.map(section), '## Every rival', '', ...compared.map(rivalTable)].join('\n');
}

function section(backbone: ComparedBackbone): string {
  const { card, rivals, macs } = backbone;
  const { base, imageSet, engine } = rivals!;
  const unmeasured = unmeasuredRivals(backbone).join('; ');
  const evaluated = backbone.codecs.filter(({ accuracy }) => accuracy !== undefined);
  const comparisons = evaluated.map((codec) => compareOnChannel(backbone, codec));
  return [
    `## ${card.name}`,
    '',
    `Unsplit network ${base.percent.toFixed(2)} % of ${base.images} images of ${imageSet}, ${mega(macs)} MMAC; ${engine}.`,
    ...(unmeasured === '' ? [] : [`Not measured here, so no rival below: ${unmeasured}.`]),
    ...weightsLines(backbone),
    '',
    ...answerLines(backbone, comparisons, workSteps(backbone, 'bound')),
    ...channelTables(backbone, comparisons),
    ...workTables(backbone),
  ].join('\n');
}

/** What the bits of every setting buy. */
function rivalTable({ card, rivals }: ComparedBackbone): string {
  return [
    `### ${card.name}, every setting`,
    '',
    '| rival | setting | split | counted | bits | device MMAC | correct / % | loss |',
    '|---|---|---|---|---|---|---|---|',
    ...rivals!.rows.map((row) => rivalLine(row, card)),
    '',
  ].join('\n');
}

/** Percent, or chance where the 95 % interval reaches down to one class in all. */
function percentText(percent: number, low: number, { shape }: BackboneCard): string {
  const text = percent.toFixed(2);
  return low <= 100 / shape.classCount ? `chance (${text})` : text;
}

/** Titles of the rivals that were not measured on a backbone. */
export function unmeasuredRivals({ rivals }: ComparedBackbone): string[] {
  const missing = registry.filter(({ name }) => !(rivals?.rows ?? []).some(({ rival }) => rival === name));
  return missing.map(({ title }) => title);
}

/** Codes sent as bits of which it is not sure, or sure not, that they are of the codecs' weights. */
function weightsLines(backbone: ComparedBackbone): string[] {
  const line = (text: string, codecs: readonly BottleNetCard[]): string[] =>
    codecs.length === 0 ? [] : [`${text}: ${codecs.map(({ name }) => `\`${name}\``).join(', ')}.`];
  return [
    ...line(
      'Measured as bits with other weights than the card has now, and left out but for the last table',
      codecsSentWith(backbone, 'others'),
    ),
    ...line(
      'Measured as bits before the file said with which weights, taken for those of the card',
      codecsSentWith(backbone, 'unknown'),
    ),
  ];
}

function rivalLine(row: RivalRow, card: BackboneCard): string {
  const { rival, setting, split, counting, bits, deviceMacs, percent, low, loss, lossUpper } = row;
  const title = registry.find(({ name }) => name === rival)?.title ?? rival;
  const cells = [
    title,
    setting,
    split ?? '',
    counting,
    bits.toFixed(0),
    mega(deviceMacs),
    percentText(percent, low, card),
  ];
  return `| ${cells.join(' | ')} | ${loss.toFixed(2)}, < ${lossUpper.toFixed(2)} |`;
}

function channelTables(backbone: ComparedBackbone, comparisons: readonly (readonly ChannelComparison[])[]): string[] {
  if (comparisons.length === 0) return [];
  return [
    '### In the same place on the channel',
    '',
    'A noisy code against what ideal block codes carry in its uses at its mean power, blocks failing with probability 0.01 or 0.001, whichever serves better (a failed block',
    'is a wrong answer); from 100 uses on by the normal approximation, below by cone packing, which no code exceeds. A code for erasures against (1 - p) times its bits, nothing',
    'lost. `same code`: sent as bits, rounded. `as cheap`: with no more computation on the device. **Bold**: more right than the codec by more than 1.96 standard errors of the',
    'difference, taken as if unpaired; *italic*: within them. The best setting of others is chosen on the same images, which flatters them.',
    '',
    ...comparisons.flatMap((rows) => [...channelTable(backbone, rows), '']),
  ];
}

function channelTable(backbone: ComparedBackbone, rows: readonly ChannelComparison[]): string[] {
  const { card, uses } = rows[0]!;
  const noisy = uses !== null;
  const place = noisy ? `${card.values} values in ${uses} uses` : `${bitsOf(card).perRequest} bits`;
  const title = `**${card.name}**: split \`${card.split}\`, ${place}, ${mega(rows[0]!.deviceMacs)} MMAC on the device of ${mega(backbone.macs)}. ${summary(backbone, rows)}`;
  const first = noisy ? ['PSNR / dB', 'SNR / dB'] : ['erasure p'];
  return [
    title,
    '',
    `| ${[...first, 'bits that fit', 'codec / %', 'same code', 'best other', 'best as cheap'].join(' | ')} |`,
    `|${'---|'.repeat(first.length + 5)}`,
    ...rows.map((row) => {
      const condition = [row.measured.condition, ...(noisy ? [row.snrDb!.toFixed(1)] : [])];
      const fits = row.fits.map(({ bits }) => bits).join(' / ');
      const own = isMeasuredAsBits(backbone, card) ? 'does not fit' : 'not measured';
      const others = [
        alternativeText(backbone, row, row.separate, own),
        ...[row.best, row.bestAsCheap].map((other) => alternativeText(backbone, row, other, 'none fits')),
      ];
      const correct = percentText(row.measured.percent, row.measured.low, backbone.card);
      return `| ${[...condition, fits, correct, ...others].join(' | ')} |`;
    }),
  ];
}

function alternativeText(
  { card }: ComparedBackbone,
  row: ChannelComparison,
  other: Alternative | undefined,
  without: string,
): string {
  if (other === undefined) return without;
  const { setting, rival, bits, low } = other.row;
  const name = rival === 'quantised-code' ? setting.slice(row.card.name.length + 2) : rivalName(other.row);
  const text = percentText(other.percent, low, card);
  const mark = { other: '**', level: '*', codec: '' }[verdictOf(row, other)];
  return `${mark}${text}${mark} ${name}, ${bits.toFixed(0)} bits`;
}

/** Who wins, counted over the conditions. */
function summary(backbone: ComparedBackbone, rows: readonly ChannelComparison[]): string {
  const count = (pick: (row: ChannelComparison) => Alternative | undefined, verdict: string) =>
    rows.filter((row) => verdictOf(row, pick(row)) === verdict).length;
  const sentence = (who: string, without: string, pick: (row: ChannelComparison) => Alternative | undefined) =>
    rows.some((row) => pick(row) !== undefined)
      ? `${who} wins at ${count(pick, 'other')}, is level at ${count(pick, 'level')}`
      : without;
  const own = isMeasuredAsBits(backbone, rows[0]!.card) ? 'does not fit' : 'was not measured';
  const same = sentence('the same code as bits', `the same code as bits ${own}`, ({ separate }) => separate);
  const another = sentence('another rival', 'no other rival fits', ({ best }) => best);
  return `Of ${rows.length} conditions: ${same}; ${another}; ${sentence('one as cheap', 'none as cheap fits', ({ bestAsCheap }) => bestAsCheap)}.`;
}

function workSteps(backbone: ComparedBackbone, criterion: LossCriterion): DeviceWorkStep[] {
  const requirement = { points: toleratedLoss, criterion };
  return deviceWorkSteps(codecSettings(backbone, workErasure), rivalSettings(backbone), requirement);
}

function workTables(backbone: ComparedBackbone): string[] {
  if (codecSettings(backbone, workErasure).length === 0) return [];
  const table = (criterion: LossCriterion) => {
    const steps = workSteps(backbone, criterion);
    return [
      `Loss ${criterion === 'mean' ? 'of' : 'shown to be'} at most ${toleratedLoss} points${criterion === 'mean' ? ' in the mean' : ' (95 % upper bound)'}. ${workSummary(steps)}`,
      '',
      '| B from / bits | BottleNet++ | MMAC | best rival | MMAC | rival/BottleNet++ |',
      '|---|---|---|---|---|---|',
      ...steps.map(workLine),
      '',
    ];
  };
  return [
    '### Work on the device',
    '',
    `D(m; B, d): the least multiply-accumulates on the device, encoder included, with which method m answers within B bits and d = ${toleratedLoss} points, over all splits that have a`,
    `codec. BottleNet++: codecs for erasures at p = ${workErasure}, those after phase 3 with layers of their own on the server, and every code sent as fewer bits; nothing else loses bits. A ratio above 1 is work spared.`,
    '',
    ...table('bound'),
    ...table('mean'),
  ];
}

function workLine({ from, method, rival, ratio }: DeviceWorkStep): string {
  const own = method === undefined ? ['none', ''] : [method.name, mega(method.deviceMacs)];
  const other = rival === undefined ? ['none', ''] : [rival.name, mega(rival.deviceMacs)];
  return `| ${[Math.ceil(from), ...own, ...other, ratio === undefined ? '' : ratio.toFixed(2)].join(' | ')} |`;
}

/** The largest ratio, and from where on a rival needs less. */
export function workSummary(steps: readonly DeviceWorkStep[]): string {
  const ratios = steps.filter(({ ratio }) => ratio !== undefined);
  if (ratios.length === 0) return 'No codec holds it at any budget.';
  const largest = ratios.reduce((best, step) => (step.ratio! > best.ratio! ? step : best));
  const worse = ratios.find(({ from, ratio }) => from >= largest.from && ratio! < 1);
  const most =
    largest.ratio! > 1
      ? `BottleNet++ spares a factor of ${largest.ratio!.toFixed(2)} at most (from ${Math.ceil(largest.from)} bits)`
      : `BottleNet++ spares nothing (ratio ${largest.ratio!.toFixed(2)} at most)`;
  return worse === undefined
    ? `${most}.`
    : `${most}; from ${Math.ceil(worse.from)} bits on ${worse.rival!.name} needs less.`;
}

const mega = (macs: number): string => (macs / 1e6).toFixed(2);

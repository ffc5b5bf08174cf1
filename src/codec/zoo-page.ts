/**
 * The trained models as a page: what each is, what its training cost, and what it reaches. Every number comes from the cards.
 *
 * Size of a code: real values, or bits. Times smaller: values of the feature over values of the code (bandwidth reduction on
 * AWGN), or bits of the feature as 32-bit floats over bits of the code (bit compression on erasures); the two counts of
 * Shao and Zhang, BottleNet++, 2020.
 */
import type { BackboneCard } from '../neural/model-card.js';
import type { BottleNetCard, CodecChannel } from './bottlenet-network.js';
import { clipsTold, codeSize, shareText, toldRange } from './card-text.js';

/** What `train` writes of a training; absent in cards made by others. */
interface TrainingRecord {
  readonly recipe?: { readonly epochs?: number };
  readonly wallSeconds?: number;
  readonly validationAccuracy?: readonly {
    readonly condition: number;
    readonly percent: number;
    readonly channels?: number;
  }[];
}

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, 'en', { numeric: true });

/** @param cards in any order */
export function zooPage(cards: readonly (BackboneCard | BottleNetCard)[]): string {
  const backbones = cards.filter((card) => card.kind === 'backbone').sort(byName);
  const codecs = cards.filter((card) => card.kind === 'bottlenet').sort(byName);
  const bytes = cards.reduce((sum, card) => sum + card.bytes, 0);
  return [
    '# Trained models',
    '',
    'Written by `bottlenet-sim models --format markdown` from the cards; `train` and `evaluate --write` fill those.',
    `All weights together: ${(bytes / 1e6).toFixed(2)} MB in half precision.`,
    'Minutes are wall time of one training on the machine it ran on, often shared with other work: upper bounds.',
    'Every choice was made on 5,000 held-out training images (validation); the test images only fill these tables.',
    'PSNR = 1/sigma^2 of a code value of peak 1; the SNR of the link is V times that, V the power of a code value by power mode (variance for `ac`).',
    '',
    ...backboneTable(backbones),
    ...codecTable(codecs),
    ...(['awgn', 'bit-erasure'] as const).flatMap((channel) =>
      accuracyTables(codecs.filter((card) => card.channel === channel && !(card.prefixes?.length ?? 0))),
    ),
  ].join('\n');
}

function backboneTable(cards: readonly BackboneCard[]): string[] {
  const rows = cards.map((card) => {
    const { validation, test } = card.accuracy;
    return [
      `\`${card.name}\``,
      card.dataSet,
      (card.parameters / 1e6).toFixed(2),
      (card.macs / 1e6).toFixed(1),
      (card.bytes / 1e6).toFixed(2),
      ...costCells(card.training as TrainingRecord | undefined),
      validation?.toFixed(2) ?? '-',
      test === undefined ? '-' : shareText(test),
    ];
  });
  const head = [
    'backbone',
    'data set',
    'M parameters',
    'MMAC',
    'MB',
    'epochs',
    'minutes',
    'validation / %',
    'test / % (95 %)',
  ];
  return ['## Backbones', '', ...table(head, rows), ''];
}

function codecTable(cards: readonly BottleNetCard[]): string[] {
  const rows = cards
    .map((card) => ({ card, size: codeSize(card) }))
    .map(({ card, size }) => [
      `\`${card.name}\``,
      card.split,
      `${card.codeShape.join('x')}, kernel ${card.shape.kernel}, stride ${card.shape.stride}`,
      size.text,
      `${Math.round(size.timesSmaller)}x`,
      `${card.powerMode}, ${card.receiver}`,
      (card.bytes / 1e6).toFixed(2),
      `${(card.encoderMacs / 1e6).toFixed(2)} / ${(card.decoderMacs / 1e6).toFixed(2)}`,
      ...costCells(card.training as TrainingRecord),
    ]);
  const head = [
    'codec',
    'split',
    'code',
    'size',
    'times smaller',
    'power, receiver',
    'MB',
    'encoder / decoder MMAC',
    'epochs',
    'minutes',
  ];
  return ['## Codecs', '', ...table(head, rows), ''];
}

/** Accuracy of the codecs of one channel, told = met: one table per backbone and set of test images. */
function accuracyTables(cards: readonly BottleNetCard[]): string[] {
  const backbones = [...new Set(cards.map((card) => card.backbone))];
  return backbones.flatMap((backbone) => {
    const its = cards.filter((card) => card.backbone === backbone);
    const measured = its.filter((card) => card.accuracy !== undefined);
    const waiting = its.filter((card) => card.accuracy === undefined);
    const imageSets = [...new Set(measured.map(({ accuracy }) => accuracy!.imageSetSha256))];
    const channel = its[0]!.channel;
    return [
      `## ${backbone}, ${channelTitle[channel]}`,
      '',
      ...imageSets.flatMap((set) => testTable(measured.filter(({ accuracy }) => accuracy!.imageSetSha256 === set))),
      ...(waiting.length === 0 ? [] : validationTable(waiting)),
    ];
  });
}

const channelTitle: Readonly<Record<CodecChannel, string>> = { awgn: 'noise', 'bit-erasure': 'erasures' };
const conditionTitle = (channel: CodecChannel) => (channel === 'awgn' ? 'PSNR / dB' : 'erasure p');

function testTable(cards: readonly BottleNetCard[]): string[] {
  const { base, imageSet, rows } = cards[0]!.accuracy!;
  const conditions = rows.map(({ condition }) => condition);
  const lines = conditions.map((condition) => [
    `${condition}`,
    ...cards.map((card) => {
      const row = card.accuracy!.rows.find((one) => one.condition === condition);
      return row === undefined
        ? '-'
        : `${row.percent.toFixed(2)} (${row.loss.toFixed(2)}, < ${row.lossUpper.toFixed(2)})`;
    }),
  ]);
  return [
    `Percent of ${base.images} images of ${imageSet}, told = met; in brackets the paired loss in points with its one-sided 95 % upper bound. Unsplit: ${shareText(base)}.`,
    ...clippedLines(cards, conditions),
    '',
    ...table([conditionTitle(cards[0]!.channel), ...cards.map(({ name }) => `\`${name}\``)], lines),
    '',
  ];
}

/** Of codecs that `evaluate` has not measured on test images. */
function validationTable(cards: readonly BottleNetCard[]): string[] {
  const rowsOf = (card: BottleNetCard) => (card.training as TrainingRecord).validationAccuracy ?? [];
  const conditions = rowsOf(cards[0]!).map(({ condition }) => condition);
  const lines = conditions.map((condition) => [
    `${condition}`,
    ...cards.map(
      (card) =>
        rowsOf(card)
          .find((row) => row.condition === condition)
          ?.percent.toFixed(2) ?? '-',
    ),
  ]);
  return [
    'Percent of the validation images, told = met; not measured on test images.',
    ...clippedLines(cards, conditions),
    '',
    ...table([conditionTitle(cards[0]!.channel), ...cards.map(({ name }) => `\`${name}\``)], lines),
    '',
  ];
}

/** Which encoders heard another condition than their codes met. */
function clippedLines(cards: readonly BottleNetCard[], conditions: readonly number[]): string[] {
  const clipped = cards.filter((card) => clipsTold(card, conditions));
  if (clipped.length === 0) return [];
  const ranges = clipped.map((card) => `\`${card.name}\` ${toldRange(card)}`).join('; ');
  return [`Told is clipped to the card's range: ${ranges}.`];
}

function costCells(training: TrainingRecord | undefined): string[] {
  const { recipe, wallSeconds } = training ?? {};
  return [`${recipe?.epochs ?? '-'}`, wallSeconds === undefined ? '-' : (wallSeconds / 60).toFixed(1)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

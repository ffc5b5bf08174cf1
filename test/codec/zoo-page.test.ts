/** docs/zoo.md is what the program makes of the cards, and counts sizes as its head says. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readModelCard } from '../../src/codec/bottlenet-card.js';
import type { BottleNetCard } from '../../src/codec/bottlenet-network.js';
import { zooPage } from '../../src/codec/zoo-page.js';
import type { BackboneCard } from '../../src/neural/model-card.js';

const models = fileURLToPath(new URL('../../models', import.meta.url));
const cards = readdirSync(models)
  .filter((name) => existsSync(join(models, name, 'card.json')))
  .map((name) => readModelCard(join(models, name), name));
const named = (name: string) => cards.find((card) => card.name === name)!;
const rowOf = (page: string, name: string) => page.split('\n').find((line) => line.startsWith(`| \`${name}\``))!;

/** `npx vitest run test/codec/zoo-page.test.ts --update` writes it anew. */
test('docs/zoo.md is what the program prints', async () => {
  await expect(zooPage(cards)).toMatchFileSnapshot('../../docs/zoo.md');
});

test('a code for noise is counted in values, one for erasures in bits of 32-bit floats', () => {
  const page = zooPage(cards);
  // 512 x 2 x 2 values to 32 values; 512 values of 32 bits to 8 values of 8 bits, or to 64 of one bit.
  expect(rowOf(page, 'vgg16-cifar100-div12-awgn-paper')).toContain('| 32 values | 64x |');
  expect(rowOf(page, 'vgg16-cifar100-div13-erasure-paper')).toContain('| 64 bits | 256x |');
  expect(rowOf(page, 'vgg16-cifar100-div13-erasure')).toContain('| 64 bits | 256x |');
});

test('encoders that heard another condition than the rows say are named with what they may be told', () => {
  const cardOf = (name: string) => named(name) as BottleNetCard;
  const clipped = zooPage([cardOf('vgg16-cifar100-div13-erasure-paper'), cardOf('vgg16-cifar100-div13-erasure')]);
  expect(clipped).toContain("Told is clipped to the card's range: `vgg16-cifar100-div13-erasure-paper` p = 0 .. 0.01.");
  expect(zooPage([cardOf('vgg16-cifar100-div13-erasure')])).not.toContain('clipped');
});

test('codecs measured on different images stand in different tables', () => {
  const [one, two] = ['compact-cifar10-late-awgn', 'compact-cifar10-early-awgn'].map(
    (name) => named(name) as BottleNetCard,
  );
  const elsewhere = { ...two!, accuracy: { ...two!.accuracy!, imageSet: 'other', imageSetSha256: 'other' } };
  expect(zooPage([one!, two!]).match(/Percent of 10000 images/g)).toHaveLength(1);
  const page = zooPage([one!, elsewhere]);
  expect(page.match(/Percent of 10000 images of \S+,/g)).toEqual([
    'Percent of 10000 images of other,',
    'Percent of 10000 images of cifar10-test,',
  ]);
});

test('a codec that was not measured on test images shows its validation accuracy, and no loss', () => {
  const { accuracy: _, ...card } = named('compact-cifar10-late-awgn') as BottleNetCard;
  const page = zooPage([card]);
  expect(page).toContain('not measured on test images');
  expect(page).not.toContain('loss in points');
});

test('a model without a record of its training, and a backbone without test images, are listed all the same', () => {
  const backbone = { ...named('compact-cifar10'), training: undefined, accuracy: { validation: 90 } } as BackboneCard;
  expect(rowOf(zooPage([backbone]), 'compact-cifar10')).toMatch(/\| - \| - \| 90\.00 \| - \|$/);
});

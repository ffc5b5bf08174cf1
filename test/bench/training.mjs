// Training speed: node test/bench/training.mjs [--rounds N] [--json] [--markdown FILE], after a build.
// Images per second of training VGG-16 (CIFAR layout, batch 128, forward, backward and Nesterov step) on the native engine
// in bfloat16 and float32, on WebAssembly, and with PyTorch on the same cores where it is installed (PYTHON names another
// interpreter than python3), in interleaved rounds; and the augmentation of images, which is part of the step, beside that step.
// Medians over the rounds; ratios are taken round by round.
// `training.mjs one ENGINE PRECISION STEPS` and `training.mjs augmentation BATCHES` are one measurement.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './comparison.mjs';
import { findTorch } from './peers.mjs';
import { textOf, writeTable } from './table.mjs';

const batch = 128;
const augmentation = { shift: 4, cutout: 8 };
const self = fileURLToPath(import.meta.url);
const [mode, ...rest] = process.argv.slice(2);
if (mode === 'one') await measure(...rest);
else if (mode === 'augmentation') await measureAugmentation(...rest);
else compare(process.argv.slice(2));

/** Prints the images per second of all steps but the first. */
async function measure(engineName, precision, steps) {
  const { loadEngine } = await import('../../dist/neural/engine.js');
  const { trainBackbone } = await import('../../dist/neural/training/backbone-training.js');
  const count = batch * Number(steps);
  const images = madeUpImages(count);
  const labels = new Uint8Array(count).map((_, i) => i % 100);
  const training = { name: 'noise', count, classCount: 100, images, labels, sha256: '' };
  const reports = [];
  await trainBackbone({
    engine: await loadEngine(engineName),
    shape: { architecture: 'vgg16', classCount: 100, mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25] },
    recipe: {
      epochs: 1,
      batch,
      peakRate: 0.01,
      warmUp: 0.5,
      momentum: 0.9,
      weightDecay: 5e-4,
      labelSmoothing: 0.1,
      ...augmentation,
      averageDecay: 0.99,
      averageEvery: 5,
      precision,
    },
    seed: 1,
    training,
    validation: { ...training, count: 10 },
    clock: { now: () => performance.now() },
    onProgress: ({ step }) => reports.push([step, performance.now()]),
  });
  const [[first, begun], [last, ended]] = [reports[0], reports.at(-1)];
  process.stdout.write(`${JSON.stringify({ imagesPerSecond: (batch * (last - first)) / ((ended - begun) / 1000) })}\n`);
}

/** Prints the images per second that are mirrored, shifted and cut as a training does it. */
async function measureAugmentation(batches) {
  const { augmentedBatch } = await import('../../dist/neural/training/augment.js');
  const { TrainingRandom } = await import('../../dist/neural/training/random.js');
  const count = 8 * batch;
  const images = madeUpImages(count);
  const order = new TrainingRandom(1, 'order').permutation(count);
  let begun = 0;
  for (let step = 0; step <= batches; step++) {
    // The first batch compiles.
    if (step === 1) begun = performance.now();
    const indices = order.subarray((step % 8) * batch, ((step % 8) + 1) * batch);
    const mirrored = (index) => ((index + step) & 1) === 1;
    augmentedBatch(images, indices, augmentation, mirrored, [128, 128, 128], new TrainingRandom(1, 'images', step));
  }
  const seconds = (performance.now() - begun) / 1000;
  process.stdout.write(`${JSON.stringify({ imagesPerSecond: (batch * batches) / seconds })}\n`);
}

function madeUpImages(count) {
  return new Uint8Array(count * 3072).map((_, i) => (i * 2654435761) >>> 24);
}

function compare(values) {
  const {
    rounds: given,
    json,
    markdown,
  } = parseArgs({
    args: values,
    options: {
      rounds: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
      markdown: { type: 'string' },
    },
  }).values;
  const rounds = Number(given);
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error(`--rounds ${given}: accepted is a positive integer`);
  const torch = findTorch();
  const own = (engine, precision, steps) => [process.execPath, [self, 'one', engine, precision, String(steps)]];
  const beside = (precision) =>
    torch.command === undefined ? null : [torch.command[0], [...torch.command.slice(1), precision, '12']];
  const step = (text) => `training step of VGG-16, ${text}`;
  const peerName = 'PyTorch';
  const bfloat16 = own('native', 'bfloat16', 12);
  const works = [
    { work: step('native, bfloat16'), ours: bfloat16, peer: beside('bfloat16'), peerName, aim: 1 },
    { work: step('native, float32'), ours: own('native', 'float32', 12), peer: beside('float32'), peerName, aim: 1 },
    { work: step('WebAssembly, float32'), ours: own('wasm', 'float32', 2), peer: null, peerName: null, aim: null },
    {
      work: 'augmentation of its images alone',
      ours: [process.execPath, [self, 'augmentation', '200']],
      peer: bfloat16,
      peerName: 'our bfloat16 step',
      aim: 10,
    },
  ];
  const measured = works.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [place, { ours, peer }] of works.entries()) {
      const beside = peer === null ? { rate: null, fault: null } : measureRate(peer);
      measured[place].push({ own: measureRate(ours), beside });
    }
  }
  const rows = works.map(({ work, peerName, aim }, place) => {
    const runs = measured[place];
    const middle = (values) => (values.includes(null) ? null : median(values));
    const ratios = runs.map(({ own, beside }) =>
      own.rate === null || beside.rate === null ? null : own.rate / beside.rate,
    );
    return {
      work,
      unit: 'images/s',
      ours: middle(runs.map(({ own }) => own.rate)),
      peer: middle(runs.map(({ beside }) => beside.rate)),
      peerName,
      ratio: middle(ratios),
      floor: null,
      aim,
      note: runs.flatMap(({ own, beside }) => [own.fault, beside.fault]).find((fault) => fault !== null) ?? null,
    };
  });
  const peers = { torch };
  if (markdown !== undefined) writeTable(markdown, { command: 'node test/bench/training.mjs', rows, rounds, peers });
  process.stdout.write(json ? `${JSON.stringify({ rounds, rows })}\n` : textOf(rows));
}

/** Images per second; null and why where the program failed. */
function measureRate([command, values]) {
  const { status, stdout, stderr } = spawnSync(command, values, { encoding: 'utf8' });
  if (status !== 0) return { rate: null, fault: stderr.trim().split('\n').at(-1) };
  return { rate: JSON.parse(stdout.trim().split('\n').at(-1)).imagesPerSecond, fault: null };
}

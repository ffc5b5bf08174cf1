// Training speed: node test/bench/training.mjs [--rounds N] [--json] [--markdown FILE], after a build.
// Images per second of training VGG-16 (CIFAR layout, batch 128, forward, backward and Nesterov step) on the native engine
// in bfloat16 and float32, on WebAssembly, and with PyTorch on the same cores where it is installed (PYTHON names another
// interpreter than python3), in interleaved rounds. Medians over the rounds; ratios are taken round by round.
// `training.mjs one ENGINE PRECISION STEPS` is one measurement.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './comparison.mjs';
import { textOf, writeTable } from './table.mjs';

const batch = 128;
const python = process.env.PYTHON ?? 'python3';
const self = fileURLToPath(import.meta.url);
const [mode, ...rest] = process.argv.slice(2);
if (mode === 'one') await measure(...rest);
else compare(process.argv.slice(2));

/** Prints the images per second of all steps but the first. */
async function measure(engineName, precision, steps) {
  const { loadEngine } = await import('../../dist/neural/engine.js');
  const { trainBackbone } = await import('../../dist/neural/training/backbone-training.js');
  const count = batch * Number(steps);
  const images = new Uint8Array(count * 3072).map((_, i) => (i * 2654435761) >>> 24);
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
      shift: 4,
      cutout: 8,
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
    torch.command === undefined ? null : [torch.command[0], [torch.command[1], precision, '12']];
  const works = [
    { work: 'native, bfloat16', ours: own('native', 'bfloat16', 12), peer: beside('bfloat16') },
    { work: 'native, float32', ours: own('native', 'float32', 12), peer: beside('float32') },
    { work: 'WebAssembly, float32', ours: own('wasm', 'float32', 2), peer: null },
  ];
  const measured = works.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [place, { ours, peer }] of works.entries()) {
      measured[place].push({ ours: rateOf(ours), peer: peer === null ? null : rateOf(peer) });
    }
  }
  const rows = works.map(({ work, peer }, place) => ({
    work: `training step of VGG-16, ${work}`,
    unit: 'images/s',
    ours: median(measured[place].map(({ ours }) => ours)),
    peer: peer === null ? null : median(measured[place].map((rates) => rates.peer)),
    peerName: peer === null ? null : 'PyTorch',
    ratio: peer === null ? null : median(measured[place].map((rates) => rates.ours / rates.peer)),
    floor: null,
    aim: peer === null ? null : 1,
    note: null,
  }));
  const peers = { torch };
  if (markdown !== undefined) writeTable(markdown, { command: 'node test/bench/training.mjs', rows, rounds, peers });
  process.stdout.write(json ? `${JSON.stringify({ rounds, rows })}\n` : textOf(rows));
}

function rateOf([command, values]) {
  const { status, stdout, stderr } = spawnSync(command, values, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${values.join(' ')}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)).imagesPerSecond;
}

function findTorch() {
  const name = 'PyTorch';
  const version = 'import torch, platform; print("PyTorch", torch.__version__, "on Python", platform.python_version())';
  const { status, stdout } = spawnSync(python, ['-c', version], { encoding: 'utf8' });
  if (status !== 0) return { name, missing: `no torch for ${python}: pip install torch, or PYTHON=...` };
  return {
    name,
    version: stdout.trim(),
    command: [python, fileURLToPath(new URL('./peers/vgg16_torch.py', import.meta.url))],
  };
}

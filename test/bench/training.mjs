// Training speed: node test/bench/training.mjs [--rounds N] [--json], after a build.
// Images per second of training VGG-16 (CIFAR layout, batch 128, forward, backward and Nesterov step) on the native engine
// in bfloat16 and float32, on WebAssembly, and with PyTorch on the same cores where it is installed, in interleaved rounds.
// Medians over the rounds; ratios are taken round by round. `training.mjs one ENGINE PRECISION STEPS` is one measurement.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const batch = 128;
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

function compare(options) {
  const rounds = options.includes('--rounds') ? Number(options[options.indexOf('--rounds') + 1]) : 3;
  const own = (engine, precision, steps) => [process.execPath, [self, 'one', engine, precision, String(steps)]];
  const peer = fileURLToPath(new URL('./peers/vgg16_torch.py', import.meta.url));
  const programs = {
    'native bfloat16': own('native', 'bfloat16', 12),
    'native float32': own('native', 'float32', 12),
    'WebAssembly float32': own('wasm', 'float32', 2),
    'PyTorch bfloat16': ['python3', [peer, 'bfloat16', '12']],
    'PyTorch float32': ['python3', [peer, 'float32', '12']],
  };
  const rates = new Map(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, [command, parameters]] of Object.entries(programs)) {
      const { status, stdout, stderr } = spawnSync(command, parameters, { encoding: 'utf8' });
      const rate = status === 0 ? JSON.parse(stdout.trim().split('\n').at(-1)).imagesPerSecond : Number.NaN;
      if (status !== 0) process.stderr.write(`${name}: not run, ${stderr.trim().split('\n').at(-1)}\n`);
      rates.get(name).push(rate);
    }
  }
  const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
  const ratio = (a, b) => median(rates.get(a).map((value, round) => value / rates.get(b)[round]));
  const result = {
    rounds,
    imagesPerSecond: Object.fromEntries([...rates].map(([name, values]) => [name, median(values)])),
    ofPyTorch: {
      bfloat16: ratio('native bfloat16', 'PyTorch bfloat16'),
      float32: ratio('native float32', 'PyTorch float32'),
    },
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}

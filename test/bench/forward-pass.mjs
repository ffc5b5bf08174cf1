/**
 * The forward pass of trained networks beside the bare convolutions and matrix products in it:
 * node test/bench/forward-pass.mjs [native|wasm|cpu] [--quick]. Prints one line of JSON, a row per network.
 *
 * Ours takes 64 images as bytes and gives numbers back, as codecs call it. The bare calls are the engine's own `conv2d` and `matMul`,
 * one a layer, on the tensors that enter it: without bias, ReLU, pooling, mean, upload and download. Processor time on one
 * thread, in interleaved rounds; the ratio, a median over rounds, is what is left of the engine's speed.
 */
import { fileURLToPath } from 'node:url';
import { readModelCard } from '../../dist/codec/bottlenet-card.js';
import { planesOf } from '../../dist/codec/bottlenet-network.js';
import { loadBottleNetNetwork } from '../../dist/codec/load.js';
import { backboneStages, splitPlaces } from '../../dist/neural/backbone.js';
import { loadEngine } from '../../dist/neural/engine.js';
import { readModelWeights } from '../../dist/neural/model-card.js';
import { loadSplitNetwork } from '../../dist/neural/split-network.js';
import { median } from './comparison.mjs';
import { Words } from './draws.mjs';

process.env.TF_NUM_INTRAOP_THREADS = '1';
process.env.TF_NUM_INTEROP_THREADS = '1';

const ROUNDS = process.argv.includes('--quick') ? 5 : 15;
/** Of a slice: short, so that both sides of a round meet the same machine. */
const SECONDS = 0.3;
const BATCH = 64;
const TOLD_DB = 20;

const engine = await loadEngine(process.argv.slice(2).find((value) => !value.startsWith('-')) ?? 'native');
const { tf } = engine;
const words = new Words(1);
const images = Uint8Array.from({ length: BATCH * 3072 }, () => words.next() >>> 24);

const folderOf = (name) => fileURLToPath(new URL(`../../models/${name}`, import.meta.url));

function modelOf(name) {
  const card = readModelCard(folderOf(name));
  const { tensors } = readModelWeights(folderOf(name), card);
  const tensor = (key) => tf.tensor(tensors.get(key).data, [...tensors.get(key).shape]);
  return { card, tensor };
}

/** The bare calls of the first `count` stages, and the map that leaves the last of them. */
function bareStages({ card, tensor }, count) {
  const { mean, deviation } = card.shape;
  const normalised = Float32Array.from(images, (value, i) => (value / 255 - mean[i % 3]) / deviation[i % 3]);
  const calls = [];
  let map = tf.tensor4d(normalised, [BATCH, 32, 32, 3]);
  for (const { convolution, pool } of backboneStages(card.shape).slice(0, count)) {
    const [x, filter] = [map, tensor(`${convolution.name}.weight`)];
    const call = () => tf.conv2d(x, filter, convolution.stride, convolution.padding);
    calls.push(call);
    const y = tf.relu(tf.add(call(), tensor(`${convolution.name}.bias`)));
    map = pool ? tf.maxPool(y, 2, 2, 'valid') : y;
  }
  return { calls, map };
}

function wholeNetwork(name) {
  const network = loadSplitNetwork(engine, folderOf(name));
  const model = modelOf(name);
  const { calls, map } = bareStages(model);
  const [mean, weight] = [tf.mean(map, [1, 2]), model.tensor('dense.weight')];
  return { ours: () => network.whole(images, BATCH), calls: [...calls, () => tf.matMul(mean, weight)] };
}

function frontAndEncoder(name) {
  const { card, tensor } = modelOf(name);
  const backbone = loadSplitNetwork(engine, folderOf(card.backbone));
  const codec = loadBottleNetNetwork(engine, folderOf(name), backbone);
  const told = new Float32Array(BATCH).fill(TOLD_DB);
  const model = modelOf(card.backbone);
  const { calls, map } = bareStages(
    model,
    splitPlaces(model.card.shape).find((place) => place.name === card.split).stages,
  );
  const planes = tf.zeros([...map.shape.slice(0, 3), planesOf(card).encoder]);
  const [x, filter] = [tf.concat([map, planes], 3), tensor('encoder.weight')];
  return {
    ours: () => codec.encode(backbone.front(card.split, images, BATCH), told, BATCH),
    calls: [...calls, () => tf.conv2d(x, filter, card.shape.stride, card.shape.padding)],
  };
}

function row(work, { ours, calls }) {
  const bare = () => {
    for (const call of calls) call().dispose();
  };
  const secondsOf = (run, repeats) => {
    const begun = process.cpuUsage();
    for (let i = 0; i < repeats; i++) run();
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1e6 / repeats;
  };
  // the first calls also pack the filters and let the compiler finish
  for (const run of [ours, bare]) secondsOf(run, 3);
  const repeats = Math.max(1, Math.round(SECONDS / secondsOf(ours, 1)));
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const order = round % 2 === 0 ? [ours, bare] : [bare, ours];
    const seconds = new Map(order.map((run) => [run, secondsOf(run, repeats)]));
    return { ours: seconds.get(ours), bare: seconds.get(bare) };
  });
  return {
    work,
    ours: BATCH / median(rounds.map((round) => round.ours)),
    bare: BATCH / median(rounds.map((round) => round.bare)),
    ratio: median(rounds.map((round) => round.bare / round.ours)),
  };
}

const rows = [
  row('compact-cifar10', wholeNetwork('compact-cifar10')),
  row('vgg16-cifar100', wholeNetwork('vgg16-cifar100')),
  row('compact-cifar10 to the late split, and encoder', frontAndEncoder('compact-cifar10-late-awgn')),
];
process.stdout.write(`${JSON.stringify({ engine: `${engine.backend} ${engine.version}`, rows })}\n`);

/**
 * Does an imported network compute what it computed where it was trained? Stored images go through the live engine; logits, and the
 * features at every split, must agree with the stored ones:
 *
 *   max |y - reference| <= 1e-4 max(1, max |reference|),  for the logits and for every feature alike.
 *
 * The reference file (safetensors): `images` [n, 32, 32, 3], whole numbers 0..255; `logits` [n, classes]; `split.NAME` [n, channels,
 * height, width] for every split of the description. n from 1 to 256.
 */
import { InputError } from '../../base/errors.js';
import { imageBytes, imageSide } from '../image-sheet.js';
import type { NamedTensor, TensorFile } from '../safetensors.js';
import type { SplitNetwork } from '../split-network.js';

export const referenceTolerance = 1e-4;
const mostImages = 256;

export interface Agreement {
  readonly what: string;
  readonly largestDifference: number;
  /** Largest absolute value of the reference. */
  readonly scale: number;
}

/** @throws InputError for a reference that is incomplete or is not met, naming every output that differs */
export function checkReference(network: SplitNetwork, reference: TensorFile, file: string): Agreement[] {
  const refuse = (messages: readonly string[]): never => {
    throw new InputError(messages.map((message) => ({ file, message })));
  };
  const images = imagesOf(reference, (message) => refuse([message]));
  const count = images.length / imageBytes;
  const wanted = [
    { what: 'logits', name: 'logits', shape: [count, network.classCount] },
    ...[...network.splits.values()].map(({ name, shape: [height, width, channels] }) => ({
      what: `split "${name}"`,
      name: `split.${name}`,
      shape: [count, channels, height, width],
    })),
  ];
  const faults = wanted.flatMap(({ name, shape }) => shapeFault(reference, name, shape));
  if (faults.length > 0) refuse(faults);
  const agreements = wanted.map(({ what, name, shape }): Agreement => {
    const stored = reference.tensors.get(name)!.data;
    const computed =
      name === 'logits'
        ? network.whole(images, count)
        : channelsFirst(network.front(name.slice('split.'.length), images, count), shape);
    return { what, ...compare(computed, stored) };
  });
  const apart = agreements.filter(
    ({ largestDifference, scale }) => !(largestDifference <= referenceTolerance * Math.max(1, scale)),
  );
  if (apart.length > 0) {
    refuse(
      apart.map(
        ({ what, largestDifference, scale }) =>
          `${what}: the engine differs from the reference by ${largestDifference.toExponential(2)}, values reach ${scale.toPrecision(3)}; accepted: at most ${referenceTolerance} of the larger of 1 and that`,
      ),
    );
  }
  return agreements;
}

function imagesOf(reference: TensorFile, refuse: (message: string) => never): Uint8Array {
  const stored = reference.tensors.get('images');
  if (stored === undefined) return refuse('the tensor "images" is missing');
  const { shape, data } = stored;
  const wanted = `n x ${imageSide} x ${imageSide} x 3 with n from 1 to ${mostImages}`;
  const fits = shape.length === 4 && shape.slice(1).join() === `${imageSide},${imageSide},3`;
  if (!fits || shape[0]! < 1 || shape[0]! > mostImages) {
    return refuse(`"images" is ${shape.join(' x ')}; accepted: ${wanted}`);
  }
  const wrong = data.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value <= 255));
  if (wrong >= 0)
    return refuse(`"images" holds ${data[wrong]} at place ${wrong}; accepted: whole numbers from 0 to 255`);
  return Uint8Array.from(data);
}

function shapeFault(reference: TensorFile, name: string, wanted: readonly number[]): string[] {
  const stored: NamedTensor | undefined = reference.tensors.get(name);
  if (stored === undefined) return [`the tensor "${name}" is missing; accepted: ${wanted.join(' x ')}`];
  if (stored.shape.join() !== wanted.join())
    return [`"${name}" is ${stored.shape.join(' x ')}; accepted: ${wanted.join(' x ')}`];
  const wrong = stored.data.findIndex((value) => !Number.isFinite(value));
  return wrong < 0 ? [] : [`"${name}" holds ${stored.data[wrong]} at place ${wrong}; accepted: finite numbers`];
}

/** [n, height, width, channels] to [n, channels, height, width]. */
function channelsFirst(values: Float32Array, [count, channels, height, width]: readonly number[]): Float32Array {
  const positions = height! * width!;
  const out = new Float32Array(values.length);
  for (let image = 0; image < count!; image++) {
    for (let place = 0; place < positions; place++) {
      for (let channel = 0; channel < channels!; channel++) {
        out[(image * channels! + channel) * positions + place] =
          values[(image * positions + place) * channels! + channel]!;
      }
    }
  }
  return out;
}

function compare(computed: Float32Array, stored: Float32Array): Omit<Agreement, 'what'> {
  let largestDifference = 0;
  let scale = 0;
  for (let i = 0; i < stored.length; i++) {
    // A NaN of the engine must not slip through a comparison.
    const difference = Math.abs(computed[i]! - stored[i]!);
    if (!(difference <= largestDifference)) largestDifference = difference;
    if (Number.isNaN(difference)) return { largestDifference: Number.NaN, scale };
    scale = Math.max(scale, Math.abs(stored[i]!));
  }
  return { largestDifference, scale };
}

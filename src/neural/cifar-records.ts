/**
 * The two layouts in which CIFAR is given out, as one: binary records, label bytes and then 1,024 red, 1,024 green and 1,024 blue bytes
 * an image; and Python batches, pickled dicts of lists of labels and a numpy array of one row of these 3,072 bytes an image.
 *
 * Source: A. Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html.
 */
import { open } from 'node:fs/promises';
import { InputError } from '../base/errors.js';
import { imageBytes } from './image-sheet.js';
import { isKind, readPickle } from './pickle.js';

const pixels = imageBytes / 3;
/** Room of a Python batch beside its images: file names, labels, instructions. */
const pickleRoomPerImage = 200;

/** How images and labels stand in the files of a data set. */
export interface RecordLayout {
  /** In the order of the binary record, by key of the Python batch; the last one is what is to be recognised. */
  readonly labels: readonly { readonly key: string; readonly classCount: number }[];
}

export const recordBytes = ({ labels }: RecordLayout): number => labels.length + imageBytes;

/** The images of binary records, uint8 NHWC, with their classes. */
export function decodeRecords(records: Uint8Array, layout: RecordLayout): { images: Uint8Array; labels: Uint8Array } {
  const length = recordBytes(layout);
  const count = records.length / length;
  const images = new Uint8Array(count * imageBytes);
  const labels = new Uint8Array(count);
  for (let record = 0; record < count; record++) {
    const image = record * length + layout.labels.length;
    labels[record] = records[image - 1]!;
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let colour = 0; colour < 3; colour++) {
        images[record * imageBytes + 3 * pixel + colour] = records[image + colour * pixels + pixel]!;
      }
    }
  }
  return { images, labels };
}

/** The two names of a file of `count` images, without the folder. */
export interface BatchFile {
  readonly binary: string;
  readonly python: string;
  readonly count: number;
}

/**
 * The records of a file in either layout; undefined where the folder holds neither.
 * @throws InputError where it is longer than such a file, or none
 */
export async function readBatchFile(
  folder: string,
  { binary, python, count }: BatchFile,
  layout: RecordLayout,
): Promise<Uint8Array | undefined> {
  const length = recordBytes(layout);
  const records = await readAtMost(`${folder}/${binary}`, count * length);
  if (records !== undefined) {
    if (records.length === count * length) return records;
    const message = `has ${records.length} bytes; ${count} records of ${length} bytes are needed`;
    throw new InputError([{ file: `${folder}/${binary}`, message }]);
  }
  const file = `${folder}/${python}`;
  const pickle = await readAtMost(file, count * (length + pickleRoomPerImage));
  return pickle === undefined ? undefined : pythonRecords(pickle, file, count, layout);
}

/** The records of a Python batch. @throws InputError with the key or the byte that is wrong */
export function pythonRecords(pickle: Uint8Array, file: string, count: number, layout: RecordLayout): Uint8Array {
  const fault = (message: string) => new InputError([{ file, message }]);
  const batch = readPickle(pickle, file);
  if (!isKind(batch, 'dict')) throw fault('holds no dict');
  const length = recordBytes(layout);
  const records = new Uint8Array(count * length);
  layout.labels.forEach(({ key, classCount }, place) => {
    const list = batch.entries.get(key);
    if (!isKind(list, 'list') || list.items.length !== count) throw fault(`"${key}" is no list of ${count} labels`);
    list.items.forEach((label, image) => {
      if (typeof label !== 'number' || label < 0 || label >= classCount) {
        throw fault(`"${key}", entry ${image}: accepted is a label from 0 to ${classCount - 1}`);
      }
      records[image * length + place] = label;
    });
  });
  const array = batch.entries.get('data');
  if (!isKind(array, 'array') || array.bytes === null || array.shape.join() !== `${count},${imageBytes}`) {
    throw fault(`"data" is no array of ${count} x ${imageBytes} bytes`);
  }
  const { bytes, columnsFirst } = array;
  for (let image = 0; image < count; image++) {
    const place = image * length + layout.labels.length;
    if (!columnsFirst) records.set(bytes.subarray(image * imageBytes, (image + 1) * imageBytes), place);
    else for (let i = 0; i < imageBytes; i++) records[place + i] = bytes[i * count + image]!;
  }
  return records;
}

/** The bytes of a file; undefined where it cannot be opened. @throws InputError for more bytes than `most`, of which none are read */
async function readAtMost(file: string, most: number): Promise<Uint8Array | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const entry = await handle.stat();
    if (!entry.isFile()) throw new InputError([{ file, message: 'is no file' }]);
    if (entry.size > most)
      throw new InputError([{ file, message: `has ${entry.size} bytes; accepted: at most ${most}` }]);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

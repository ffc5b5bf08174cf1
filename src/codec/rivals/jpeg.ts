/**
 * The image as a JPEG at several qualities, with and without chroma subsampling: the simulator's own `image-jpeg`, whose file says how
 * bits and operations are counted. `scan`: tables and header known at both ends.
 */
import { jpegImages, jpegMacs } from '../image-jpeg.js';
import { imageRows } from './image-answers.js';
import type { Rival, RivalRow } from './rival.js';

const qualities = [10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 95];

export const jpeg: Rival = {
  name: 'jpeg',
  title: 'JPEG image',
  summary: 'JPEG, quality 10 to 95, whole network on the server',
  source: 'ITU-T T.81 (1992)',
  async measure(subject) {
    const rows: RivalRow[] = [];
    for (const chroma of ['4:2:0', '4:4:4'] as const) {
      for (const quality of qualities) {
        const { decoded, file, scan } = await jpegImages(subject.images.images, { quality, chroma });
        const setting = `${quality}, ${chroma}`;
        rows.push(
          ...imageRows(subject, {
            rival: 'jpeg',
            setting,
            decoded,
            deviceMacs: jpegMacs(chroma),
            bits: { file, scan },
          }),
        );
      }
    }
    return rows;
  },
};

/** The image as it is, 8 bits per colour value; the server runs the whole network, so the answers are the unsplit network's. */
import { imageBytes } from '../../neural/image-sheet.js';
import { imageRows } from './image-answers.js';
import type { Rival } from './rival.js';

export const rawImage: Rival = {
  name: 'raw-image',
  title: 'raw image',
  summary: 'uncompressed image, whole network on the server',
  source: 'definition: 8 bits per colour value',
  async measure(subject) {
    const bits = { all: [8 * imageBytes] };
    return imageRows(subject, { rival: 'raw-image', setting: '', deviceMacs: 0, bits });
  },
};

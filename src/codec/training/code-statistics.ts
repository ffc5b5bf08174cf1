/** Mean and variance of a codec's code values, which the card carries and both ends know. */
import type { ImageSet } from '../../neural/image-set.js';
import { imageBytes } from '../../neural/image-sheet.js';
import type { SplitNetwork } from '../../neural/split-network.js';
import type { BottleNetNetwork, ToldTable } from '../bottlenet-network.js';

const statisticsImages = 5000;

/**
 * b = E[x] and V = E[(x - b)^2] of the code values per told condition, over the first 5,000 training images.
 * @param sent channels of the code that count
 */
export function measureCode(
  codec: BottleNetNetwork,
  network: SplitNetwork,
  images: ImageSet,
  grid: readonly number[],
  sent: number = codec.card.codeShape[2],
): ToldTable {
  const batch = 250;
  const count = Math.min(statisticsImages, images.count);
  const sums = new Float64Array(grid.length);
  const squares = new Float64Array(grid.length);
  const [height, width, channels] = codec.card.codeShape;
  for (let first = 0; first < count; first += batch) {
    const rows = Math.min(batch, count - first);
    const part = images.images.subarray(first * imageBytes, (first + rows) * imageBytes);
    const features = network.front(codec.card.split, part, rows);
    grid.forEach((told, place) => {
      codec.encode(features, new Float32Array(rows).fill(told), rows).forEach((value, i) => {
        if (i % channels >= sent) return;
        sums[place]! += value;
        squares[place]! += value * value;
      });
    });
  }
  const values = count * height * width * sent;
  const mean = Array.from(sums, (sum) => sum / values);
  const variance = Array.from(squares, (square, place) => square / values - mean[place]! ** 2);
  return { grid, mean, variance };
}

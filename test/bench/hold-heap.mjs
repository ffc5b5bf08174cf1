/** A slice of HOLD on the plain heap; hold-kernel.mjs is the same on the queue of the kernel. */
import { HeapQueue } from '../../dist/kernel/heap-queue.js';

export { HeapQueue as Queue };

/**
 * Takes the first event out and pushes its successor, as often as there are increments.
 *
 * @returns checksum of the order in which events left, continued from `checksum`
 */
export function hold(queue, increments, checksum) {
  let sum = checksum;
  for (let i = 0; i < increments.length; i++) {
    queue.popUntil(Number.POSITIVE_INFINITY);
    const { argument } = queue;
    sum = (Math.imul(sum, 0x01000193) ^ argument) | 0;
    queue.push(queue.time + increments[i], 0, 0, 0, argument);
  }
  return sum;
}

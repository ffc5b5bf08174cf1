/** A slice of HOLD on the queue of the kernel; hold-heap.mjs is the same on the plain heap. */
import { EventQueue } from '../../dist/kernel/event-queue.js';

export { EventQueue as Queue };

/**
 * Takes the first event out and pushes its successor, as often as there are increments.
 *
 * @returns checksum of the order in which events left, continued from `checksum`
 */
export function hold(queue, increments, checksum) {
  let sum = checksum;
  for (let i = 0; i < increments.length; i++) {
    const { events } = queue;
    const slot = queue.take(Number.POSITIVE_INFINITY);
    const time = events.time(slot);
    const argument = events.argument(slot);
    events.release(slot);
    sum = (Math.imul(sum, 0x01000193) ^ argument) | 0;
    queue.push(time + increments[i], 0, 0, 0, argument);
  }
  return sum;
}

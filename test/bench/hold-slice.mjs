/**
 * A slice of HOLD on an event queue: pops an event and pushes its successor, as often as there are increments.
 *
 * Imported once per queue class under addresses of their own (?heap, ?kernel): the functions are then separate to the
 * compiler, and neither is slowed by having met the other class.
 *
 * @returns the checksum of the order in which events left, continued from `checksum`
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

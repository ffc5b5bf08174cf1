/** Tests that need what no fresh machine has: a data set of somebody else's, another program. */
import { test } from 'vitest';

/**
 * Registers a test where what it needs is there. Elsewhere nothing is registered and a line says so: in CI a skipped test counts
 * as failed, which is meant for tests that every machine must run.
 */
export function testWith(
  present: boolean,
  what: string,
): (name: string, run: () => void | Promise<void>, timeout?: number) => void {
  return (name, run, timeout) => {
    if (present) test(name, run, timeout);
    else process.stderr.write(`not run, ${what} is missing: ${name}\n`);
  };
}

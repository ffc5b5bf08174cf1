// The checks beside the tests, each a program of its own.
import { runScript, say } from './program.mjs';

export const checks = [
  { name: 'format and lint', script: 'node_modules/@biomejs/biome/bin/biome', args: ['check'] },
  { name: 'types of the tests', script: 'node_modules/typescript/bin/tsc', args: ['-p', 'test'] },
  { name: 'dead code', script: 'node_modules/knip/bin/knip.js', args: ['--no-progress'] },
];
/** Part of the test suite, so `npm test` does not run it here a second time. */
export const architecture = {
  name: 'architecture',
  script: 'node_modules/vitest/vitest.mjs',
  args: ['run', 'test/architecture'],
};

/** @returns {Promise<{ passed: number, failed: number }>} one per check */
export async function runChecks(list) {
  const total = { passed: 0, failed: 0 };
  for (const { name, script, args } of list) {
    const { code } = await runScript(script, args);
    say(`${name}: ${code === 0 ? 'passed' : 'FAILED'}`);
    total[code === 0 ? 'passed' : 'failed'] += 1;
  }
  return total;
}

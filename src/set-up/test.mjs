// npm test: set-up, checks, and the suite on every engine this machine has; the last line is the count.
// With arguments (`npm test -- test/kernel`) only the named tests run, on the default engine.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checks, runChecks } from './checks.mjs';
import { prepare } from './prepare.mjs';
import { main, runScript, say } from './program.mjs';
import { countTests, sumCounts } from './test-count.mjs';

/** Tests whose outcome depends on the engine: they run on WebAssembly too. */
const engineTests = ['test/neural', 'test/codec', 'test/end-to-end'];
const inCi = (process.env.CI ?? '') !== '';

async function runSuite(filters, engine) {
  say(`tests on ${engine ?? 'the default engine'}${filters.length > 0 ? `: ${filters.join(' ')}` : ''}`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bottlenet-sim-test-'));
  const report = path.join(folder, 'report.json');
  try {
    const { code } = await runScript(
      'node_modules/vitest/vitest.mjs',
      ['run', ...filters, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      { env: { BOTTLENET_SIM_ENGINE: engine } },
    );
    return countTests(fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : undefined, code, inCi);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function runEverything() {
  const { engine, reason } = await prepare();
  const counts = [await runChecks(checks), await runSuite([], engine)];
  if (engine === 'native') {
    counts.push(await runSuite(engineTests, 'wasm'));
  } else {
    say(`NO NATIVE ENGINE: the tests ran on WebAssembly only (${reason})`);
    if (inCi) counts.push({ passed: 0, failed: 1 });
  }
  return sumCounts(counts);
}

await main(async (args) => {
  let total;
  if (args.length > 0) {
    await prepare();
    total = await runSuite(args, undefined);
  } else {
    total = await runEverything();
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 ? 0 : 1;
});

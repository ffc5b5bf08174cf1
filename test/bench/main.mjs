// npm run bench [-- --quick] [-- --json]: speed of the kernel (HOLD) and of the whole simulator, without networks.
// After a build. No peer is run yet: `peer`, `ratio`, `floor` and `aim` are null.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const quick = process.argv.includes('--quick');
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

function run(name, ...args) {
  const child = spawnSync(process.execPath, [here(name), ...args], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  return child.stdout;
}

const hold = [...run('./hold.mjs', quick ? '500000' : '2000000').matchAll(/^(\d+) pending: ([\d.]+) M/gm)].map(
  ([, pending, millions]) => ({ work: `HOLD, ${pending} pending`, ours: Number(millions) * 1e6, unit: 'events/s' }),
);
const { rows } = JSON.parse(run('./load.mjs', '--json', ...(quick ? ['--quick'] : [])));
const whole = rows.flatMap(({ devices, simulatedSeconds, eventsPerSecond, requestsPerSecond, peakMegabytes }) => {
  const work = `cell, ${devices} devices, ${simulatedSeconds} s`;
  return [
    { work, ours: eventsPerSecond, unit: 'events/s' },
    { work, ours: requestsPerSecond, unit: 'requests/s' },
    { work, ours: peakMegabytes, unit: 'MB at most' },
  ];
});
const table = [...hold, ...whole].map((row) => ({ ...row, peer: null, ratio: null, floor: null, aim: null }));
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ rows: table })}\n`);
else
  for (const { work, ours, unit } of table)
    process.stdout.write(`${work.padEnd(32)} ${ours.toLocaleString('en')} ${unit}\n`);

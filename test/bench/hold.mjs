/**
 * HOLD benchmark of the kernel: N pending events, each one schedules its successor after an exponential delay.
 *
 * Prints events per second of processor time, which other work on the machine disturbs less than wall time.
 * Usage, after a build: node test/bench/hold.mjs [events, default 2000000]
 */
import { RandomStreams } from '../../dist/base/random/random-streams.js';
import { PHASE } from '../../dist/kernel/phase.js';
import { Simulation } from '../../dist/kernel/simulation.js';

const events = Number(process.argv[2] ?? 2e6);
const FAR = 2 ** 53 - 1;

for (const pending of [1000, 10000]) {
  const simulation = new Simulation();
  const stream = new RandomStreams({ seed: 1, replication: 0 }).stream('hold');
  const delay = () => Math.round(stream.exponential(1e6));
  const id = simulation.add({
    path: 'hold',
    handle(kind, argument) {
      simulation.schedule(simulation.now + delay(), PHASE.arrive, id, kind, argument);
    },
  });
  for (let i = 0; i < pending; i++) simulation.schedule(delay(), PHASE.arrive, id, 0, i);
  simulation.runSlice(events / 4, FAR);
  const start = process.cpuUsage();
  simulation.runSlice(events, FAR);
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const rate = (events / seconds / 1e6).toFixed(2);
  process.stdout.write(`${pending} pending: ${rate} M events/s, fingerprint ${simulation.fingerprint}\n`);
}

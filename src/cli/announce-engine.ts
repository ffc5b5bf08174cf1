import { loadEngine } from '../neural/engine.js';
import { engineName } from '../scenario/networks.js';
import type { Identity } from '../study/replication.js';
import type { MachineOptions } from './common-options.js';

/** Says on stderr which engine is live and why, as the first line of every command that computes. */
export async function announceEngine(choice: MachineOptions['engine'], { engine }: Identity): Promise<void> {
  if (engine === 'none') {
    process.stderr.write('engine: none; no network answers\n');
    return;
  }
  const loaded = await loadEngine(choice);
  process.stderr.write(`engine: ${engineName(loaded)}; ${loaded.reason}\n`);
}

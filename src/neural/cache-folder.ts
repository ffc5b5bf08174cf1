/** Where downloaded data stand: BOTTLENET_SIM_CACHE, else `bottlenet-sim` in the cache folder of the operating system. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment.BOTTLENET_SIM_CACHE;
  if (chosen !== undefined && chosen !== '') return chosen;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'bottlenet-sim');
  if (process.platform === 'win32')
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'bottlenet-sim');
  return join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bottlenet-sim');
}

/** Files named in a scenario: inside the scenario's own folder or the data root, also after symbolic links are followed. */
import { realpathSync } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';

export type ConfinedPath = { readonly path: string } | { readonly message: string };

/**
 * Real path of a file.
 * @param path as written in the scenario
 * @param roots folders searched in order
 */
export function confinedPath(path: string, roots: readonly string[]): ConfinedPath {
  const where = 'accepted: a relative path inside the folder of the scenario or of --data-root';
  if (isAbsolute(path) || path.includes('\0')) return { message: `found ${JSON.stringify(path)}; ${where}` };
  for (const root of roots) {
    const inside = realFolder(root);
    if (inside === undefined) continue;
    const found = realFolder(resolve(inside, path));
    if (found === undefined) continue;
    if (found === inside || found.startsWith(inside.endsWith(sep) ? inside : inside + sep)) return { path: found };
    return { message: `found ${JSON.stringify(path)}, which leads out of its folder; ${where}` };
  }
  const leaves = path.split(/[\\/]/).includes('..');
  return { message: `found ${JSON.stringify(path)}${leaves ? '' : ', which does not exist'}; ${where}` };
}

function realFolder(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

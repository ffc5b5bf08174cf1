/** Runs the compiled program as a user does. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export const programFile = 'dist/cli/main.js';

const environment = { ...process.env, BOTTLENET_SIM_ENGINE: 'wasm' };

export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function assertBuilt(): void {
  if (!existsSync(programFile)) throw new Error(`${programFile} is missing: npm run build`);
}

export function runProgram(args: readonly string[], extraEnvironment: Record<string, string> = {}): ProgramResult {
  assertBuilt();
  const env = { ...environment, ...extraEnvironment };
  return spawnSync(process.execPath, [programFile, ...args], { encoding: 'utf8', env });
}

export function startProgram(args: readonly string[]) {
  assertBuilt();
  return spawn(process.execPath, [programFile, ...args], { env: environment });
}

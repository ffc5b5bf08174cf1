/** Runs a helper program (compiler, pip, a test of the engine) without blocking: locks must be kept alive meanwhile. */
import { spawn } from 'node:child_process';

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

export interface ProgramResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** The last line of what it said, or why it did not start or was stopped. */
  readonly fault: string;
}

export function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    });
    let stdout = '';
    let all = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      all += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      all += text;
    });
    child.on('error', (error) => resolve({ ok: false, stdout, fault: error.message }));
    child.on('close', (code, signal) => {
      const fault = signal === null ? lastLine(all) : `stopped by ${signal}`;
      resolve({ ok: code === 0, stdout, fault });
    });
  });
}

/** Node ends an uncaught error with its own version: the message stands above the stack. */
function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const thrown = lines.find((line) => /^(\w*Error|ERROR|fatal error)\b.*: /.test(line));
  return thrown ?? lines.filter((line) => line !== '').at(-1) ?? 'it said nothing';
}

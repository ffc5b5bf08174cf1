/** How an error ends the program: what is printed, and with which exit code. */
import { CommanderError } from 'commander';
import { BottlenetError, InputError } from '../base/errors.js';
import { faultText } from './fault-text.js';

const usageError = 2;
const defect = 1;
const environmentError = 4;

/** Prints the error on stderr and gives the exit code. */
export function reportError(error: unknown, print: (text: string) => void): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageError;
  if (error instanceof InputError) {
    print(`${faultText(error)}\nrefused: nothing was run or written\n`);
    return error.exitCode;
  }
  if (error instanceof BottlenetError && error.exitCode !== defect) {
    print(`${error.message}\n`);
    return error.exitCode;
  }
  if (isSystemError(error)) {
    print(`${error.message}\n`);
    return environmentError;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  print(`${text}\nThis is a defect of the program or of an extension.\n`);
  return error instanceof BottlenetError ? error.exitCode : defect;
}

/** What the operating system refused: a full disk, a folder without permission, a file in the place of a folder. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'errno' in error;
}

import type { Command } from 'commander';

/** One command of the program: a file in this folder exports one, `main.ts` lists them. */
export interface CliCommand {
  /** Adds the sub-command with its options and action to the program. */
  register(program: Command): void;
}

/** Errors on their way between threads: a structured clone loses the class, so name and fields travel as data. */

import { EnvironmentError, type Fault, InputError, Interrupted, InvariantError, ModelError } from '../base/errors.js';

export interface ThreadError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly faults?: readonly Fault[];
}

const byName = { ModelError, InvariantError, EnvironmentError, Interrupted };

export function packError(error: unknown): ThreadError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  return {
    name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(error instanceof InputError ? { faults: error.faults } : {}),
  };
}

export function unpackError(packed: ThreadError): Error {
  const error = rebuild(packed);
  if (packed.stack !== undefined) error.stack = packed.stack;
  return error;
}

function rebuild({ name, message, faults }: ThreadError): Error {
  if (name === 'InputError') return new InputError(faults ?? message);
  const known = byName[name as keyof typeof byName];
  return known === undefined ? new Error(`${name}: ${message}`) : new known(message);
}

/**
 * The error classes of the product, each with a stable code and the exit code of the command line.
 *
 * An error names the value, the place and what would be accepted; `InputError` may carry several faults at once.
 */

/** One fault of refused input: where it stands, what was found, what would be accepted. */
export interface Fault {
  /** File, as the user named it. */
  readonly file?: string;
  /** 1-based position in the file. */
  readonly line?: number;
  readonly column?: number;
  /** JSON path such as `/devices/camera/count`, or the entity path. */
  readonly path?: string;
  readonly message: string;
  /** The offending source line, for display. */
  readonly sourceLine?: string;
}

export abstract class BottlenetError extends Error {
  abstract readonly code: string;
  abstract readonly exitCode: number;
}

/** Input or usage refused; nothing was run and nothing written. */
export class InputError extends BottlenetError {
  override readonly name = 'InputError';
  readonly code = 'BNS_INPUT';
  readonly exitCode = 2;
  readonly faults: readonly Fault[];

  constructor(faults: string | readonly Fault[]) {
    const list = typeof faults === 'string' ? [{ message: faults }] : faults;
    super(list.map(formatFault).join('\n'));
    this.faults = list;
  }
}

/** A model was asked for something outside its definition: a negative delay, an unknown state. */
export class ModelError extends BottlenetError {
  override readonly name = 'ModelError';
  readonly code = 'BNS_MODEL';
  readonly exitCode = 1;
}

/** A computation left the numbers: its result supports nothing. */
export class DivergenceError extends BottlenetError {
  override readonly name = 'DivergenceError';
  readonly code = 'BNS_DIVERGENCE';
  readonly exitCode = 3;
}

/** A conservation law of the run is broken: a defect of the simulator or of an extension. */
export class InvariantError extends BottlenetError {
  override readonly name = 'InvariantError';
  readonly code = 'BNS_INVARIANT';
  readonly exitCode = 1;
}

/** The machine lacks something: an engine, a data set, disk space. */
export class EnvironmentError extends BottlenetError {
  override readonly name = 'EnvironmentError';
  readonly code = 'BNS_ENVIRONMENT';
  readonly exitCode = 4;
}

/** Stopped from outside; what was finished is kept and the command can be resumed. */
export class Interrupted extends BottlenetError {
  override readonly name = 'Interrupted';
  readonly code = 'BNS_INTERRUPTED';
  readonly exitCode = 130;
}

export function formatFault(fault: Fault): string {
  const place = [fault.file, fault.line, fault.column].filter((part) => part !== undefined).join(':');
  return [place, fault.path, fault.message].filter((part) => part !== undefined && part !== '').join(' ');
}

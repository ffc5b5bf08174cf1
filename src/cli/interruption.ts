/** Ctrl-C: the first asks the command to stop where it can be resumed, the second stops it at once. */

let controller: AbortController | undefined;

/** Aborted by the first SIGINT or SIGTERM. Commands that never ask keep the default of ending at once. */
export function interruptSignal(): AbortSignal {
  if (controller !== undefined) return controller.signal;
  const made = new AbortController();
  controller = made;
  const stop = (): void => {
    if (made.signal.aborted) process.exit(130);
    process.stderr.write('stopping; once more to stop at once\n');
    made.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return made.signal;
}

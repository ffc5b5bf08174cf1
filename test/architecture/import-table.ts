/** Who may import whom under src, and which folders may do what a simulation must not. */

/** Folders and top files of src whose modules a folder may import, besides its own; `type:` allows types only. */
export type ImportTable = Readonly<Record<string, readonly string[]>>;

const models = [
  'base',
  'kernel',
  'workload',
  'channel',
  'link',
  'neural',
  'codec',
  'policy',
  'node',
  'record',
  'metrics',
];
const program = [...models, 'scenario', 'simulate'];

export const importTable: ImportTable = {
  base: [],
  kernel: ['base'],
  process: ['base', 'kernel'],
  workload: ['base'],
  channel: ['base'],
  link: ['base', 'kernel', 'channel', 'record'],
  neural: ['base'],
  codec: ['base', 'neural', 'channel'],
  policy: ['base', 'codec'],
  // The payloads and receptions that link and codec exchange pass through the nodes: they stand in channel.
  node: ['base', 'kernel', 'workload', 'channel', 'link', 'codec', 'policy', 'record'],
  record: ['base'],
  metrics: ['base', 'record'],
  scenario: models,
  simulate: [...models, 'scenario'],
  study: ['base', 'scenario', 'metrics', 'record', 'simulate'],
  report: ['base', 'metrics', 'record', 'type:study'],
  random: ['base'],
  statistics: ['base'],
  theory: ['base'],
  validation: [...program, 'study', 'report', 'theory'],
  index: [...program, 'random', 'statistics', 'study', 'report', 'theory'],
  cli: [...program, 'index', 'study', 'report', 'theory', 'validation'],
  'set-up': [],
};

export interface UseRule {
  readonly what: string;
  /** Dotted names (`Math.random`), or `name.*` for any member, or `await`. */
  readonly names: readonly string[];
  /** Paths under src, `*` for any ending, where it is allowed (or, with `onlyIn`, the only ones where it is not). */
  readonly allowedIn?: readonly string[];
  readonly forbiddenIn?: readonly string[];
}

export const useRules: readonly UseRule[] = [
  {
    what: 'wall-clock time, unnamed randomness and the console make runs differ or speak out of turn',
    names: ['Math.random', 'Date.now', 'new Date()', 'performance.now', 'console.*'],
    allowedIn: ['cli/*', 'base/clock.ts', 'set-up/*'],
  },
  {
    what: 'the process belongs to the command line; engine and cache read their own variables',
    names: ['process.*'],
    allowedIn: ['cli/*', 'set-up/*', 'neural/engine*', 'neural/cache-folder.ts'],
  },
  {
    what: 'simulated time never waits for real time',
    names: ['await'],
    forbiddenIn: ['kernel/*', 'process/*', 'link/*', 'node/*', 'channel/*', 'workload/*', 'policy/*', 'metrics/*'],
  },
];

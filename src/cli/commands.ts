import type { CliCommand } from './command.js';

/** Commands by name, in the order of the help; loaded only when asked for: most of the start-up time would go into those not used. */
export const commands: Readonly<Record<string, () => Promise<CliCommand>>> = {
  run: async () => (await import('./run.js')).runCommand,
  check: async () => (await import('./check.js')).checkCommand,
  study: async () => (await import('./study.js')).studyCommand,
  capacity: async () => (await import('./capacity.js')).capacityCommand,
  figure: async () => (await import('./figure.js')).figureCommand,
  report: async () => (await import('./report.js')).reportCommand,
  train: async () => (await import('./train.js')).trainCommand,
  evaluate: async () => (await import('./evaluate.js')).evaluateCommand,
  compare: async () => (await import('./compare.js')).compareCommand,
  models: async () => (await import('./models.js')).modelsCommand,
  import: async () => (await import('./import.js')).importCommand,
  data: async () => (await import('./data.js')).dataCommand,
  validate: async () => (await import('./validate.js')).validateCommand,
  schema: async () => (await import('./schema.js')).schemaCommand,
  init: async () => (await import('./init.js')).initCommand,
  presets: async () => (await import('./presets.js')).presetsCommand,
  engine: async () => (await import('./engine.js')).engineCommand,
};

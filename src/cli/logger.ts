/** The program's log: one JSON object a line, on stderr or in a file, never on stdout. */
import { type DestinationStream, destination, pino } from 'pino';
import type { Logger } from '../base/log.js';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export function openLogger({ logLevel, logFile }: { readonly logLevel: LogLevel; readonly logFile?: string }): Logger {
  // Synchronous: what was logged before a crash is in the file.
  const stream: DestinationStream = destination({ dest: logFile ?? 2, sync: true, mkdir: true });
  return pino({ level: logLevel, base: null, timestamp: pinoTime }, stream);
}

const pinoTime = (): string => `,"time":"${new Date().toISOString()}"`;

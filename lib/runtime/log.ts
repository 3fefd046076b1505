import type { Clock, Log, LogLevel } from '../peering/ports.ts';
import { type Redactor, redactorOf } from './redact.ts';

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

type Fields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly level: LogLevel;
  readonly clock: Pick<Clock, 'now'>;
  /** Where lines go; standard output by default. */
  readonly write?: (line: string) => void;
  /** On every line: `function`, `requestId` of the invocation. */
  readonly fields: Fields;
  /** Values that no line may hold: the current credentials and webhook secrets. */
  readonly secrets: readonly string[];
}

const logWith = (options: LogOptions, redactor: Redactor): Log => {
  const write = options.write ?? ((line: string) => process.stdout.write(`${line}\n`));
  const at =
    (level: LogLevel) =>
    (msg: string, fields: Fields = {}) => {
      if (RANK[level] < RANK[options.level]) return;
      const time = new Date(options.clock.now()).toISOString();
      const first = { time, level, msg: redactor.text(msg) };
      const own = redactor.value({ ...options.fields, ...fields });
      // First once more: a field of the same name must not hide them.
      write(JSON.stringify(Object.assign({ ...first }, own, first)));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => logWith({ ...options, fields: { ...options.fields, ...fields } }, redactor),
  };
};

/** JSON lines: one object a line with time, level, msg and the fields, secrets taken out. */
export const createLog = (options: LogOptions): Log =>
  logWith(options, redactorOf(options.secrets));

let started = false;

/**
 * Logs once per process what it runs on, and what an operator should know of the configuration. The version
 * of Node.js changes under deployed functions.
 */
export const logStart = (log: Log, warnings: readonly string[]): void => {
  if (started) return;
  started = true;
  log.info('Process started', { node: process.version });
  for (const warning of warnings) log.warn(warning);
};

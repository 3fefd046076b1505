import type { Clock, Log, LogLevel } from '../peering/ports.ts';
import { redact } from './redact.ts';

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

type Fields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly level: LogLevel;
  readonly clock: Pick<Clock, 'now'>;
  /** Where lines go; standard output by default. */
  readonly write?: (line: string) => void;
  /** On every line: `function`, `requestId` of the invocation. */
  readonly fields: Fields;
}

/** JSON lines: one object a line with time, level, msg and the fields, secrets taken out. */
export const createLog = (options: LogOptions): Log => {
  const write = options.write ?? ((line: string) => process.stdout.write(`${line}\n`));
  const at =
    (level: LogLevel) =>
    (msg: string, fields: Fields = {}) => {
      if (RANK[level] < RANK[options.level]) return;
      const time = new Date(options.clock.now()).toISOString();
      const own = redact({ ...options.fields, ...fields });
      write(JSON.stringify(Object.assign({ time, level, msg }, own)));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => createLog({ ...options, fields: { ...options.fields, ...fields } }),
  };
};

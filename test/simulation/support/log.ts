import type { Log, LogLevel } from '../../../lib/peering/ports.ts';
import type { Invocation } from './invocation.ts';

export interface Line {
  readonly at: number;
  readonly level: LogLevel;
  readonly run: Invocation;
  readonly msg: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A log whose lines go to a listener; a dead instance writes nothing. */
export const logFor = (
  run: Invocation,
  write: (line: Line) => void,
  common: Readonly<Record<string, unknown>> = {},
): Log => {
  const on =
    (level: LogLevel) =>
    (msg: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      if (run.isAlive)
        write({ at: run.time.now(), level, run, msg, fields: { ...common, ...fields } });
    };
  return {
    debug: () => {},
    info: on('info'),
    warn: on('warn'),
    error: on('error'),
    with: (fields) => logFor(run, write, { ...common, ...fields }),
  };
};

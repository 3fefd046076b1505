import pico from 'picocolors';
import type { Journal, JournalEntry } from '../journal.ts';

type Paint = (text: string) => string;

// Colours on a terminal only: picocolors alone would also paint a pipe where CI is set.
const isTerminal = pico.isColorSupported && process.stdout.isTTY === true;
const { blue, cyan, dim, green, magenta, red, yellow } = pico.createColors(isTerminal);

/** How each kind of entry is called and painted; kinds without an entry are not shown. */
const KINDS: Partial<Record<JournalEntry['kind'], readonly [label: string, paint: Paint]>> = {
  http: ['http', blue],
  api: ['api', dim],
  status: ['status', yellow],
  event: ['event', green],
  invoke: ['run', dim],
  fault: ['fault', red],
};

const LOG_PAINT: Readonly<Record<string, Paint>> = { warn: magenta, error: red };

export interface Timeline {
  line(label: string, text: string, paint?: Paint): void;
  stop(): void;
}

const seconds = (ms: number): string => `+${(ms / 1000).toFixed(3)} s`.padStart(10);

/** Warnings and errors of the functions, told in one line. */
const logLine = (entry: JournalEntry): readonly [string, Paint] | undefined => {
  try {
    const { level, msg }: { level?: string; msg?: string } = JSON.parse(entry.summary);
    const paint = LOG_PAINT[level ?? ''];
    return paint && msg ? [msg, paint] : undefined;
  } catch {
    return undefined;
  }
};

/** Prints what happens as it happens, with the time since the start; plain lines in a pipe. */
export const startTimeline = (journal: Journal, write: (line: string) => void): Timeline => {
  const startedAt = Date.now();
  const line: Timeline['line'] = (label, text, paint = (plain) => plain) => {
    const time = seconds(Date.now() - startedAt);
    write(`${dim(time)}  ${paint(label.padEnd(7))} ${text}`);
  };
  const stop = journal.follow((entry) => {
    if (entry.kind === 'log') {
      const found = logLine(entry);
      if (found) line('log', found[0], found[1]);
      return;
    }
    const kind = KINDS[entry.kind];
    if (kind) line(kind[0], entry.summary, kind[1]);
  });
  return { line, stop };
};

export { cyan, green, red };

import pico from 'picocolors';
import type { Entry } from './server/messages.ts';

type Paint = (text: string) => string;

// Colours on a terminal only: picocolors alone would also paint a pipe where CI is set.
const isTerminal = pico.isColorSupported && process.stdout.isTTY === true;
const { blue, cyan, dim, green, magenta, red, yellow } = pico.createColors(isTerminal);

export const PAINTS = { good: green, bad: red } as const;

/** How each kind of entry is called and painted; kinds without an entry are not shown. */
const KINDS: Partial<Record<Entry['kind'], readonly [label: string, paint: Paint]>> = {
  http: ['http', blue],
  api: ['api', dim],
  status: ['status', yellow],
  event: ['event', green],
  invoke: ['run', dim],
  fault: ['fault', red],
};

const LABELS: Readonly<Record<string, Paint>> = { send: cyan };
const LOG_PAINT: Readonly<Record<string, Paint>> = { warn: magenta, error: red };

export interface Timeline {
  /** Something that the demo itself does, now. */
  readonly line: (label: string, text: string, paint?: Paint) => void;
  /** Something that happened in the cloud. */
  readonly entry: (entry: Entry) => void;
}

const seconds = (ms: number): string => `+${(ms / 1000).toFixed(3)} s`.padStart(10);

/** Warnings and errors of the functions, told in one line. */
const logLine = ({ summary }: Entry): readonly [string, Paint] | undefined => {
  try {
    const { level, msg }: { level?: string; msg?: string } = JSON.parse(summary);
    const paint = LOG_PAINT[level ?? ''];
    return paint && msg ? [msg, paint] : undefined;
  } catch {
    return undefined;
  }
};

/** Prints what happens as it happens, with the time since the start; plain lines in a pipe. */
export const createTimeline = (write: (line: string) => void): Timeline => {
  const startedAt = Date.now();
  const print = (at: number, label: string, text: string, paint: Paint): void => {
    const time = seconds(Math.max(0, at - startedAt));
    write(`${dim(time)}  ${paint(label.padEnd(7))} ${text}`);
  };
  return {
    line: (label, text, paint = LABELS[label] ?? ((plain) => plain)) =>
      print(Date.now(), label, text, paint),
    entry: (entry) => {
      if (entry.kind === 'log') {
        const found = logLine(entry);
        if (found) print(entry.at, 'log', ...found);
        return;
      }
      const kind = KINDS[entry.kind];
      if (kind) print(entry.at, kind[0], entry.summary, kind[1]);
    },
  };
};

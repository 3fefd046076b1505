import pico from 'picocolors';
import { tableOf as table } from '../../cli/print/table.ts';
import { type JournalEntry, textOf } from '../journal.ts';
import type { Row, Story, Tone } from './story.ts';

type Paint = (text: string) => string;

// Colours on a terminal only: picocolors alone would also paint a pipe where CI is set.
const isTerminal = pico.isColorSupported && process.stdout.isTTY === true;
const colors = pico.createColors(isTerminal);

const TONES: Readonly<Record<Tone, Paint>> = {
  plain: (text) => text,
  waiting: colors.yellow,
  good: colors.green,
  bad: colors.red,
};

export const paint = (tone: Tone, text: string): string => TONES[tone](text);

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const COLUMNS = ['request', 'door', 'status', 'seconds', 'event'] as const;

const cellsOf = ({ name, door, status, tone, sentAt, endedAt, event }: Row, now: number) => [
  name,
  door,
  paint(tone, status),
  seconds((endedAt ?? now) - sentAt).padStart(7),
  event?.id ?? '',
];

/** The table of requests; `now`, in milliseconds since the epoch, is for those that have not ended. */
export const tableOf = (rows: readonly Row[], now: number): readonly string[] =>
  table(
    { colors },
    COLUMNS,
    rows.map((row) => cellsOf(row, now)),
  ).split('\n');

/** A line of what happened, with the time since the start. */
export const lineOf = (sinceStartMs: number, label: string, text: string): string => {
  const time = `+${(Math.max(0, sinceStartMs) / 1000).toFixed(3)} s`.padStart(10);
  return `${colors.dim(time)}  ${label.padEnd(7)} ${text}`;
};

/** Shows a story while it happens. */
export interface Show {
  /** Something that happened in the cloud. */
  entry(entry: JournalEntry): void;
  /** Shows the rest of it; once is enough. */
  end(): void;
}

const REFRESH_MS = 250;

/** A table that is drawn over itself. */
const liveTable = (story: Story): Show => {
  const { stdout } = process;
  let drawn = 0;
  let isOver = false;
  const draw = (): void => {
    const lines = tableOf(story.rows, Date.now());
    const up = drawn === 0 ? '' : `\u001b[${drawn}A`;
    // Meanwhile the terminal cuts what is wider than the screen instead of wrapping it.
    stdout.write(`\u001b[?7l${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[?7h`);
    drawn = lines.length;
  };
  draw();
  const timer = setInterval(draw, REFRESH_MS);
  return {
    entry: () => undefined,
    end: () => {
      clearInterval(timer);
      if (!isOver) draw();
      isOver = true;
    },
  };
};

/** What there is to say of a request; nothing while one place lacks the event that the other has. */
const rowText = ({ name, door, status, tone, event, sentAt, endedAt }: Row): string | undefined => {
  if (event === undefined) return `${name} (${door}): ${paint(tone, status)}`;
  const what = `${name}: ${paint(tone, status)}, event ${event.id}`;
  if (endedAt !== undefined) return `${what}, ${seconds(endedAt - sentAt)} after it was sent`;
  return tone === 'good' || tone === 'bad' ? undefined : what;
};

/** A line for every change of a request; with `verbose` one for everything that happens. */
const plainLines = (story: Story, write: (line: string) => void, verbose: boolean): Show => {
  const startedAt = Date.now();
  const tell = (label: string, text: string): void =>
    write(lineOf(Date.now() - startedAt, label, text));
  const told: string[] = [];
  const stop = story.follow(() => {
    for (const [at, row] of story.rows.entries()) {
      const text = rowText(row);
      if (text === undefined || told[at] === text) continue;
      told[at] = text;
      tell(row.endedAt === undefined ? 'request' : 'fact', text);
    }
  });
  return {
    entry: (entry) => {
      if (verbose) tell(entry.kind, textOf(entry));
    },
    end: stop,
  };
};

/** A live table on a terminal that says how wide it is; plain lines in a pipe and for `verbose`. */
export const showing = (story: Story, write: (line: string) => void, verbose: boolean): Show => {
  const isLive = process.stdout.isTTY && process.stdout.columns && !verbose;
  return isLive ? liveTable(story) : plainLines(story, write, verbose);
};

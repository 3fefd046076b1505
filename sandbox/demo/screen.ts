import pico from 'picocolors';
import type { JournalEntry } from '../journal.ts';
import { jsonIn } from '../values.ts';
import type { Row, Story, Tone } from './story.ts';

type Paint = (text: string) => string;

// Colours on a terminal only: picocolors alone would also paint a pipe where CI is set.
const isTerminal = pico.isColorSupported && process.stdout.isTTY === true;
const { bold, dim, green, red, yellow } = pico.createColors(isTerminal);

const TONES: Readonly<Record<Tone, Paint>> = {
  plain: (text) => text,
  waiting: yellow,
  good: green,
  bad: red,
};

export const paint = (tone: Tone, text: string): string => TONES[tone](text);

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const COLUMNS = ['request', 'door', 'status', 'seconds', 'event'] as const;

const cellsOf = ({ name, door, status, sentAt, endedAt, event }: Row, now: number): string[] => [
  name,
  door,
  status,
  seconds((endedAt ?? now) - sentAt).padStart(7),
  event?.id ?? '',
];

/**
 * The table of requests: as wide as its cells, at most as wide as the screen.
 *
 * @param now milliseconds since the epoch, for requests that have not ended
 */
export const tableOf = (rows: readonly Row[], now: number, width: number): readonly string[] => {
  const cells = [[...COLUMNS], ...rows.map((row) => cellsOf(row, now))];
  const widths = COLUMNS.map((_, at) => Math.max(...cells.map((each) => each[at]?.length ?? 0)));
  const lines = cells.map((texts) => {
    const line = texts.map((text, at) => text.padEnd(widths[at] ?? 0)).join('  ');
    return line.trimEnd().length > width ? `${line.slice(0, width - 1)}…` : line.trimEnd();
  });
  const [name = 0, door = 0, status = 0] = widths;
  const from = name + door + 4;
  const to = from + status;
  return lines.map((line, at) => {
    const tone = rows[at - 1]?.tone;
    if (tone === undefined) return bold(line);
    return line.slice(0, from) + paint(tone, line.slice(from, to)) + line.slice(to);
  });
};

/** A line of what happened, with the time since the start. */
export const lineOf = (sinceStartMs: number, label: string, text: string): string => {
  const time = `+${(Math.max(0, sinceStartMs) / 1000).toFixed(3)} s`.padStart(10);
  return `${dim(time)}  ${label.padEnd(7)} ${text}`;
};

/** Warnings and errors of the functions in one line; the rest of their log is for the log itself. */
const logLine = (summary: string): string | undefined => {
  const { level, msg } = Object(jsonIn(summary));
  return ['warn', 'error'].includes(level) ? String(msg) : undefined;
};

const LABELS: Partial<Record<JournalEntry['kind'], string>> = { invoke: 'run', message: 'queue' };

/** An entry of the cloud's journal in a line; `undefined` for one that says nothing to a reader. */
export const entryLine = ({
  kind,
  summary,
}: Pick<JournalEntry, 'kind' | 'summary'>): readonly [string, string] | undefined => {
  const text = kind === 'log' ? logLine(summary) : summary;
  return text === undefined ? undefined : [LABELS[kind] ?? kind, text];
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
    const lines = tableOf(story.rows, Date.now(), stdout.columns);
    const up = drawn === 0 ? '' : `\u001b[${drawn}A`;
    stdout.write(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}`);
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
      const line = verbose ? entryLine(entry) : undefined;
      if (line !== undefined) tell(...line);
    },
    end: stop,
  };
};

/** A live table on a terminal that says how wide it is; plain lines in a pipe and for `verbose`. */
export const showing = (story: Story, write: (line: string) => void, verbose: boolean): Show => {
  const isLive = process.stdout.isTTY && process.stdout.columns && !verbose;
  return isLive ? liveTable(story) : plainLines(story, write, verbose);
};

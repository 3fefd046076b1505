import pc from 'picocolors';
import type { JournalEntry } from '../journal.ts';

type Paint = (text: string) => string;

const COLOURS: Readonly<
  Record<JournalEntry['kind'], (colors: ReturnType<typeof pc.createColors>) => Paint>
> = {
  api: (colors) => colors.blue,
  status: (colors) => colors.green,
  invoke: (colors) => colors.cyan,
  event: (colors) => colors.magenta,
  message: (colors) => colors.yellow,
  http: (colors) => colors.bold,
  log: (colors) => colors.dim,
  fault: (colors) => colors.red,
};

const printable = (text: string): string =>
  // Control characters of a log line must not reach the terminal.
  text.replace(/\p{Cc}/gu, ' ');

const summaryOf = ({ kind, summary, detail }: JournalEntry): string =>
  kind === 'log' ? `${String(detail.function)}: ${summary}` : summary;

/**
 * One journal entry as one line: time (UTC), kind, what happened.
 *
 * @param colored true for a terminal; else the line has no escape codes.
 */
export const formatEntry = (entry: JournalEntry, colored: boolean): string => {
  const colors = pc.createColors(colored);
  const time = new Date(entry.at).toISOString().slice(11, 23);
  const paint = COLOURS[entry.kind](colors);
  const text = printable(summaryOf(entry));
  return `${colors.dim(time)} ${paint(entry.kind.padEnd(7))} ${paint(text)}`;
};

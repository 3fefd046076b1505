import type { JournalEntry } from '../journal.ts';
import { entryLine, lineOf, paint, tableOf } from './screen.ts';
import type { Row, Story } from './story.ts';

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
      draw();
    },
  };
};

/** What there is to say of a request; nothing while one place lacks the event that the other has. */
const rowText = ({ name, door, status, tone, event, sentAt, endedAt }: Row): string | undefined => {
  if (event === undefined) return `${name} (${door}): ${paint(tone, status)}`;
  const what = `${name}: ${paint(tone, status)}, event ${event.id}`;
  if (endedAt !== undefined)
    return `${what}, ${((endedAt - sentAt) / 1000).toFixed(1)} s after it was sent`;
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
  const show = isLive ? liveTable(story) : plainLines(story, write, verbose);
  let isOver = false;
  return {
    entry: show.entry,
    end: () => {
      if (!isOver) show.end();
      isOver = true;
    },
  };
};

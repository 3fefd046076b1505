import { Listeners } from './listeners.ts';

/** One thing that happened in the sandbox, in order: what the CLI streams and tests count. */
export interface JournalEntry {
  /** Real time, milliseconds since the epoch. */
  readonly at: number;
  /** `api` VpcPeer/VPC/STS call, `status` a connection changed, `invoke` a function ran, `event` an event arrived at a bus, `message` SMQ, `http` an HTTP trigger call, `log` a function's log line, `fault` a fault rule struck or the sandbox itself failed. */
  readonly kind: 'api' | 'status' | 'invoke' | 'event' | 'message' | 'http' | 'log' | 'fault';
  readonly summary: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What an entry says in one line; control characters of a log line must not reach a terminal. */
export const textOf = ({ kind, summary, detail }: Omit<JournalEntry, 'at'>): string =>
  `${kind === 'log' ? `${detail.function}: ` : ''}${summary}`.replace(/\p{Cc}/gu, ' ');

/** Keeps the newest `limit` entries in memory. */
export const createJournal = (limit = 100_000, now: () => number = Date.now) => {
  const entries: JournalEntry[] = [];
  const listeners = new Listeners<[entry: JournalEntry]>();
  return {
    entries: entries as readonly JournalEntry[],
    record: (entry: Omit<JournalEntry, 'at'>): void => {
      const stamped = { at: now(), ...entry };
      entries.push(stamped);
      if (entries.length > limit) entries.splice(0, entries.length - limit);
      listeners.tell(stamped);
    },
    /** Calls the listener for every later entry; returns the way to stop. */
    follow: listeners.add,
  };
};

export type Journal = ReturnType<typeof createJournal>;

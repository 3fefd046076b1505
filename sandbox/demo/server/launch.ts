import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Cloud, type Entry, readFromServer, type StartOptions } from './messages.ts';

export interface Server {
  readonly cloud: Cloud;
  /** Calls the listener for everything that happens in the cloud; returns the way to stop. */
  follow(listener: (entry: Entry) => void): () => void;
  /** Never resolves; rejects when the cloud or one of its functions ends although it was not stopped. */
  readonly broken: Promise<never>;
  /** Resolves if nothing of it has ended; rejects with what did, also where that is only just being reported. */
  confirm(): Promise<void>;
  /** Ends it with its functions; resolves when it is gone. */
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** How long it may take to end in order, in milliseconds. */
const PATIENCE_MS = 5_000;
/** A connection that breaks is known before the end of the process at its other side. */
const NEWS_WITHIN_MS = 300;

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  // Its functions end with the channels they have to it, however it ends.
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  if (child.connected) child.disconnect();
  await gone;
  clearTimeout(timer);
};

/** Rejects with the reason when the process ends, or when something in it does. */
const watch = (child: ChildProcess, isStopping: () => boolean): Promise<never> => {
  const broken = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const how = signal ?? `exit code ${code}`;
      if (!isStopping()) reject(new Error(`the sandbox ended in the middle of the demo (${how})`));
    });
    child.on('message', (raw) => {
      const message = readFromServer(raw);
      if (message?.kind === 'failed') reject(new Error(message.reason));
      if (message?.kind === 'entry' && message.entry.kind === 'fault' && !isStopping())
        reject(new Error(message.entry.summary));
    });
  });
  // It may break before it is awaited.
  broken.catch(() => undefined);
  return broken;
};

const ready = (child: ChildProcess): Promise<Cloud> =>
  new Promise((resolve) => {
    child.on('message', (raw) => {
      const message = readFromServer(raw);
      if (message?.kind === 'ready') resolve(message.cloud);
    });
  });

/** Starts the cloud with its functions in a process of its own. Rejects if it does not start. */
export const launch = async (options: StartOptions): Promise<Server> => {
  let stopping = false;
  const child = fork(MAIN, [JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const broken = watch(child, () => stopping);
  const cloud = await Promise.race([ready(child), broken]);
  return {
    cloud,
    broken,
    confirm: () => Promise.race([broken, pause(NEWS_WITHIN_MS)]),
    follow: (listener) => {
      const take = (raw: unknown): void => {
        const message = readFromServer(raw);
        if (message?.kind === 'entry') listener(message.entry);
      };
      child.on('message', take);
      return () => child.off('message', take);
    },
    stop: () => {
      stopping = true;
      return end(child);
    },
  };
};

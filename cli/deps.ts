import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { type ApiClient, createClient } from './api/client.ts';
import { targetOf } from './api/target.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/** Everything outside of a command, handed in. */
export interface Deps {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** A fresh random name. */
  readonly newId: () => string;
  /** Ends what runs until somebody stops it. */
  readonly stop: AbortSignal;
}

/** The options that every command takes. */
export interface GlobalOptions {
  readonly endpoint?: string;
  readonly profile?: string;
  readonly output: 'text' | 'json';
}

export interface Session {
  readonly deps: Deps;
  readonly options: GlobalOptions;
  readonly api: ApiClient;
  readonly isJson: boolean;
}

const languageOf = ({ LC_ALL, LC_MESSAGES, LANG }: Deps['env']): string =>
  /^zh/i.test(LC_ALL ?? LC_MESSAGES ?? LANG ?? '') ? 'zh' : 'en';

/** What a command works with. Throws `CommandError` if no endpoint is given. */
export const sessionOf = (deps: Deps, command: Command): Session => {
  const options = command.optsWithGlobals<GlobalOptions>();
  const { fetch, now, env } = deps;
  const api = createClient(targetOf(options, env), { fetch, now, language: languageOf(env) });
  return { deps, options, api, isJson: options.output === 'json' };
};

/** The process this runs in. */
export const processDeps = (): Deps => {
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  process.once('SIGTERM', () => stopping.abort());
  return {
    terminal: processTerminal(),
    env: process.env,
    fetch,
    now: Date.now,
    sleep: (ms) => sleep(ms),
    newId: randomUUID,
    stop: stopping.signal,
  };
};

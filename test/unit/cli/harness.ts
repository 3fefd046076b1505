import { createColors } from 'picocolors';
import type { Deps } from '../../../cli/deps.ts';
import type { Exit } from '../../../cli/exit.ts';
import { main } from '../../../cli/main.ts';

export interface Asked {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Told {
  readonly status?: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a call; a number of answers in a row is for repeated calls, the last one stays. */
export type Answers = Readonly<Record<string, Told | readonly Told[]>>;

export interface Ran {
  readonly exit: Exit;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly Asked[];
}

export const NOW = Date.parse('2026-11-29T12:00:00Z');
const URL_OF_SANDBOX = 'http://127.0.0.1:9000';

const fakeFetch = (answers: Answers, asked: Asked[]): typeof fetch => {
  const times = new Map<string, number>();
  return async (input, init) => {
    const url = new URL(String(input));
    const method = init?.method ?? 'GET';
    const body = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const path = url.pathname + url.search;
    asked.push({ method, path, headers: new Headers(init?.headers), body });
    const key = `${method} ${path}`;
    const known = answers[key] ?? answers[`${method} ${url.pathname}`];
    if (known === undefined) throw new TypeError(`no answer for ${key}`);
    const list: readonly Told[] = 'at' in known ? [...known] : [known];
    const turn = times.get(key) ?? 0;
    times.set(key, turn + 1);
    const { status = 200, json = {}, headers = {} } = list[Math.min(turn, list.length - 1)] ?? {};
    return new Response(JSON.stringify(json), { status, headers });
  };
};

export interface Circumstances {
  readonly answers?: Answers;
  readonly env?: Readonly<Record<string, string>>;
  readonly isInteractive?: boolean;
  readonly confirms?: boolean;
}

/** Runs a command line against answers, on a clock that only sleeping moves. */
export const run = async (
  args: readonly string[],
  { answers = {}, env = {}, isInteractive = false, confirms = true }: Circumstances = {},
): Promise<Ran> => {
  const out: string[] = [];
  const err: string[] = [];
  const asked: Asked[] = [];
  let now = NOW;
  let ids = 0;
  const deps: Deps = {
    terminal: {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      isInteractive,
      colors: createColors(false),
      confirm: async (question) => {
        err.push(question);
        return confirms;
      },
    },
    env: { PEERFLOW_URL: URL_OF_SANDBOX, ...env },
    fetch: fakeFetch(answers, asked),
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    stop: new AbortController().signal,
  };
  const exit = await main(args, deps);
  return { exit, out: out.join('\n'), err: err.join('\n'), asked };
};

/** A row of the API. */
export const rowOf = (status: string, fields: Readonly<Record<string, unknown>> = {}) => ({
  requestId: 'order-1',
  connection: {
    instanceId: 'pcc-1',
    status,
    name: 'one',
    ownerId: '1001',
    acceptingOwnerUid: '1002',
    regionId: 'cn-hangzhou',
    acceptingRegionId: 'cn-shanghai',
    vpc: { vpcId: 'vpc-a', ipv4Cidrs: ['10.0.0.0/16'] },
    acceptingVpc: { vpcId: 'vpc-b', ipv4Cidrs: ['10.1.0.0/16'] },
    gmtModified: '2026-11-29T11:58:00Z',
    ...fields,
  },
});

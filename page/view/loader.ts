import { list, type Row } from '../model/contract.ts';
import { refreshDelay } from '../model/refresh.ts';
import { isInMotion } from '../model/states.ts';
import type { Answer, Api, Fault } from './api.ts';
import type { Store } from './store.ts';

const PAGE_SIZE = 100;
/** A deployment that hands out tokens for ever is not followed for ever. */
const MOST_PAGES = 200;
/** After a person changed something the page looks more often for this long. */
const ATTENTION_MS = 60_000;

export interface Loader {
  /** Looks now. */
  refresh(): void;
  /** Looks soon and, for a minute, often: somebody has just changed something. */
  attend(): void;
}

/** Rows that have not changed stay the same objects: what hangs on them need not be made again. */
const keepUnchanged = (before: readonly Row[], after: readonly Row[]): readonly Row[] => {
  const known = new Map(before.map((row) => [row.connection.instanceId, row]));
  return after.map((row) => {
    const old = known.get(row.connection.instanceId);
    return old && JSON.stringify(old) === JSON.stringify(row) ? old : row;
  });
};

const pathOf = (all: boolean, token: string | null): string => {
  const query = new URLSearchParams({ maxResults: String(PAGE_SIZE) });
  if (all) query.set('all', 'true');
  if (token !== null) query.set('nextToken', token);
  return `peerings?${query}`;
};

/** Walks all pages; what came so far goes to `partly`, so that a long list appears early. */
const readAll = async (
  api: Api,
  all: boolean,
  partly: (rows: readonly Row[]) => void,
): Promise<Answer<readonly Row[]>> => {
  const rows = new Map<string, Row>();
  let token: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Answer<{ connections: Row[]; nextToken: string | null }> = await api({
      path: pathOf(all, token),
      schema: list,
    });
    if (!answer.ok) return answer;
    for (const row of answer.value.connections) rows.set(row.connection.instanceId, row);
    token = answer.value.nextToken;
    if (token === null) break;
    partly([...rows.values()]);
  }
  return { ok: true, value: [...rows.values()] };
};

/** Keeps the list up to date while somebody looks at the page. */
export const startLoader = (api: Api, store: Store, clock: () => number): Loader => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let attendUntil = 0;
  let run = 0;

  const plan = (lastLookMs: number, fault?: Fault) => {
    clearTimeout(timer);
    const isMoving =
      clock() < attendUntil || store.get().rows.some((row) => isInMotion(row.connection.status));
    const delay = refreshDelay({
      isMoving,
      failures,
      lastLookMs,
      retryAfterMs: fault?.retryAfterMs,
    });
    store.set({ nextAt: clock() + delay });
    timer = setTimeout(look, delay);
  };

  const look = async () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') return;
    run += 1;
    const mine = run;
    const begun = clock();
    const { all } = store.get();
    const answer = await readAll(api, all, (rows) => {
      const { updatedAt } = store.get();
      if (mine === run && updatedAt === undefined) store.set({ rows, now: clock() });
    });
    if (mine !== run) return;
    const now = clock();
    if (answer.ok) {
      failures = 0;
      const rows = keepUnchanged(store.get().rows, answer.value);
      store.set({ rows, isComplete: true, updatedAt: now, fault: undefined, now });
      return plan(now - begun);
    }
    failures += 1;
    store.set({ fault: answer.fault, now });
    plan(now - begun, answer.fault);
  };

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void look();
  });
  return {
    refresh: () => void look(),
    attend: () => {
      attendUntil = clock() + ATTENTION_MS;
      void look();
    },
  };
};

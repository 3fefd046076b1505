import * as v from 'valibot';
import { type Problem, problem } from '../model/contract.ts';

/** What went wrong with a call. `status` is 0 where there was no answer. */
export interface Fault {
  readonly status: number;
  readonly problem?: Problem | undefined;
  readonly retryAfterMs?: number | undefined;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly retryAfterMs?: number | undefined }
  | { readonly ok: false; readonly fault: Fault };

export interface Call<S extends v.GenericSchema> {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Relative to the page, so that a domain with a path prefix works. */
  readonly path: string;
  readonly schema: S;
}

export type Api = <S extends v.GenericSchema>(call: Call<S>) => Promise<Answer<v.InferOutput<S>>>;

const PATIENCE_MS = 30_000;

/** Function Compute needs no more than 128 bits of it; `randomUUID` is missing on plain HTTP. */
const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

const retryAfterOf = (response: Response): number | undefined => {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
};

const bodyOf = async (response: Response): Promise<unknown> => {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
};

const faultOf = (response: Response, body: unknown): Fault => {
  const read = v.safeParse(problem, body);
  return {
    status: response.status,
    problem: read.success ? read.output : undefined,
    retryAfterMs: retryAfterOf(response),
  };
};

/** Calls the HTTP API under the page's own origin. Never rejects. */
export const createApi =
  (settings: { readonly language: string; token(): string }): Api =>
  async ({ method = 'GET', path, schema }) => {
    const token = settings.token();
    try {
      const response = await fetch(new URL(path, document.baseURI), {
        method,
        cache: 'no-store',
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: {
          accept: 'application/json',
          'accept-language': settings.language,
          ...(method === 'GET' ? {} : { 'idempotency-key': newKey() }),
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        },
      });
      const body = await bodyOf(response);
      if (!response.ok) return { ok: false, fault: faultOf(response, body) };
      const read = v.safeParse(schema, body);
      return read.success
        ? { ok: true, value: read.output, retryAfterMs: retryAfterOf(response) }
        : { ok: false, fault: { status: 502 } };
    } catch {
      return { ok: false, fault: { status: 0 } };
    }
  };

import { Readable } from 'node:stream';
import type { CoreAnswer, CoreClient } from '../core.ts';
import { guarded } from '../guard.ts';

export const OPERATION = 'InvokeFunction';

export interface Invocation {
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  readonly type: 'Async' | 'Sync';
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload: string;
  /** Milliseconds; the deadline of every call by default. */
  readonly timeoutMs?: number | undefined;
  /** Whether one more try after a broken connection does no harm. */
  readonly idempotent: boolean;
}

/** A stream of some bytes. `Readable.from` would do, with an iterator more to compile in a cold start. */
const streamOf = (text: string): Readable => {
  const stream = new Readable({ read: () => {} });
  stream.push(Buffer.from(text));
  stream.push(null);
  return stream;
};

/** InvokeFunction of Function Compute 3.0 (2023-03-30), with the answer as text. Rejects with `ApiError`. */
export const invoke = (
  client: CoreClient,
  { functionName, qualifier, type, headers, payload, timeoutMs, idempotent }: Invocation,
): Promise<CoreAnswer> =>
  guarded(OPERATION, { idempotent, ...(timeoutMs === undefined ? {} : { timeoutMs }) }, () =>
    client({
      action: OPERATION,
      version: '2023-03-30',
      style: 'ROA',
      pathname: `/2023-03-30/functions/${encodeURIComponent(functionName)}/invocations`,
      ...(qualifier === undefined ? {} : { query: { qualifier } }),
      headers: { 'x-fc-invocation-type': type, ...headers },
      stream: streamOf(payload),
    }),
  );

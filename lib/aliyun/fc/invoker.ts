import { Readable } from 'node:stream';
import { ApiError } from '../../peering/model/api-error.ts';
import type { Invoker } from '../../peering/ports.ts';
import type { CoreClient } from '../core.ts';
import { guarded } from '../guard.ts';

const OPERATION = 'InvokeFunction';
/** What an asynchronous invocation was acknowledged with. */
const ACCEPTED = 202;

/** A body that is read to its end gives its socket back. Rejects when the connection breaks. */
const drain = (body: unknown): Promise<void> =>
  new Promise((resolve, reject) => {
    if (!(body instanceof Readable) || body.readableEnded) return resolve();
    body.once('end', resolve).once('error', reject).once('close', resolve).resume();
  });

/** A stream of some bytes. `Readable.from` would do, with an iterator more to compile in a cold start. */
const streamOf = (bytes: Buffer): Readable => {
  const stream = new Readable({ read: () => {} });
  stream.push(bytes);
  stream.push(null);
  return stream;
};

/**
 * Function Compute 3.0 asynchronous invocation. A retry on a reset may invoke twice, which is harmless:
 * asynchronous invocation promises at least once anyway.
 */
export const createInvoker = (client: CoreClient): Invoker => ({
  invokeAsync: async (functionName, payload, delaySeconds, qualifier) => {
    const bytes = Buffer.from(JSON.stringify(payload));
    const statusCode = await guarded(OPERATION, { idempotent: true }, async () => {
      const answer = await client({
        action: OPERATION,
        version: '2023-03-30',
        style: 'ROA',
        pathname: `/2023-03-30/functions/${encodeURIComponent(functionName)}/invocations`,
        ...(qualifier === undefined ? {} : { query: { qualifier } }),
        headers: {
          'x-fc-invocation-type': 'Async',
          ...(delaySeconds > 0 ? { 'x-fc-async-delay': String(Math.floor(delaySeconds)) } : {}),
        },
        stream: streamOf(bytes),
        bodyType: 'binary',
      });
      await drain(answer.body);
      return answer.statusCode;
    });
    if (statusCode !== ACCEPTED)
      throw new ApiError({
        kind: 'malformed',
        operation: OPERATION,
        code: 'MalformedResponse',
        message: `${functionName} was not invoked: HTTP ${statusCode} instead of ${ACCEPTED}`,
        status: 502,
      });
  },
});

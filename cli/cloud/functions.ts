import { createHash } from 'node:crypto';
import { signed } from '../api/sign.ts';
import type { Deps } from '../deps.ts';
import { CommandError } from '../exit.ts';
import type { Cloud } from './context.ts';

/** Function Compute's asynchronous queue, as far as a redrive needs it. */
export interface Functions {
  /**
   * Enqueues an asynchronous invocation. Resolves with `true` once it is acknowledged (202), with `false`
   * if an invocation of this id exists already. Throws `CommandError` for every other answer.
   *
   * @param taskId letters, digits, `_` and `-`, at most 128
   */
  enqueue(functionName: string, payload: string, taskId: string): Promise<boolean>;
}

const VERSION = '2023-03-30';
const ACCEPTED = 202;
const EXISTS = /already ?exist/i;

const HINTS: Readonly<Record<number, string>> = {
  403: 'The credentials need fc:InvokeFunction on it.',
  404: 'There is no such function in this account and region.',
};

const isExisting = (status: number, body: string): boolean =>
  (status === 409 || status === 400) && EXISTS.test(body);

/** Function Compute 3.0, InvokeFunction. */
export const createFunctions = (cloud: Cloud, { fetch, now, newId }: Deps): Functions => ({
  enqueue: async (functionName, payload, taskId) => {
    const path = `/${VERSION}/functions/${encodeURIComponent(functionName)}/invocations`;
    const url = new URL(cloud.endpointOf('FC') + path);
    const payloadHash = createHash('sha256').update(payload).digest('hex');
    const headers = {
      'content-type': 'application/octet-stream',
      'x-acs-action': 'InvokeFunction',
      'x-acs-version': VERSION,
      'x-acs-signature-nonce': newId(),
      'x-acs-content-sha256': payloadHash,
      'x-fc-invocation-type': 'Async',
      'x-fc-async-task-id': taskId,
    };
    const request = { method: 'POST', url, headers, payloadHash };
    const response = await fetch(url, {
      method: 'POST',
      headers: await signed(request, cloud.credentials, now()),
      body: payload,
      redirect: 'error',
      signal: AbortSignal.timeout(15_000),
    });
    const body = await response.text();
    if (response.status === ACCEPTED) return true;
    if (isExisting(response.status, body)) return false;
    throw new CommandError(`${functionName} was not invoked: HTTP ${response.status}`, {
      hints: [HINTS[response.status] ?? 'Nothing was taken out of the queue; try again.'],
    });
  },
});

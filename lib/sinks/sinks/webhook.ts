import type { Clock } from '../../peering/ports.ts';
import type { Attempt, SinkClient } from '../attempt.ts';
import { oneByOne } from '../one-by-one.ts';
import { attemptOfError } from '../sdk-error.ts';
import { attemptOfAnswer } from '../webhook/answer.ts';
import { guardOf } from '../webhook/guard.ts';
import {
  checkLiteral,
  guardedLookup,
  RefusedAddress,
  type Resolver,
  systemResolver,
} from '../webhook/lookup.ts';
import { post } from '../webhook/post.ts';
import { signatureHeaders } from '../webhook/sign.ts';

export interface WebhookOptions {
  readonly clock: Clock;
  /** `PEERFLOW_WEBHOOK_SECRET`. */
  readonly secret?: string | undefined;
  /** `PEERFLOW_WEBHOOK_ALLOW`: host names, addresses, CIDR blocks. */
  readonly allow: readonly string[];
  /** Name resolution; the system's by default. */
  readonly resolve?: Resolver | undefined;
}

const CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';

const failed = (error: unknown): Attempt =>
  error instanceof RefusedAddress
    ? { result: 'refused', detail: error.code }
    : attemptOfError(error);

/**
 * `https://...`: CloudEvents in structured mode with Standard Webhooks headers. `http://` is for hosts
 * that are allowed by name or address only: everywhere else the event would travel in clear.
 */
export const webhookSink = (
  sink: { readonly url: string },
  { clock, secret, allow, resolve = systemResolver }: WebhookOptions,
): SinkClient => {
  const url = new URL(sink.url);
  const guard = guardOf(allow);
  const lookup = guardedLookup(guard, resolve);

  return oneByOne(async (event, timeoutMs) => {
    if (url.protocol === 'http:' && !guard.isAllowedHost(url.hostname)) {
      return { result: 'refused', detail: 'http is for allowed hosts only' };
    }
    const body = JSON.stringify(event);
    const timestamp = Math.floor(clock.now() / 1000);
    try {
      checkLiteral(guard, url.hostname);
      const signature = signatureHeaders({ id: event.id, timestamp, body }, secret);
      const headers = { 'content-type': CONTENT_TYPE, 'user-agent': 'peerflow', ...signature };
      const answer = await post({ url, headers, body, lookup, timeoutMs });
      return attemptOfAnswer(answer, clock.now());
    } catch (error) {
      return failed(error);
    }
  });
};

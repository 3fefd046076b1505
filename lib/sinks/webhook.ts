import { isIP } from 'node:net';
import type { SinkResult } from '../peering/ports.ts';
import type { Fault, Prepare, SinkEnvironment, SinkUrl, TargetOf } from './kind.ts';
import { DELIVERED, failure, retryAfterMs } from './result.ts';
import {
  type Guard,
  guardedLookup,
  guardOf,
  plainHost,
  RefusedAddress,
  systemResolver,
} from './webhook/guard.ts';
import type { Answer } from './webhook/post.ts';
import { signatureHeaders } from './webhook/sign.ts';

/** `http` is for hosts that are allowed by name or address only. */
export const schemes = ['https', 'http'];
export const form = 'https://{host}/{path}';

type Target = TargetOf<'webhook'>;

const URL_FORM = /^https?:\/\/[^/?\\]/;

/** Reads an `https://` URL, or an `http://` one. */
export const parse = ({ url, unsigned }: SinkUrl): Target | Fault =>
  URL_FORM.test(url) && URL.canParse(url)
    ? { kind: 'webhook', url, signed: !unsigned }
    : { fault: `must look like ${form}` };

export const label = ({ url }: Target): string => {
  const { protocol, host } = new URL(url);
  return `${protocol}${host}`;
};

const CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';

export const resultOf = ({ status, retryAfter }: Answer, now: number): SinkResult =>
  status >= 200 && status < 300
    ? DELIVERED
    : failure({
        code: `HTTP${status}`,
        detail: `HTTP ${status}`,
        status,
        retryAfterMs: retryAfterMs(retryAfter, now),
      });

/** Functions: only who has webhooks pays for what a failure is classified by. */
const httpRefused = () =>
  failure({
    code: 'InsecureWebhook',
    detail: 'http is for hosts in PEERFLOW_WEBHOOK_ALLOW only',
  });
const addressRefused = () =>
  failure({
    code: 'RefusedAddress',
    detail: 'the host leads to an address that is neither public nor in PEERFLOW_WEBHOOK_ALLOW',
  });

/** What the guard's refusal of a resolved address means; `undefined` for any other error. */
export const resultOfRefusedAddress = (error: unknown): SinkResult | undefined =>
  error instanceof RefusedAddress ? addressRefused() : undefined;

/** Why no event could ever be sent there, as far as the URL alone shows; `undefined` if none is seen. */
export const refusalOf = (url: URL, guard: Guard): SinkResult | undefined => {
  const { protocol, hostname } = url;
  const host = plainHost(hostname);
  if (protocol === 'http:' && !guard.isAllowedHost(host)) return httpRefused();
  return isIP(host) !== 0 && !guard.isOpen(host, host) ? addressRefused() : undefined;
};

/** CloudEvents in structured mode with Standard Webhooks headers. */
export const open = (target: Target, environment: SinkEnvironment): Prepare => {
  const { clock, webhookSecrets, webhookAllow, resolve = systemResolver } = environment;
  const url = new URL(target.url);
  const guard = guardOf(webhookAllow);
  const refusal = refusalOf(url, guard);
  const lookup = guardedLookup(guard, resolve);

  return async (event, timeoutMs) => {
    if (refusal) return async () => refusal;
    const { post } = await import('./webhook/post.ts');
    const body = JSON.stringify(event);
    const timestamp = Math.floor(clock.now() / 1000);
    const headers = {
      'content-type': CONTENT_TYPE,
      'user-agent': 'peerflow',
      ...signatureHeaders({ id: event.id, timestamp, body }, target.signed ? webhookSecrets : []),
    };
    return async () => {
      try {
        return resultOf(await post({ url, headers, body, lookup, timeoutMs }), clock.now());
      } catch (error) {
        const refused = resultOfRefusedAddress(error);
        if (refused) return refused;
        throw error;
      }
    };
  };
};

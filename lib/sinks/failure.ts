import type { Attempt } from './attempt.ts';

/** What can be known of a failed call, whichever client it came from. */
export interface Seen {
  readonly code: string;
  /** HTTP status, where the client tells it. */
  readonly status?: number | undefined;
  /** Milliseconds the service asked us to wait. */
  readonly retryAfterMs?: number | undefined;
}

/** Statuses that say: this very message will never be taken. */
const PERMANENT_STATUSES: ReadonlySet<number> = new Set([400, 410, 413, 415, 422]);

/**
 * First match decides. Codes are those of EventBridge, SMQ and Function Compute; a code that nobody
 * listed counts as passing trouble, because a wrong `refused` loses an event and a wrong `again` does not.
 */
const RULES: readonly (readonly [Attempt['result'], (seen: Seen) => boolean])[] = [
  ['again', ({ code, status }) => status === 429 || /Throttl|TooMany|QpsLimit|Limiter/i.test(code)],
  [
    'later',
    ({ code, status }) =>
      status === 401 ||
      status === 403 ||
      /AccessDenied|AccessKey|Signature|SecurityToken|Sts[A-Z]|AccountId|ParentAccount|Authorization|NotEnable|NoCredentials|Forbidden/.test(
        code,
      ),
  ],
  [
    'refused',
    ({ code }) =>
      /^(EventBus|EventSource|Queue|Topic|Function|Service|Version|Alias|Qualifier)\w*(NotExist|NotFound)/.test(
        code,
      ),
  ],
  [
    'refused',
    ({ code }) =>
      /^(Invalid(Argument|Parameter|Event|Request)|Malformed(XML|JSON|Event))|TooLarge|SizeExceed|Oversize/i.test(
        code,
      ),
  ],
  [
    'refused',
    // Without a code of its own the answer is not the service's, but something's in between.
    ({ code, status }) =>
      code !== 'MalformedResponse' && status !== undefined && PERMANENT_STATUSES.has(status),
  ],
];

/** Only codes and statuses: messages of the SDKs hold whole URLs. */
const detailOf = ({ code, status }: Seen): string =>
  status === undefined ? code : `${code} (${status})`;

/** What a failure means for the event that it befell. */
export const attemptOfFailure = (seen: Seen): Attempt => {
  const [result] = RULES.find(([, matches]) => matches(seen)) ?? ['again'];
  const detail = detailOf(seen);
  if (result === 'later' || result === 'refused') return { result, detail };
  return {
    result: 'again',
    detail,
    ...(seen.retryAfterMs === undefined ? {} : { retryAfterMs: seen.retryAfterMs }),
  };
};

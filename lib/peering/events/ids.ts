import { h } from '../hash.ts';

/** EventBridge: an event id starts with a letter or digit, then letters, digits and hyphens, 128 in all. */
const RULE = /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/;

/** An id of the parts. A leading part that breaks the rule (or is too long) is replaced by its hash. */
const joined = (first: string, ...rest: readonly string[]): string => {
  const id = [first, ...rest].join('-');
  return RULE.test(id) ? id : [h(first), ...rest].join('-');
};

/** `{instanceId}-{status}`: a status is announced once in a connection's life. */
export const statusEventId = (instanceId: string, status: string): string =>
  joined(instanceId, status);

/** `{instanceId}-{what}-{16 hex}`: facts that may happen several times to one connection. */
export const repeatableEventId = (instanceId: string, what: string, key: string): string =>
  joined(instanceId, what, key);

/** One failure of one request is one event, however often it is met. */
export const failedEventId = (failed: {
  readonly requestId: string;
  readonly action: string;
  readonly failure: { readonly code: string };
  readonly arrival: number;
}): string =>
  `${h(failed.requestId, failed.action, failed.failure.code, String(failed.arrival))}-Failed`;

/** The same bytes in a redelivered message are the same event. `bytesSha256` stands for the bytes. */
export const rejectedEventId = (messageId: string, bytesSha256: string): string =>
  `${h(messageId, bytesSha256)}-Rejected`;

import type { HttpCall } from '../intake/types.ts';
import { sha256 } from '../peering/hash.ts';
import type { IdKind } from '../peering/model/request.ts';

const RULE = /^[A-Za-z0-9._:@/+=-]{1,128}$/;

const isId = (text: string): boolean => RULE.test(text) && !/https?:\/\//i.test(text);

/** A structured-field string comes in quotes, which are not part of the key. */
const unquoted = (text: string): string => /^"(.*)"$/.exec(text.trim())?.[1] ?? text.trim();

/**
 * The id of an HTTP request: its Idempotency-Key, else the invocation's own request id. A key that
 * breaks the rule of ids is hashed, so that any key serves.
 */
export const httpIdentity = (
  { headers, requestId }: HttpCall,
  invocationId: string,
): { readonly value: string; readonly kind: IdKind } => {
  const key = unquoted(headers['idempotency-key'] ?? '');
  if (key) return { value: isId(key) ? key : `h-${sha256(key)}`, kind: 'explicit' };
  const own = requestId || invocationId;
  return { value: isId(own) ? own : `h-${sha256(own)}`, kind: 'invocation' };
};

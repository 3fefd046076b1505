import { sha256 } from '../peering/hash.ts';
import { textOf } from './json/fields.ts';
import type { DerivedId } from './old-types.ts';

const RULE = /^[A-Za-z0-9._:@/+=-]{1,128}$/;

/** An id inside the rule of request ids as it is, any other as its hash, so that no two become one. */
export const lawfulId = (id: string): string =>
  RULE.test(id) && !/https?:\/\//i.test(id) ? id : `h-${sha256(id)}`;

/** The id that a service gave the message; absent if the field holds none. */
export const messageId = (id: unknown): DerivedId | undefined => {
  const text = textOf(id);
  return text === undefined ? undefined : { value: lawfulId(text), kind: 'message' };
};

/** An id of facts that are unique only together. As JSON, so that the parts never run together. */
export const hashedId = (...parts: readonly unknown[]): DerivedId => ({
  value: `h-${sha256(JSON.stringify(parts.map((part) => textOf(part) ?? '')))}`,
  kind: 'message',
});

/** Several requests in one message share its id; each gets its 0-based place in the list. */
export const atIndex = (id: DerivedId | undefined, index: number): DerivedId | undefined =>
  id && { ...id, value: lawfulId(`${id.value}-${index}`) };

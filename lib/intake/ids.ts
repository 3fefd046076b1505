import { sha256 } from '../peering/hash.ts';
import { derivedRequestId } from '../peering/request/ids.ts';
import { textOf } from './json/fields.ts';
import type { DerivedId } from './types.ts';

/** The id that a service gave the message; absent if the field holds none. */
export const messageId = (id: unknown): DerivedId | undefined => {
  const text = textOf(id);
  return text === undefined ? undefined : { value: derivedRequestId(text), kind: 'message' };
};

/** An id of facts that are unique only together. As JSON, so that the parts never run together. */
export const hashedId = (...parts: readonly unknown[]): DerivedId => ({
  value: `h-${sha256(JSON.stringify(parts.map((part) => textOf(part) ?? '')))}`,
  kind: 'message',
});

/** Several requests in one message share its id; each gets its 0-based place in the list. */
export const atIndex = (id: DerivedId | undefined, index: number): DerivedId | undefined =>
  id && { ...id, value: derivedRequestId(`${id.value}-${index}`) };

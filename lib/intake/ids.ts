import { sha256 } from '../peering/hash.ts';
import type { DerivedId } from './types.ts';

const RULE = /^[A-Za-z0-9._:@/+=-]{1,128}$/;

/** An id inside the rules as it is, any other as its hash, so that no two become one. */
export const lawfulId = (id: string): string =>
  RULE.test(id) && !/https?:\/\//i.test(id) ? id : `h-${sha256(id)}`;

export const messageId = (id: string): DerivedId => ({ value: lawfulId(id), kind: 'message' });

/** CloudEvents promise that source and id together are unique. */
export const cloudEventId = (source: string, id: string): DerivedId => ({
  value: `h-${sha256(source, id)}`,
  kind: 'message',
});

/** Several requests in one message: each gets its place in it. */
export const atIndex = (id: DerivedId | undefined, index: number): DerivedId | undefined =>
  id && { ...id, value: lawfulId(`${id.value}-${index}`) };

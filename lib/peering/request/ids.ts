import { sha256 } from '../hash.ts';

const RULE = /^[A-Za-z0-9._:@/+=-]{1,128}$/;
const URL_PART = /https?:\/\//i;

/** True for a request id that callers may choose: it fits into the value of a tag. */
export const isRequestId = (id: string): boolean => RULE.test(id) && !URL_PART.test(id);

const hashed = (id: string): string => `h-${sha256(id)}`;

/**
 * A request id that an envelope gives: as it is where it keeps the rule of request ids, else its hash, so
 * that any two stay two.
 */
export const derivedRequestId = (id: string): string => (isRequestId(id) ? id : hashed(id));

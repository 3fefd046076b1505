import { printable } from '../../peering/printable.ts';
import type { Fields } from '../json/fields.ts';
import { isObject, textOf } from '../json/fields.ts';

/** Where a trigger that passes claims on may put the subject (`claimPassBy: header:sub:x-jwt-sub`). */
const SUBJECT_HEADERS = ['x-jwt-sub', 'x-jwt-claim-sub'] as const;
const MAX_LENGTH = 128;

const claimsOf = (token: string): Fields => {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
    );
    return isObject(claims) ? claims : {};
  } catch {
    return {};
  }
};

const bearerSubject = (authorization: string | undefined): string | undefined => {
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization ?? '') ?? [];
  return token === undefined ? undefined : textOf(claimsOf(token).sub);
};

/**
 * Who calls, for the log: the subject of the JWT. It is proved only where the trigger or the domain checks
 * tokens (`authType: jwt`); nothing is decided by it.
 */
export const httpPrincipal = (headers: Readonly<Record<string, string>>): string | undefined => {
  const passed = SUBJECT_HEADERS.map((name) => headers[name]).find((value) => value);
  const subject = passed ?? bearerSubject(headers.authorization);
  return subject === undefined
    ? undefined
    : `jwt:${printable(subject.slice(0, MAX_LENGTH)).slice(0, MAX_LENGTH)}`;
};

import { createHash } from 'node:crypto';
import type { Connection } from '../model/connection.ts';

/** The fields a modify can change, in the order of their letters in a fingerprint. */
const FIELDS = [
  ['n', 'name'],
  ['d', 'description'],
  ['b', 'bandwidth'],
  ['l', 'linkType'],
] as const;

type Fields = Partial<Pick<Connection, 'name' | 'description' | 'bandwidth' | 'linkType'>>;

const digest = (letters: string, fields: Fields): string => {
  const values = FIELDS.filter(([letter]) => letters.includes(letter)).map(
    ([, field]) => fields[field] ?? null,
  );
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 8);
};

/** Which fields a modify sets and a hash of their values: short enough for a tag, no values in it. */
export const modificationFingerprint = (fields: Fields): string => {
  const letters = FIELDS.filter(([, field]) => fields[field] !== undefined)
    .map(([letter]) => letter)
    .join('');
  return `${letters}.${digest(letters, fields)}`;
};

/** True when the observed connection has the values that a fingerprint stands for. */
export const tookEffect = (fingerprint: string | undefined, observed: Connection): boolean => {
  const [letters = '', expected] = (fingerprint ?? '').split('.');
  return digest(letters, observed) === expected;
};

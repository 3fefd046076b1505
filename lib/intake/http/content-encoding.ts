import { printable } from '../../peering/printable.ts';

/**
 * The encoding that a body came in and that is not undone here, for a 415 that names it; `undefined` if the
 * body is as it is. Inflating what strangers send would cost memory that they choose.
 *
 * @param header `Content-Encoding`, lists included
 */
export const foreignEncoding = (header: string | undefined): string | undefined => {
  const encodings = (header ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '' && each !== 'identity');
  return encodings.length === 0 ? undefined : printable(encodings.join(', ').slice(0, 64));
};

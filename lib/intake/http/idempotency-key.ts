export type IdempotencyKey =
  | { readonly ok: true; readonly key: string | undefined }
  | { readonly ok: false; readonly detail: string };

/** A string of structured fields (RFC 9651): quotes and escapes are not part of the key. */
const unquoted = (text: string): string => {
  const [, inner] = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text) ?? [];
  return inner === undefined ? text : inner.replace(/\\(["\\])/g, '$1');
};

/** A quoted string that stands for itself, or everything up to the next comma. */
const MEMBER = /\s*(?:("(?:[^"\\]|\\.)*")\s*(?=,|$)|([^,]+))/g;

/** Values of a header that was sent several times come joined with commas; those within quotes are text. */
const values = (header: string): readonly string[] =>
  [...header.matchAll(MEMBER)]
    .map(([, quoted, bare]) => unquoted((quoted ?? bare ?? '').trim()).trim())
    .filter((each) => each !== '');

/**
 * The key of an `Idempotency-Key` header. A proxy or a retry layer may send it twice: identical values are
 * one key, different ones are refused, since no choice between them is right.
 *
 * @param header the values joined with commas; an empty header counts as none
 */
export const readIdempotencyKey = (header: string | undefined): IdempotencyKey => {
  const keys = new Set(values(header ?? ''));
  if (keys.size > 1)
    return { ok: false, detail: 'Idempotency-Key has several different values; send one' };
  return { ok: true, key: [...keys][0] };
};

import * as v from 'valibot';

/** Where a list goes on: in which region, and after which page of it. */
export interface Cursor {
  readonly regionId: string;
  /** The service's own token; absent at the beginning of a region. */
  readonly token?: string | undefined;
}

const parts = v.union([v.strictTuple([v.string()]), v.strictTuple([v.string(), v.string()])]);

/** A cursor as one opaque word. */
export const formatCursor = ({ regionId, token }: Cursor): string =>
  Buffer.from(JSON.stringify(token === undefined ? [regionId] : [regionId, token])).toString(
    'base64url',
  );

const decoded = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
};

/** The way back; `undefined` for a word that no list over these regions gave out. */
export const parseCursor = (text: string, regions: readonly string[]): Cursor | undefined => {
  const parsed = v.safeParse(parts, decoded(text));
  if (!parsed.success) return undefined;
  const [regionId, token] = parsed.output;
  return regions.includes(regionId) ? { regionId, token } : undefined;
};

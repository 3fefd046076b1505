import * as v from 'valibot';

/** Where a list goes on: in which region, after which page of it, and how many of its rows were listed. */
export interface Cursor {
  readonly regionId: string;
  /** The service's own token; absent at the beginning of a region. */
  readonly token?: string | undefined;
  /** Rows of the page that earlier answers had. */
  readonly skip: number;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));
const parts = v.strictTuple([v.string(), v.nullable(v.string()), count]);

/** A cursor as one opaque word. */
export const formatCursor = ({ regionId, token, skip }: Cursor): string =>
  Buffer.from(JSON.stringify([regionId, token ?? null, skip])).toString('base64url');

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
  const [regionId, token, skip] = parsed.output;
  return regions.includes(regionId) ? { regionId, token: token ?? undefined, skip } : undefined;
};

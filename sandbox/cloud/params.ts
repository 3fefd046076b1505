import { refuse } from './fault.ts';

export type Params = Readonly<Record<string, string>>;

/** A parameter that must be there. Throws `MissingParameter`. */
export const need = (params: Params, name: string): string => {
  const value = params[name];
  if (value === undefined || value === '') throw refuse('MissingParameter', name);
  return value;
};

export const isTrue = (value: string | undefined): boolean => value === 'true';

/** `Prefix.1.Field`, `Prefix.2.Field`, ... as one set of fields each, in order. */
export const groupsOf = (params: Params, prefix: string): readonly Params[] => {
  const groups = new Map<number, Record<string, string>>();
  for (const [name, value] of Object.entries(params)) {
    const [head, at, field] = name.split('.');
    if (head !== prefix || !/^[1-9]\d*$/.test(at ?? '') || field === undefined) continue;
    groups.set(Number(at), { ...groups.get(Number(at)), [field]: value });
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
};

/** `Name.1`, `Name.2`, ..., or one comma-joined `Name`. */
export const listOf = (params: Params, name: string): string[] => {
  const joined = params[name];
  if (joined) return joined.split(',');
  const values: string[] = [];
  for (let at = 1; params[`${name}.${at}`] !== undefined; at++)
    values.push(params[`${name}.${at}`] ?? '');
  return values;
};

/** A tag as a call names it; without a value, any value will do. */
export interface Tag {
  readonly key: string;
  readonly value?: string;
}

/** `Tag.1.Key`/`Tag.1.Value` and the like, in order. */
export const tagsOf = (params: Params, prefix: 'Tag' | 'Tags'): readonly Tag[] =>
  groupsOf(params, prefix).map(({ Key = '', Value }) =>
    Value === undefined ? { key: Key } : { key: Key, value: Value },
  );

export const MAX_TAGS = 20;

/**
 * The tags that a call writes, keys and values within the rules of tags: 20 at most, no key twice, none that
 * is the system's own (`aliyun`, `acs:`, in any case), 128 characters.
 *
 * @param reserved the code of a key that is the system's own.
 */
export const tagsToWrite = (
  params: Params,
  reserved: 'IllegalParam.TagKey' | 'Forbidden.TagKeys',
): ReadonlyMap<string, string> => {
  const tags = tagsOf(params, 'Tag');
  if (tags.length > MAX_TAGS) throw refuse('NumberExceed.Tags');
  const written = new Map<string, string>();
  for (const { key, value = '' } of tags) {
    if (!key || [...key].length > 128 || /https?:\/\//.test(key))
      throw refuse('IllegalParam.TagKey');
    if (/^(aliyun|acs:)/i.test(key)) throw refuse(reserved);
    if ([...value].length > 128 || /https?:\/\//.test(value)) throw refuse('IllegalParam.TagValue');
    if (written.has(key)) throw refuse('Forbidden.TagKey.Duplicated');
    written.set(key, value);
  }
  return written;
};

/** A whole number within bounds. Throws `IllegalParam.{name}`. */
export const wholeOf = (params: Params, name: string, fallback: number, most: number): number => {
  const value = Number(params[name] || fallback);
  if (!Number.isInteger(value) || value < 1 || value > most) throw refuse(`IllegalParam.${name}`);
  return value;
};

const offsetOf = ({ NextToken }: Params): number => {
  if (!NextToken) return 0;
  const offset = Number(Buffer.from(NextToken, 'base64url').toString() || Number.NaN);
  if (!Number.isInteger(offset) || offset < 1) throw refuse('IllegalParam.NextToken');
  return offset;
};

export interface Page<T> {
  readonly rows: readonly T[];
  readonly size: number;
  readonly total: number;
  /** Empty after the last page. */
  readonly nextToken: string;
}

/** One page after `NextToken` of a list. */
export const pageOf = <T>(
  params: Params,
  rows: readonly T[],
  size: { readonly name: string; readonly fallback: number; readonly most: number },
): Page<T> => {
  const count = wholeOf(params, size.name, size.fallback, size.most);
  const from = offsetOf(params);
  const isLast = from + count >= rows.length;
  return {
    rows: rows.slice(from, from + count),
    size: count,
    total: rows.length,
    nextToken: isLast ? '' : Buffer.from(String(from + count)).toString('base64url'),
  };
};

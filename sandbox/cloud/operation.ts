import { refuse } from './fault.ts';
import type { Network } from './network/network.ts';
import type { Caller } from './ram/ram.ts';
import type { Store } from './store.ts';

export type Params = Readonly<Record<string, string>>;

export type Answer = Record<string, unknown>;

/** One call of an operation: the cloud, who calls, and with what. */
export interface Call {
  readonly store: Store;
  readonly network: Network;
  /** A new id with the given prefix. */
  readonly newId: (prefix: string) => string;
  readonly caller: Caller;
  readonly params: Params;
}

/** One API operation: answers the body without RequestId, or throws `CloudFault`. */
export type Operation = (call: Call) => Answer;

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
  readonly value?: string | undefined;
}

/** `Tag.1.Key`/`Tag.1.Value` and the like, in order. */
export const tagsOf = (params: Params, prefix: 'Tag' | 'Tags'): readonly Tag[] =>
  groupsOf(params, prefix).map(({ Key = '', Value }) => ({ key: Key, value: Value }));

/** True for tags among which are all of these; a plain loop, for thousands are asked. */
export const carries = (own: ReadonlyMap<string, string>, tags: readonly Tag[]): boolean => {
  for (const { key, value } of tags) {
    const known = own.get(key);
    if (known === undefined || (value && known !== value)) return false;
  }
  return true;
};

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

/** The resources that a write of tags names, each as `find` finds it. */
export const resourcesIn = <T>(
  params: Params,
  most: number,
  find: (id: string) => T,
): readonly T[] => {
  const ids = listOf(params, 'ResourceId');
  if (ids.length === 0) throw refuse('MissingParameter', 'ResourceId');
  if (ids.length > most) throw refuse('NumberExceed.ResourceIds');
  return ids.map(find);
};

/** The tags that TagResources writes: one at least. */
export const tagsToAdd = (params: Params): ReadonlyMap<string, string> => {
  const tags = tagsToWrite(params, 'Forbidden.TagKeys');
  if (tags.size === 0) throw refuse('MissingParameter', 'Tag');
  return tags;
};

/** A whole number within bounds. Throws `IllegalParam.{name}`. */
const wholeOf = (params: Params, name: string, fallback: number, most: number): number => {
  const value = Number(params[name] || fallback);
  if (!Number.isInteger(value) || value < 1 || value > most) throw refuse(`IllegalParam.${name}`);
  return value;
};

/** One numbered page (`PageNumber`, `PageSize` up to 50) of a list. */
export const numberedPage = <T>(params: Params, rows: readonly T[]) => {
  const PageNumber = wholeOf(params, 'PageNumber', 1, Number.MAX_SAFE_INTEGER);
  const PageSize = wholeOf(params, 'PageSize', 10, 50);
  const from = (PageNumber - 1) * PageSize;
  return {
    rows: rows.slice(from, from + PageSize),
    about: { TotalCount: rows.length, PageNumber, PageSize },
  };
};

const offsetOf = ({ NextToken }: Params): number => {
  if (!NextToken) return 0;
  const offset = Number(Buffer.from(NextToken, 'base64url').toString() || Number.NaN);
  if (!Number.isInteger(offset) || offset < 1) throw refuse('IllegalParam.NextToken');
  return offset;
};

/** One page after `NextToken` of a list; the token of the next one is empty after the last. */
export const pageOf = <T>(
  params: Params,
  rows: readonly T[],
  { name, fallback, most }: { name: string; fallback: number; most: number },
) => {
  const size = wholeOf(params, name, fallback, most);
  const from = offsetOf(params);
  const isLast = from + size >= rows.length;
  return {
    rows: rows.slice(from, from + size),
    size,
    nextToken: isLast ? '' : Buffer.from(String(from + size)).toString('base64url'),
  };
};

/** A time as the API prints it: UTC, whole seconds. */
export const stamp = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

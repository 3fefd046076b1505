import { refuse } from './fault.ts';
import type { Network } from './network/network.ts';
import type { Caller } from './ram/ram.ts';
import type { Store } from './store.ts';

export type Params = Readonly<Record<string, string>>;

export type Answer = Record<string, unknown>;

/** A tag as a call names it; without a value, any value will do. */
export interface Tag {
  readonly key: string;
  readonly value?: string | undefined;
}

export const MAX_TAGS = 20;

const isTagText = (text: string): boolean => [...text].length <= 128 && !/https?:\/\//i.test(text);

/**
 * A key within the rules of tags, and not the system's own.
 *
 * @param reserved the code of a key that is
 */
const checkTagKey = (key: string, reserved: 'IllegalParam.TagKey' | 'Forbidden.TagKeys'): void => {
  if (!key || !isTagText(key)) throw refuse('IllegalParam.TagKey');
  if (/^(aliyun|acs:)/i.test(key)) throw refuse(reserved);
};

/** One call of an operation: the cloud, who calls, and what the parameters say. */
export class Call {
  /** @param newId a new id with the given prefix */
  constructor(
    readonly store: Store,
    readonly network: Network,
    readonly newId: (prefix: string) => string,
    readonly caller: Caller,
    readonly params: Params,
  ) {}

  /** A parameter that must be there. Throws `MissingParameter`. */
  need(name: string): string {
    const value = this.params[name];
    if (value === undefined || value === '') throw refuse('MissingParameter', name);
    return value;
  }

  /** Whether a parameter is `true`. Throws `IllegalParam.{name}` for anything but `true` and `false`. */
  isTrue(name: string): boolean {
    const value = this.params[name] ?? 'false';
    if (value !== 'true' && value !== 'false') throw refuse(`IllegalParam.${name}`);
    return value === 'true';
  }

  /** `Prefix.1.Field`, `Prefix.2.Field`, ... as one set of fields each, in order. */
  groups(prefix: string): readonly Params[] {
    const groups = new Map<number, Record<string, string>>();
    for (const [name, value] of Object.entries(this.params)) {
      const [head, at, field] = name.split('.');
      if (head !== prefix || !/^[1-9]\d*$/.test(at ?? '') || field === undefined) continue;
      groups.set(Number(at), { ...groups.get(Number(at)), [field]: value });
    }
    return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
  }

  /** `Name.1`, `Name.2`, ..., or one comma-joined `Name`. */
  list(name: string): string[] {
    const joined = this.params[name];
    if (joined) return joined.split(',');
    const values: string[] = [];
    for (let at = 1; this.params[`${name}.${at}`] !== undefined; at++)
      values.push(this.params[`${name}.${at}`] ?? '');
    return values;
  }

  /** `Tag.1.Key`/`Tag.1.Value` and the like, in order. */
  tags(prefix: 'Tag' | 'Tags'): readonly Tag[] {
    return this.groups(prefix).map(({ Key = '', Value }) => ({ key: Key, value: Value }));
  }

  /**
   * The tags that the call writes, keys and values within the rules of tags: 20 at most, no key twice, none
   * that is the system's own (`aliyun`, `acs:`, in any case), 128 characters.
   *
   * @param reserved the code of a key that is the system's own.
   */
  tagsToWrite(reserved: 'IllegalParam.TagKey' | 'Forbidden.TagKeys'): ReadonlyMap<string, string> {
    const tags = this.tags('Tag');
    if (tags.length > MAX_TAGS) throw refuse('NumberExceed.Tags');
    const written = new Map<string, string>();
    for (const { key, value = '' } of tags) {
      checkTagKey(key, reserved);
      if (!isTagText(value)) throw refuse('IllegalParam.TagValue');
      if (written.has(key)) throw refuse('Forbidden.TagKey.Duplicated');
      written.set(key, value);
    }
    return written;
  }

  /** The tags that TagResources writes: one at least. */
  tagsToAdd(): ReadonlyMap<string, string> {
    const tags = this.tagsToWrite('Forbidden.TagKeys');
    if (tags.size === 0) throw refuse('MissingParameter', 'Tag');
    return tags;
  }

  /** Whether UnTagResources takes a tag away: the keys that are named, or all. */
  tagsToRemove(): (key: string) => boolean {
    const keys = this.list('TagKey');
    const all = this.isTrue('All');
    if (keys.length > MAX_TAGS) throw refuse('NumberExceed.Tags');
    for (const key of keys) checkTagKey(key, 'Forbidden.TagKeys');
    return (key) => (keys.length > 0 ? keys.includes(key) : all);
  }

  /** The resources that a write of tags names, each as `find` finds it. */
  resources<T>(most: number, find: (id: string) => T): readonly T[] {
    const ids = this.list('ResourceId');
    if (ids.length === 0) throw refuse('MissingParameter', 'ResourceId');
    if (ids.length > most) throw refuse('NumberExceed.ResourceIds');
    return ids.map(find);
  }

  /** One numbered page (`PageNumber`, `PageSize` up to 50) of a list. */
  numberedPage<T>(rows: readonly T[]) {
    const PageNumber = this.#whole('PageNumber', 1, Number.MAX_SAFE_INTEGER);
    const PageSize = this.#whole('PageSize', 10, 50);
    const from = (PageNumber - 1) * PageSize;
    return {
      rows: rows.slice(from, from + PageSize),
      about: { TotalCount: rows.length, PageNumber, PageSize },
    };
  }

  /** One page after `NextToken` of a list; the token of the next one is empty after the last. */
  page<T>(rows: readonly T[], sizeName: string, fallback: number, most: number) {
    const asked = this.#whole(sizeName, fallback, most);
    const size = Math.min(asked, this.store.behaviour.mostRows);
    const from = this.#offset();
    const isLast = from + size >= rows.length;
    return {
      rows: rows.slice(from, from + size),
      size,
      nextToken: isLast ? '' : Buffer.from(String(from + size)).toString('base64url'),
    };
  }

  /** A whole number within bounds. Throws `IllegalParam.{name}`. */
  #whole(name: string, fallback: number, most: number): number {
    const text = this.params[name] || String(fallback);
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < 1 || value > most) throw refuse(`IllegalParam.${name}`);
    return value;
  }

  #offset(): number {
    const { NextToken } = this.params;
    if (!NextToken) return 0;
    const offset = Number(Buffer.from(NextToken, 'base64url').toString() || Number.NaN);
    if (!Number.isInteger(offset) || offset < 1) throw refuse('IllegalParam.NextToken');
    return offset;
  }
}

/** One API operation: answers the body without RequestId, or throws `CloudFault`. */
export type Operation = (call: Call) => Answer;

/** A time as the API prints it: UTC, whole seconds. */
export const stamp = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

import { fault } from './fault.ts';

export type Params = Readonly<Record<string, string>>;

/** A parameter that must be there. Throws `MissingParameter`. */
export const need = (params: Params, name: string): string => {
  const value = params[name];
  if (value === undefined || value === '') throw fault.missing(name);
  return value;
};

/** A tag as a call names it; without a value, any value will do. */
export interface Tag {
  readonly key: string;
  readonly value?: string;
}

/** `Tag.1.Key`/`Tag.1.Value` and the like, in order. */
export const tagsOf = (params: Params, prefix: 'Tag' | 'Tags'): readonly Tag[] => {
  const tags: Tag[] = [];
  for (let at = 1; `${prefix}.${at}.Key` in params || `${prefix}.${at}.Value` in params; at++) {
    const value = params[`${prefix}.${at}.Value`];
    tags.push({
      key: params[`${prefix}.${at}.Key`] ?? '',
      ...(value === undefined ? {} : { value }),
    });
  }
  return tags;
};

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

/** Throws `IllegalParam.TagKey` or `.TagValue` unless the tags are lawful. */
export const checkTags = (tags: readonly { key: string; value?: string }[]): void => {
  for (const { key, value = '' } of tags) {
    if (!key || key.length > 128 || /^(aliyun|acs:)/.test(key) || /https?:\/\//.test(key))
      throw fault.illegal('TagKey');
    if (value.length > 128 || /https?:\/\//.test(value)) throw fault.illegal('TagValue');
  }
};

export const isTrue = (value: string | undefined): boolean => value === 'true';

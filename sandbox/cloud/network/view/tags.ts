import { type Params, tagsOf } from '../../params.ts';

type Tags = Readonly<Record<string, string>>;

/** Tags in the wrapped list of the VPC API. */
export const tagsView = (tags: Tags) => ({
  Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

/** True for what has every tag that the `Tag.N` parameters ask for. */
export const hasTags = (params: Params, tags: Tags): boolean =>
  tagsOf(params, 'Tag').every(
    ({ key, value }) => key in tags && (value === undefined || tags[key] === value),
  );

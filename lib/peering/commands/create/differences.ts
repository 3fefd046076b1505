import type { Connection } from '../../model/connection.ts';
import type { Difference } from '../../model/event.ts';
import type { CreateRequest } from '../../model/request.ts';
import type { OurTags } from '../../state/tags.ts';

const COMPARED = ['name', 'description', 'bandwidth', 'linkType', 'resourceGroupId'] as const;

const sides = (request: CreateRequest, actual: Connection): readonly Difference[] =>
  request.vpcId === actual.vpc.vpcId
    ? []
    : [{ field: 'vpcId', asked: request.vpcId, actual: actual.vpc.vpcId }];

const tagDifferences = (request: CreateRequest, actual: Connection): readonly Difference[] =>
  request.tag.flatMap(({ key, value }) => {
    const found = actual.tags.find((tag) => tag.key === key);
    return found?.value === value
      ? []
      : [{ field: `tag/${key}`, asked: value, actual: found?.value ?? null }];
  });

const routes = ({ routes: asked }: CreateRequest, tags: OurTags | null): readonly Difference[] => {
  const actual = tags?.options?.routes ?? null;
  const isMet = asked === 'none' || actual === asked || actual === 'both';
  return isMet ? [] : [{ field: 'routes', asked, actual }];
};

const accept = ({ accept: asked }: CreateRequest, tags: OurTags | null): readonly Difference[] => {
  const actual = tags?.options?.accept ?? null;
  return asked === 'manual' || actual === asked ? [] : [{ field: 'accept', asked, actual }];
};

/** What an adopted connection has otherwise than the request asked; fields not asked for do not count. */
export const differencesOf = (
  request: CreateRequest,
  { connection, tags }: { readonly connection: Connection; readonly tags: OurTags | null },
): readonly Difference[] => [
  ...sides(request, connection),
  ...COMPARED.flatMap((field) =>
    request[field] === undefined || request[field] === connection[field]
      ? []
      : [{ field, asked: request[field], actual: connection[field] ?? null }],
  ),
  ...tagDifferences(request, connection),
  ...routes(request, tags),
  ...accept(request, tags),
];

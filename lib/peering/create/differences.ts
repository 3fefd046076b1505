import type { Connection } from '../model/connection.ts';
import type { Difference } from '../model/event.ts';
import type { CreateRequest } from '../model/request.ts';

const compared = ['name', 'description', 'bandwidth', 'linkType', 'resourceGroupId'] as const;

const sides = (request: CreateRequest, actual: Connection): readonly Difference[] =>
  request.vpcId === actual.vpc.vpcId
    ? []
    : [{ field: 'vpcId', asked: request.vpcId, actual: actual.vpc.vpcId }];

const tags = (request: CreateRequest, actual: Connection): readonly Difference[] =>
  request.tag.flatMap(({ key, value }) => {
    const found = actual.tags.find((tag) => tag.key === key);
    return found?.value === value
      ? []
      : [{ field: `tag/${key}`, asked: value, actual: found?.value ?? null }];
  });

/** What an adopted connection has otherwise than the request asked; fields not asked for do not count. */
export const differencesOf = (
  request: CreateRequest,
  actual: Connection,
): readonly Difference[] => [
  ...sides(request, actual),
  ...compared.flatMap((field) =>
    request[field] === undefined || request[field] === actual[field]
      ? []
      : [{ field, asked: request[field], actual: actual[field] ?? null }],
  ),
  ...tags(request, actual),
];

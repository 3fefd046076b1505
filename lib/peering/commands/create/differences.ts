import type { Connection } from '../../model/connection.ts';
import type { Difference } from '../../model/event.ts';
import type { CreateRequest, RoutesChoice } from '../../model/request.ts';

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

const routes = ({ routes: asked }: CreateRequest, actual: RoutesChoice): readonly Difference[] =>
  asked === 'none' || actual === asked || actual === 'both'
    ? []
    : [{ field: 'routes', asked, actual }];

/**
 * What an adopted connection has otherwise than the request asked; fields not asked for do not count.
 *
 * @param routed the sides at which the connection gets routes, as it remembers or will remember it
 */
export const differencesOf = (
  request: CreateRequest,
  actual: Connection,
  routed: RoutesChoice,
): readonly Difference[] => [
  ...sides(request, actual),
  ...compared.flatMap((field) =>
    request[field] === undefined || request[field] === actual[field]
      ? []
      : [{ field, asked: request[field], actual: actual[field] ?? null }],
  ),
  ...tags(request, actual),
  ...routes(request, routed),
];

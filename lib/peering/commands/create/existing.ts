import type { Context } from '../../context.ts';
import type { Connection } from '../../model/connection.ts';
import type { Asked, CreateRequest } from '../../model/request.ts';
import { requestKey } from '../../state/tags.ts';

const PAGES = 5;

const joins = (connection: Connection, a: string, b: string): boolean => {
  const ends = [connection.vpc.vpcId, connection.acceptingVpc.vpcId];
  return ends.includes(a) && ends.includes(b) && a !== b;
};

/** The rows of one region that join the pair, in either direction. */
const listPair = async (
  ctx: Context,
  regionId: string,
  { vpcId, acceptingVpcId }: CreateRequest,
): Promise<readonly Connection[]> => {
  const found: Connection[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const answer = await ctx.peering.list({
      regionId,
      vpcIds: [vpcId, acceptingVpcId],
      maxResults: 100,
      nextToken,
    });
    found.push(...answer.items.filter((each) => joins(each, vpcId, acceptingVpcId)));
    nextToken = answer.nextToken;
    if (!nextToken) break;
  }
  return found;
};

/** Which region lists a connection between regions is not documented, so both are asked. */
const regionsOf = ({ regionId, acceptingRegionId }: CreateRequest): readonly string[] => [
  ...new Set([regionId, acceptingRegionId]),
];

/** Every connection of the pair, in either direction, newest knowledge of the lists. */
export const lookAtPair = async (
  ctx: Context,
  request: CreateRequest,
): Promise<readonly Connection[]> => {
  const pages = await Promise.all(regionsOf(request).map((each) => listPair(ctx, each, request)));
  const byId = new Map(pages.flat().map((each) => [each.instanceId, each]));
  return [...byId.values()];
};

/** The connection that an explicit key made, wherever it is by now; `undefined` if there is none. */
export const lookAtKey = async (
  ctx: Context,
  { request, requestId }: Asked<CreateRequest>,
): Promise<string | undefined> => {
  const page = await ctx.peering.listTagResources({
    regionId: request.regionId,
    tag: [{ key: requestKey(ctx.settings.name), value: requestId }],
  });
  return page.items.find(
    ({ tagKey, tagValue }) => tagKey === requestKey(ctx.settings.name) && tagValue === requestId,
  )?.resourceId;
};

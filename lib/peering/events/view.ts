import type { ConnectionView } from '../model/connection.ts';
import type { CreateRequest } from '../model/request.ts';
import type { Status } from '../model/status.ts';

/** The connection for other people's eyes: without the tags that only serve as our memory. */
export const withoutOurTags = <C extends ConnectionView>(connection: C, name: string): C =>
  connection.tags === undefined
    ? connection
    : { ...connection, tags: connection.tags.filter(({ key }) => !key.startsWith(`${name}:`)) };

/**
 * What is known before the first look: what was asked, and what the create answered.
 * `accountId` is the requester, our own account.
 */
export const askedView = (
  request: CreateRequest,
  accountId: string,
  answered: { readonly instanceId?: string; readonly status?: Status } = {},
): ConnectionView => {
  const { name, description, bandwidth, linkType, resourceGroupId } = request;
  return {
    ...answered,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ownerId: accountId,
    acceptingOwnerUid: request.acceptingAliUid,
    regionId: request.regionId,
    acceptingRegionId: request.acceptingRegionId,
    vpc: { vpcId: request.vpcId },
    acceptingVpc: { vpcId: request.acceptingVpcId },
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(linkType === undefined ? {} : { linkType }),
    ...(resourceGroupId === undefined ? {} : { resourceGroupId }),
    tags: request.tag,
  };
};

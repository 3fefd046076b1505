import type { Context } from '../../context.ts';
import type { CreateRequest, IdentifiedRequest } from '../../model/request.ts';
import type { CreateInput } from '../../ports.ts';
import { bodyFingerprint, clientTokenOf } from '../../request/fingerprint.ts';
import type { Options } from '../../state/options.ts';
import { newTags } from '../../state/tags.ts';

/** What a request wants of its connection, as the options tag keeps it. */
export const optionsOf = (request: CreateRequest, by: Options['by']): Options => ({
  routes: request.routes,
  accept: request.accept,
  by,
  fingerprint: bodyFingerprint(request),
});

/** The API call of a request: its fields, our three tags, and a token that survives crashes. */
export const createInput = (
  ctx: Context,
  { request, requestId }: IdentifiedRequest<CreateRequest>,
  generation?: string,
): CreateInput => ({
  regionId: request.regionId,
  vpcId: request.vpcId,
  acceptingRegionId: request.acceptingRegionId,
  acceptingVpcId: request.acceptingVpcId,
  acceptingAliUid: request.acceptingAliUid,
  name: request.name,
  description: request.description,
  bandwidth: request.bandwidth,
  linkType: request.linkType,
  resourceGroupId: request.resourceGroupId,
  dryRun: request.dryRun ? true : undefined,
  clientToken:
    request.clientToken ??
    clientTokenOf({ requestId, action: 'create', dryRun: request.dryRun, generation }),
  tag: [...request.tag, ...newTags(ctx.settings.name, requestId, optionsOf(request, 'create'))],
});

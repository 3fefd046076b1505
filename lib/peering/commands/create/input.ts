import type { Context } from '../../context.ts';
import type { Asked, CreateRequest } from '../../model/request.ts';
import type { CreateInput } from '../../ports.ts';
import { bodyFingerprint, clientTokenOf } from '../../request/fingerprint.ts';
import { optionsOf } from '../../state/options.ts';
import { memoryTags } from '../../state/tags.ts';

/** The API call of a request: its fields, our three tags, and a token that survives crashes. */
export const createInput = (
  ctx: Context,
  { request, requestId }: Asked<CreateRequest>,
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
  tag: [
    ...request.tag,
    ...memoryTags(ctx.settings.name, {
      requestId,
      options: optionsOf(request, bodyFingerprint(request)),
      mark: { said: 'Requested' },
    }),
  ],
});

import type { Context } from '../../context.ts';
import { connectionEvent, type NamedConnection } from '../../events/build.ts';
import { eventContext } from '../../events/envelope.ts';
import type { CreateRequest, IdentifiedRequest } from '../../model/request.ts';
import { deliver } from '../../outbox.ts';
import type { CreateInput } from '../../ports.ts';
import { bodyFingerprint, clientTokenOf } from '../../request/identify.ts';
import { newTags, type Options } from '../../state/tags.ts';
import type { AllowedCreate } from './admission.ts';

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

/** `Creating`: the API accepted the request. Answers whether the event is delivered or queued. */
export const announceCreating = (
  ctx: Context,
  it: AllowedCreate,
  connection: NamedConnection,
): Promise<boolean> =>
  deliver(
    ctx,
    connectionEvent({
      ...eventContext(ctx, it.identified.origin),
      type: 'Creating',
      requestId: it.requestId,
      action: 'create',
      connection,
      policy: it.policy,
      findings: it.findings,
      plan: it.plan,
    }),
  );

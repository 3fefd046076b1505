import type { Context } from '../../context.ts';
import { connectionEvent, type NamedConnection } from '../../events/build.ts';
import { askedView, withoutOurTags } from '../../events/data.ts';
import { eventContext } from '../../events/envelope.ts';
import type { Connection, ConnectionView } from '../../model/connection.ts';
import type { CreateRequest, IdentifiedRequest } from '../../model/request.ts';
import { deliver } from '../../outbox.ts';
import type { CreateInput } from '../../ports.ts';
import { follow, seenBefore } from '../../reconcile/follow.ts';
import { clientTokenOf } from '../../request/identify.ts';
import { newTags, optionsOf } from '../../state/tags.ts';
import type { AllowedCreate } from './admission.ts';

/**
 * Has a new connection followed until its fact is announced. A create whose watch cannot be enqueued is still
 * accepted: its tags are on the connection, and the sweep follows.
 *
 * @returns whether a watch of this connection existed before, so that it is not a new one
 */
export const followCreated = async (
  ctx: Context,
  { identified }: AllowedCreate,
  instanceId: string,
  seen: Connection | undefined,
): Promise<boolean> => {
  const { request, requestId, idKind, origin, arrival } = identified;
  try {
    return await follow(ctx, {
      instanceId,
      regionId: request.regionId,
      ...(seen ? seenBefore(ctx, seen) : {}),
      action: 'create',
      requestId,
      ownerRequestId: requestId,
      origin: { ...origin },
      announced: seen ? 'Creating' : 'Requested',
      wanted: { routes: request.routes, accept: request.accept },
      create: { request: { ...request }, requestId, idKind, origin: { ...origin }, arrival },
    });
  } catch (error) {
    ctx.log.error('Watch not enqueued; the sweep follows', { instanceId, error });
    return false;
  }
};

/** The connection for events and answers: as observed, else as asked. */
export const viewOf = (
  ctx: Context,
  { request }: IdentifiedRequest<CreateRequest>,
  instanceId: string,
  seen: Connection | undefined,
): ConnectionView & { readonly instanceId: string } =>
  seen
    ? withoutOurTags(seen, ctx.settings.name)
    : { ...askedView(request, ctx.settings.accountId, { status: 'Creating' }), instanceId };

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

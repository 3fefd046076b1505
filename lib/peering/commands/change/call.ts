import type { Context } from '../../context.ts';
import { ownFailure } from '../../errors/own.ts';
import type { Connection } from '../../model/connection.ts';
import type { Failure } from '../../model/failure.ts';
import type { Asked, InstanceRequest } from '../../model/request.ts';
import type { PeeringApi } from '../../ports.ts';
import { clientTokenOf } from '../../request/fingerprint.ts';

/** Which credentials serve: accept and reject belong to the accepting account. */
export const apiFor = async (
  ctx: Context,
  { request, requestId }: Asked<InstanceRequest>,
  connection: Connection,
): Promise<PeeringApi | Failure> => {
  const isAccepters = request.action === 'accept' || request.action === 'reject';
  const account = connection.acceptingOwnerUid;
  if (!isAccepters || account === ctx.settings.accountId) return ctx.peering;
  if (!ctx.accepter)
    return ownFailure(
      'NotConfigured',
      `Account ${account} has to ${request.action} this; PEERFLOW_ACCEPTER_ROLE is not set.`,
    );
  return ctx.accepter(account, requestId);
};

/** The API call of an action; the token makes its repetition harmless. Rejects with `ApiError`. */
export const callAction = (
  api: PeeringApi,
  { request, requestId }: Asked<InstanceRequest>,
): Promise<void> => {
  const { instanceId, dryRun } = request;
  const clientToken =
    request.clientToken ??
    clientTokenOf({ requestId, action: request.action, dryRun, generation: instanceId });
  const input = { instanceId, dryRun: dryRun ? true : undefined, clientToken };
  switch (request.action) {
    case 'accept':
      return api.accept({ ...input, resourceGroupId: request.resourceGroupId });
    case 'reject':
      return api.reject(input);
    case 'delete':
      return api.delete({ ...input, force: request.force ? true : undefined });
    case 'modify': {
      const { name, description, bandwidth, linkType } = request;
      return api.modify({ ...input, name, description, bandwidth, linkType });
    }
  }
};

import { type About, type Attempt, ended, failed } from '../attempt.ts';
import type { Context } from '../context.ts';
import { valuesOf } from '../decide/modification.ts';
import { failureOf, ownFailure } from '../errors/failure.ts';
import type { Connection, ConnectionView } from '../model/connection.ts';
import { ApiError, type Failure } from '../model/failure.ts';
import type { InstanceRequest } from '../model/request.ts';
import type { Verdict } from '../policy/rule.ts';
import type { PeeringApi } from '../ports.ts';
import type { WorkItem } from '../queue/backoff.ts';
import { clientTokenOf } from '../request/identify.ts';
import { refusalOfRoutes } from '../routes/request.ts';
import { etagOf, type OurTags } from '../state/tags.ts';
import { ACTIONS, showsEffect } from './actions.ts';

/** An action on a connection as it was just seen. */
export interface Observed extends About {
  readonly item: WorkItem<InstanceRequest>;
  readonly connection: Connection;
  readonly tags: OurTags | null;
  readonly policy: Verdict;
}

/** The input of the API call; the token makes its repetition harmless. */
export const callInputOf = ({ item }: Pick<Observed, 'item'>) => {
  const { request, requestId } = item.identified;
  const { instanceId, dryRun, action } = request;
  return {
    instanceId,
    dryRun: dryRun ? (true as const) : undefined,
    clientToken:
      request.clientToken ??
      clientTokenOf({
        requestId,
        action,
        dryRun,
        instanceId,
        ...(request.action === 'modify' ? { values: valuesOf(request) } : {}),
      }),
  };
};

/** Before the values of a modify are written: it must not be told to have failed once they are. */
export const routesRefused = (ctx: Context, it: Observed): Attempt | undefined => {
  const { request, origin } = it.item.identified;
  if (request.action !== 'modify' || request.routes === undefined) return undefined;
  const failure = refusalOfRoutes(ctx, it.connection, origin.via);
  return failure && failed(it, failure);
};

/** The caller saw another state of the connection than the one that would be changed. */
export const preconditionFailed = (ctx: Context, it: Observed): Attempt | undefined => {
  const { ifMatch, isModified } = it.item;
  // What our own call has changed says nothing of what the caller saw.
  if (ifMatch === undefined || ifMatch === '*' || isModified) return undefined;
  const known = ifMatch.split(',').map((each) => each.trim());
  if (known.includes(etagOf(it.connection, it.tags)) || holdsAlready(it)) return undefined;
  ctx.log.info('If-Match does not hold', { instanceId: it.connection.instanceId });
  return failed(
    it,
    ownFailure(
      'PreconditionFailed',
      `${it.connection.instanceId} has changed since the ETag in If-Match was read.`,
    ),
  );
};

/**
 * All that is asked holds: an earlier try did it and its answer was lost, or there is nothing to do. The ETag
 * then differs by our own call, and nothing is overwritten.
 */
const holdsAlready = ({ connection, tags, item }: Observed): boolean => {
  const { request } = item.identified;
  const isOfRoutes = request.action === 'modify' && request.routes !== undefined;
  const hasRoutes = !isOfRoutes || request.routes === tags?.options?.routes;
  return hasRoutes && showsEffect(connection, request);
};

/** The status does not allow the action: reported with the API's own code, without spending a call. */
export const wrongStatus = ({ connection, item }: Observed): ApiError =>
  new ApiError({
    kind: 'api',
    operation: item.identified.request.action,
    code: 'IncorrectStatus.VpcPeer',
    message: `The status of ${connection.instanceId} [${connection.status}] is incorrect.`,
    status: 400,
  });

/** The status will not allow it again. */
export const tooLate = (it: Observed): Attempt =>
  failed(it, { ...failureOf(wrongStatus(it)), retryable: false });

export const doneOf = (it: Observed, connection: ConnectionView): Attempt =>
  ended({
    outcome: 'done',
    requestId: it.requestId,
    instanceId: it.connection.instanceId,
    connection,
    policy: it.policy,
  });

/** A client, or why there is none. */
export type Client =
  | { readonly ok: true; readonly value: PeeringApi }
  | { readonly ok: false; readonly failure: Failure };

/** The client whose credentials serve: accept and reject belong to the accepting account. */
export const credentialsFor = async (ctx: Context, it: Observed): Promise<Client> => {
  const { action } = it.item.identified.request;
  const account = it.connection.acceptingOwnerUid;
  if (ACTIONS[action].caller === 'own' || account === ctx.settings.accountId)
    return { ok: true, value: ctx.peering };
  if (ctx.accepter) return { ok: true, value: await ctx.accepter(account) };
  const message = `Account ${account} has to ${action} this; PEERFLOW_ACCEPTER_ROLE is not set.`;
  return { ok: false, failure: ownFailure('NotConfigured', message) };
};

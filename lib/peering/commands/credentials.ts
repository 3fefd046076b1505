import type { Context } from '../context.ts';
import { ownFailure } from '../errors/failure.ts';
import type { Failure } from '../model/failure.ts';
import type { PeeringApi } from '../ports.ts';
import { ACTIONS } from './actions.ts';
import type { Observed } from './observed.ts';

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
  if (ctx.accepter) return { ok: true, value: await ctx.accepter(account, it.requestId) };
  const message = `Account ${account} has to ${action} this; PEERFLOW_ACCEPTER_ROLE is not set.`;
  return { ok: false, failure: ownFailure('NotConfigured', message) };
};

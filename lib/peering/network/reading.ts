import type { Context } from '../context.ts';
import { ApiError } from '../model/api-error.ts';
import type { NetworkApi } from './ports.ts';

/** What a read gave, or the error that it gave instead: both are facts. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ApiError };

/** Runs a read to a `Reading`. Rejects only with what is no answer of the cloud. */
export const reading = async <T>(read: () => Promise<T>): Promise<Reading<T>> => {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { ok: false, error };
  }
};

/** Why nothing can be done in an account that no role leads into. */
export const noRole = (accountId: string): ApiError =>
  new ApiError({
    kind: 'api',
    operation: 'AssumeRole',
    code: 'NotConfigured',
    message: `Account ${accountId} cannot be reached: PEERFLOW_ACCEPTER_ROLE is not set, or names a role of another account`,
    status: 403,
  });

/** The VPC API of an account. Rejects with `ApiError`, also where no role leads there (`NotConfigured`). */
export const networkOf = async (
  ctx: Pick<Context, 'network'>,
  accountId: string,
  requestId: string,
): Promise<NetworkApi> => {
  const api = await ctx.network(accountId, requestId);
  if (api === undefined) throw noRole(accountId);
  return api;
};

import type { Context } from './context.ts';
import { classify, isNotFound } from './errors/classify.ts';
import { ApiError } from './model/api-error.ts';
import type { Connection } from './model/connection.ts';
import type { WaitReason } from './queue/backoff.ts';
import { type OurTags, readTags } from './state/tags.ts';

/** What one look showed. */
export type Observation =
  | { readonly kind: 'found'; readonly connection: Connection; readonly tags: OurTags | null }
  /** The service does not know it: not there yet, or no more. */
  | { readonly kind: 'not-found' }
  /** The look failed for a reason that passes. */
  | { readonly kind: 'trouble'; readonly reason: WaitReason; readonly error: ApiError }
  /** The look was refused for good. */
  | { readonly kind: 'refused'; readonly error: ApiError };

/** A fresh Get of a connection, with what its tags say of us. Never rejects with `ApiError`. */
export const observe = async (ctx: Context, instanceId: string): Promise<Observation> => {
  try {
    const connection = await ctx.peering.get(instanceId);
    return { kind: 'found', connection, tags: readTags(connection, ctx.settings) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (isNotFound(error)) return { kind: 'not-found' };
    const { reason: retry } = classify(error);
    return retry === 'never'
      ? { kind: 'refused', error }
      : { kind: 'trouble', reason: retry, error };
  }
};

/** True where a list still shows the connection. Rejects with `ApiError`. */
export const isListed = async (
  ctx: Context,
  { regionId, instanceId }: Pick<Connection, 'regionId' | 'instanceId'>,
): Promise<boolean> => {
  const page = await ctx.peering.list({ regionId, instanceId, maxResults: 1 });
  return page.items.some((each) => each.instanceId === instanceId && each.status !== 'Deleted');
};

import type { Context } from '../../context.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Connection } from '../../model/connection.ts';

export type Look =
  | { readonly kind: 'found'; readonly connection: Connection }
  | { readonly kind: 'missing' }
  /** The service asked us to come less often. */
  | { readonly kind: 'throttled' }
  | { readonly kind: 'failed'; readonly error: unknown };

const isThrottled = (error: ApiError): boolean =>
  error.code.includes('Throttling') || error.status === 429;

/** One status query. Never rejects: what a failed look means is the watch's to decide. */
export const lookAt = async (ctx: Context, instanceId: string): Promise<Look> => {
  try {
    return { kind: 'found', connection: await ctx.peering.get(instanceId) };
  } catch (error) {
    if (!(error instanceof ApiError)) return { kind: 'failed', error };
    if (error.code === 'ResourceNotFound.InstanceId') return { kind: 'missing' };
    return isThrottled(error) ? { kind: 'throttled' } : { kind: 'failed', error };
  }
};

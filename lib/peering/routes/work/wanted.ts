import type { Context } from '../../context.ts';
import { isStanding } from '../../model/connection.ts';
import type { RoutesChoice } from '../../model/request.ts';
import { observe } from '../../observe.ts';

/**
 * Asks whether routes are still wanted of a connection. Trouble and a change under way do not alter that, nor do tags
 * that do not say what is wanted.
 */
export const stillWanted =
  (ctx: Context, instanceId: string, routes: RoutesChoice) => async (): Promise<boolean> => {
    const seen = await observe(ctx, instanceId);
    if (seen.kind === 'trouble') return true;
    if (seen.kind !== 'found' || !isStanding(seen.connection.status)) return false;
    return (seen.tags?.options?.routes ?? routes) === routes;
  };

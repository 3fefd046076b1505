import type { Context } from '../context.ts';
import { observe } from '../observe.ts';
import { reconcileObserved } from './sweep.ts';

/** A look at one connection that a hint named: does what a sweep would, and nothing for strangers. */
export const lookOnce = async (ctx: Context, instanceId: string): Promise<void> => {
  const seen = await observe(ctx, instanceId);
  if (seen.kind === 'found' && seen.tags !== null)
    await reconcileObserved(ctx, seen.connection, seen.tags);
};

import { handleAccept } from '../lib/handlers/accept.ts';
import { serve } from './serve.ts';

/** Accepts in the other account, chained on Accepting: verified, by policy, with its role. */
export const handler = serve((ctx, intake) => handleAccept(ctx, intake));

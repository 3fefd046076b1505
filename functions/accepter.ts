import { handleAccept } from '../lib/handlers/accept.ts';
import { serve } from './serve.ts';

/** Accepts in the other account, woken by Accepting: verified by a look, by policy, with its role. */
export const handler = serve((ctx, event) => handleAccept(ctx, event));

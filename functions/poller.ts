import { handlePoll } from '../lib/handlers/poll.ts';
import { serve } from './serve.ts';

/** Looks: watches of single connections, and the timer's sweeps over all of them. */
export const handler = serve((ctx, event) => handlePoll(ctx, event));

import { handleWork } from '../lib/handlers/work.ts';
import { serve } from './serve.ts';

/** Finishes requests that had to wait, and delivers events that sinks lack. */
export const handler = serve((ctx, event) => handleWork(ctx, event));

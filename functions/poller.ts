import { handlePoll } from '../lib/handlers/poll.ts';
import { serveSibling } from './serve.ts';

/** Looks: watches of single connections, and the timer's sweeps over all of them. */
export const handler = serveSibling(handlePoll);

import { handleAccept } from '../lib/handlers/accept.ts';
import { serveSibling } from './serve.ts';

/** Accepts in the other account, woken by Accepting: verified by a look, by policy, with its role. */
export const handler = serveSibling(handleAccept);

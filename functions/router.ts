import { handleRoute } from '../lib/handlers/route.ts';
import { serveSibling } from './serve.ts';

/** Routes on both sides: made when a connection is Activated, removed before it is deleted. */
export const handler = serveSibling(handleRoute);

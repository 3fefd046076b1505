import { handleWork } from '../lib/handlers/work.ts';
import { serveSibling } from './serve.ts';

/** Finishes requests that had to wait, and delivers events that sinks lack. */
export const handler = serveSibling(handleWork);

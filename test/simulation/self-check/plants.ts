import { COMMANDS } from './plants/commands.ts';
import { DOORS } from './plants/doors.ts';
import type { Plant } from './plants/plant.ts';
import { QUEUE } from './plants/queue.ts';
import { ROUTES } from './plants/routes.ts';
import { SINKS } from './plants/sinks.ts';
import { WATCHING } from './plants/watching.ts';

/** Every fault that the self-check plants, one at a time. */
export const PLANTS: readonly Plant[] = [
  ...COMMANDS,
  ...WATCHING,
  ...ROUTES,
  ...QUEUE,
  ...SINKS,
  ...DOORS,
];

import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../peering/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => sleep(Math.max(0, ms)),
};

import { afterEach } from 'vitest';
import { type Answering, startService } from './service.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A service that is stopped when the test ends. */
export const serve = async (answering: Answering) => {
  const service = await startService(answering);
  stops.push(service.stop);
  return service;
};

import { onTestFinished } from 'vitest';
import { type Answering, startService } from './service.ts';

/** A service that is stopped when the test ends. */
export const serve = async (answering: Answering) => {
  const service = await startService(answering);
  onTestFinished(service.stop);
  return service;
};

export { inspectRemoval } from './removal/inspect.ts';
export { enqueueRemoval } from './removal/request.ts';

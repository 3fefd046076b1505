import type { Plant } from './plant.ts';

/** Faults of tasks: lanes, waits, calls of the cloud and their retries. */
export const QUEUE: readonly Plant[] = [
  {
    name: 'a lane is forgotten: what waits behind a busy VPC is dropped',
    file: 'lib/peering/queue/lanes.ts',
    snippet: 'return [...free, ...blocked, ...this.#givenUp];',
    instead: 'return [...free, ...this.#givenUp];',
  },
  {
    name: 'another 409 counts as acknowledged',
    file: 'lib/peering/queue/tasks.ts',
    snippet: 'const pause = pauseAfter(ctx, error, tries);',
    instead:
      'if (error instanceof ApiError && error.status === 409) return { existing: true }; const pause = pauseAfter(ctx, error, tries);',
  },
  {
    name: 'a task forgets when its request arrived',
    file: 'lib/peering/queue/requests.ts',
    snippet: '    arrival,\n    ...rest,',
    instead: '    arrival: item.due,\n    ...rest,',
  },
  {
    name: 'waits do not grow',
    file: 'lib/peering/queue/backoff.ts',
    snippet: 'const wait = Math.min(firstMs * factor ** Math.min(tries, 60), cap);',
    instead: 'const wait = Math.min(firstMs * factor ** Math.min(tries, 0), cap);',
  },
  {
    name: 'a request overtakes an older one of its VPC',
    scenario: 'requests',
    file: 'lib/peering/queue/backoff.ts',
    snippet: 'claimed.has(each) || isBlocked(each)',
    instead: 'isBlocked(each)',
  },
  {
    name: 'a wait is off by one try',
    file: 'lib/peering/queue/backoff.ts',
    snippet: 'firstMs * factor ** Math.min(tries, 60)',
    instead: 'firstMs * factor ** Math.min(tries + 1, 60)',
  },
  {
    name: 'a task forgets through which door its request came',
    file: 'lib/peering/queue/requests.ts',
    snippet: '    origin: { ...origin },\n',
    instead: "    origin: { via: 'direct' },\n",
  },
  {
    name: 'the parts of a wait share an id',
    scenario: 'requests',
    file: 'lib/peering/queue/tasks.ts',
    snippet: 'sha256(functionName, task.chain, String(task.step), String(task.part))',
    instead: 'sha256(functionName, task.chain, String(task.step))',
  },
  {
    name: 'the steps of a chain share an id',
    file: 'lib/peering/queue/tasks.ts',
    snippet: 'sha256(functionName, task.chain, String(task.step), String(task.part))',
    instead: 'sha256(functionName, task.chain, String(task.part))',
  },
  {
    name: 'a request that waits is never given up',
    file: 'lib/peering/queue/lanes.ts',
    snippet: 'if (next.givenUp || isSpent(next.spent, wait.reason)) this.#giveUp(next, wait);',
    instead: 'if (next.givenUp) this.#giveUp(next, wait);',
  },
  {
    name: 'a refused enqueue is thrown at once, not retried in place',
    file: 'lib/peering/queue/tasks.ts',
    snippet: 'if (pause >= ctx.deadline.remaining()) throw new NotQueuedError(id, error);',
    instead: 'throw new NotQueuedError(id, error);',
  },
  {
    name: 'a new reason forgets the time spent in others',
    file: 'lib/peering/queue/backoff.ts',
    snippet: 'return { ...settled, reason, tries, waitingSince: now };',
    instead:
      'return { ...settled, spent: item.reason === reason ? settled.spent : {}, reason, tries, waitingSince: now };',
  },
  {
    name: 'a known id that is answered with 400 counts as a refusal',
    file: 'lib/aliyun/fc.ts',
    snippet: '(error.status === 409 || error.status === 400) &&',
    instead: 'error.status === 409 &&',
  },
  {
    name: 'any 409 of Function Compute is a known id',
    file: 'lib/aliyun/fc.ts',
    snippet: `error.code !== 'ConcurrentUpdateError' &&
  saysExisting(error);`,
    instead: 'true;',
  },
  {
    name: 'a known id is an error',
    file: 'lib/aliyun/fc.ts',
    snippet: 'if (isExisting(error)) return { existing: true, honoursIds: true };',
    instead: '',
  },
  {
    name: 'a task loses its delay on the way',
    file: 'lib/aliyun/fc.ts',
    snippet:
      "...(delaySeconds > 0 ? { 'x-fc-async-delay': String(Math.floor(delaySeconds)) } : {}),",
    instead: '',
  },
  {
    name: 'the role of the other account is assumed for reading without policy',
    file: 'lib/peering/admission.ts',
    snippet: 'accountId === settings.accountId ? undefined : evaluatePolicy(settings, subject)',
    instead: 'accountId !== "" ? undefined : evaluatePolicy(settings, subject)',
  },
  {
    name: 'denied by the API is taken for trouble that passes',
    file: 'lib/peering/errors/classify.ts',
    snippet:
      "if (status === 401 || status === 403) return { category: 'denied', reason: 'never' };",
    instead:
      "if (status === 401 || status === 403) return { category: 'denied', reason: 'transient' };",
  },
  {
    name: 'a 5xx with the code of a family is for good',
    file: 'lib/peering/errors/classify.ts',
    snippet: 'if (reason === undefined && status !== undefined && status >= 500) return undefined;',
    instead: '',
  },
  {
    name: 'what was waited for too long may not be sent again',
    file: 'lib/peering/queue/given-up.ts',
    snippet: '  const { code, message, status, requestId, retryable = true } = givenUp;',
    instead: '  const { code, message, status, requestId, retryable = false } = givenUp;',
  },
  {
    name: 'a process forgets that the queue ignores ids',
    file: 'lib/peering/queue/tasks.ts',
    snippet: '      ctx.memory.honoursTaskIds = answer.honoursIds;',
    instead: '',
  },
  {
    name: 'a redriven task keeps its waits',
    file: 'lib/handlers/redrive.ts',
    snippet: "    ...('tries' in task ? NOTHING_WAITED : {}),",
    instead: '',
  },
];

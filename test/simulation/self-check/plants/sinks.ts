import type { Plant } from './plant.ts';

/** Faults on the way of an event to its sinks. */
export const SINKS: readonly Plant[] = [
  {
    name: 'FailedEntryCount is ignored',
    file: 'lib/sinks/eventbridge.ts',
    snippet: 'if (code !== undefined) return failure({ code, status: 200 });',
    instead: 'if (code !== undefined) return DELIVERED;',
  },
  {
    name: 'a failure of the SMQ client that it does not throw counts as delivered',
    file: 'lib/sinks/mns.ts',
    snippet: 'code === CREATED ? DELIVERED',
    instead: 'code > 0 ? DELIVERED',
  },
  {
    name: 'a page of a proxy counts as an acknowledgement of Function Compute 2.0',
    file: 'lib/sinks/fc2.ts',
    snippet: "headers['x-fc-request-id'] === undefined && data !== ''",
    instead: "headers['x-fc-request-id'] === undefined && data === undefined",
  },
  {
    name: 'an answer of a webhook counts as delivered whatever its status',
    file: 'lib/sinks/webhook.ts',
    snippet: 'status >= 200 && status < 300',
    instead: 'status >= 200 && status < 500',
  },
  {
    name: 'a webhook that asks for patience is not heard',
    file: 'lib/sinks/webhook.ts',
    snippet: 'retryAfterMs: retryAfterMs(retryAfter, now),',
    instead: 'retryAfterMs: undefined,',
  },
  {
    name: 'a client that throws counts as delivered',
    file: 'lib/sinks/index.ts',
    snippet: 'return resultOfError(error);',
    instead: 'return resultOfError(error).ok ? { ok: true } : { ok: true };',
  },
  {
    name: 'what is too large for a sink counts as refused',
    file: 'lib/sinks/result.ts',
    snippet:
      "if (status === 413 || (status === undefined && TOO_LARGE_CODE.test(code))) return 'too-large';",
    instead: '',
  },
  {
    name: 'a 429 opens no breaker',
    file: 'lib/sinks/result.ts',
    snippet: 'if (status === 429 || (status',
    instead: 'if ((status',
  },
  {
    name: 'any 2xx of Function Compute counts as delivered',
    file: 'lib/sinks/fc.ts',
    snippet: 'return statusCode === ACCEPTED',
    instead: 'return statusCode < 300',
  },
  {
    name: 'a redirect counts as delivered',
    file: 'lib/sinks/webhook.ts',
    snippet: 'status >= 200 && status < 300',
    instead: 'status >= 200 && status < 400',
  },
  {
    name: 'a queue whose answer is no acknowledgement took the message',
    file: 'lib/aliyun/smq.ts',
    snippet: 'if (code === expected) return;',
    instead: 'if (code > 0) return;',
  },
  {
    name: 'a refusal of a sink counts as delivered',
    file: 'lib/peering/outbox.ts',
    snippet: 'if (result.ok) {',
    instead: "if (result.ok || result.kind === 'refused') {",
  },
  {
    name: 'the deliver task is dropped',
    file: 'lib/peering/outbox.ts',
    snippet: 'await enqueue(ctx, task);',
    instead: '',
  },
  {
    name: 'an open breaker swallows the event',
    file: 'lib/peering/outbox.ts',
    snippet: "if (outcome.kind === 'skipped') return { ...before, due: now + BREAKER_MS };",
    instead: "if (outcome.kind === 'skipped') return undefined;",
  },
  {
    name: 'an event is parked minutes after its first failure',
    file: 'lib/peering/outbox.ts',
    snippet: 'ctx.clock.now() - each.since >= BACKOFF.sink.giveUpAfterMs',
    instead: 'ctx.clock.now() - each.since >= BACKOFF.sink.giveUpAfterMs / 300',
  },
  {
    name: 'the filter of a sink is ignored',
    file: 'lib/peering/outbox.ts',
    snippet: 'ctx.sinks.filter((sink) => sink.takes(event.type));',
    instead: 'ctx.sinks;',
  },
  {
    name: 'Retry-After of a sink is ignored',
    file: 'lib/peering/outbox.ts',
    snippet: "const wait = backoffIn(ctx, 'sink', before.tries, why.retryAfterMs);",
    instead: "const wait = backoffIn(ctx, 'sink', before.tries);",
  },
  {
    name: 'an event that is too large is tried again',
    file: 'lib/peering/outbox.ts',
    snippet: "...(why.kind === 'too-large' ? { isFinal: true } : {}),",
    instead: '',
  },
  {
    name: 'events that sinks lack share a name by their type',
    file: 'lib/peering/outbox.ts',
    snippet: "firstOf('deliver', randomChain(ctx.random), now);",
    instead: "firstOf('deliver', randomChain(() => event.type.length / 64), now);",
  },
  {
    name: 'no breaker opens',
    file: 'lib/peering/outbox.ts',
    snippet: "if (result.kind === 'unavailable')",
    instead: "if (result.code === 'never')",
  },
  {
    name: 'what an open breaker skips counts as a try',
    file: 'lib/peering/outbox.ts',
    snippet: 'return { ...before, due: now + BREAKER_MS };',
    instead: 'return { ...before, tries: before.tries + 1, due: now + BREAKER_MS };',
  },
  {
    name: 'a deliver task waits for its latest sink',
    file: 'lib/peering/outbox.ts',
    snippet: 'Math.min(...sinks.map(({ due }) => due));',
    instead: 'Math.max(...sinks.map(({ due }) => due));',
  },
  {
    name: 'with one sink given up the others lose the event',
    file: 'lib/peering/outbox.ts',
    snippet: "labels.join(', ')}`);\n  return rest;",
    instead: "labels.join(', ')}`);\n  return [];",
  },
  {
    name: 'the day of a sink begins anew with each failure',
    file: 'lib/peering/outbox.ts',
    snippet: 'tries: before.tries + 1,\n    due: now + wait,',
    instead: 'tries: before.tries + 1,\n    since: now,\n    due: now + wait,',
  },
  {
    name: 'an entry that failed without a code counts as delivered',
    file: 'lib/sinks/eventbridge.ts',
    snippet: "  return (failedEntryCount ?? 0) > 0 ? failure({ code: 'FailedEntry' }) : DELIVERED;",
    instead:
      "  return failedEntryCount === undefined ? failure({ code: 'FailedEntry' }) : DELIVERED;",
  },
  {
    name: 'a deliver task leaves a sink alone whose breaker is open',
    file: 'lib/peering/outbox.ts',
    snippet: 'await tryDue(ctx, event, task.sinks, false)',
    instead: 'await tryDue(ctx, event, task.sinks, true)',
  },
];

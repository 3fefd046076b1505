import type { Plant } from './plant.ts';

/** Faults of the doors: handlers, HTTP, envelopes and request ids. */
export const DOORS: readonly Plant[] = [
  {
    name: 'a new ClientToken for each try',
    file: 'lib/peering/request/identify.ts',
    snippet: 'String(parts.dryRun),',
    instead: 'String(Math.random()),',
  },
  {
    name: 'a caller is told Queued before the queue has it',
    file: 'lib/http/endpoints/write.ts',
    snippet: 'if (lost.length > 0) return answerLost(item, wait);',
    instead: '',
  },
  {
    name: 'a failed task is deleted before it is taken up again',
    file: 'lib/handlers/redrive.ts',
    snippet: '  await redriveTask(ctx, task);\n',
    instead:
      '  await ctx.messages.delete(queue, message.receiptHandle);\n  await redriveTask(ctx, task);\n',
  },
  {
    name: 'an item that is thrown back is acknowledged',
    file: 'lib/handlers/items.ts',
    snippet: 'if (thrown.length > 0) throw new ThrownBackError(thrown);',
    instead: '',
  },
  {
    name: 'a message that is no request is told to nobody',
    file: 'lib/handlers/items.ts',
    snippet: '  return deliver(ctx, event);',
    instead: '  return event.id !== undefined;',
  },
  {
    name: 'what the request function failed at is dropped',
    file: 'lib/handlers/redrive.ts',
    snippet: '  await redriveTask(ctx, task);\n',
    instead:
      "  if (roleIn(ctx.settings, record?.requestContext.functionArn ?? '') !== 'request') await redriveTask(ctx, task);\n",
  },
  {
    name: 'what the request function failed at comes back with another body',
    file: 'lib/handlers/redrive.ts',
    snippet: '  items: [],\n  event,\n',
    instead: '  items: [],\n  event: event && "[]",\n',
  },
  {
    name: 'a rejection that reaches nobody is swallowed',
    file: 'lib/handlers/items.ts',
    snippet: 'const thrown = [...unheard, ...lost.map(({ position }) => position)];',
    instead: 'void unheard; const thrown = lost.map(({ position }) => position);',
  },
  {
    name: 'the id of a rejection is made of the request id, not of the message',
    file: 'lib/handlers/items.ts',
    snippet: 'messageId: id?.value,',
    instead: 'messageId: requestId ?? undefined,',
  },
  {
    name: 'redrives are not counted',
    file: 'lib/handlers/redrive.ts',
    snippet: 'redriven: redriven + 1,',
    instead: 'redriven,',
  },
  {
    name: 'a dry run has the token of the real call',
    file: 'lib/peering/request/identify.ts',
    snippet: 'String(parts.dryRun),',
    instead: "'false',",
  },
  {
    name: 'the values of a modify are not part of its token',
    file: 'lib/peering/request/identify.ts',
    snippet: "parts.action === 'modify' ? JSON.stringify(sorted(parts.values ?? {})) : '',",
    instead: "'',",
  },
  {
    name: 'requests of one message share its id',
    file: 'lib/intake/origin.ts',
    snippet: 'id && { ...id, value:',
    instead: 'id && { ...id, value: id.value, unused:',
  },
  {
    name: 'quotes are part of the Idempotency-Key',
    file: 'lib/intake/http/call.ts',
    snippet: "unquoted((quoted ?? bare ?? '').trim()).trim()",
    instead: "(quoted ?? bare ?? '').trim()",
  },
  {
    name: 'the innermost envelope names the door',
    file: 'lib/intake/origin.ts',
    snippet: '...outer,\n        arrival',
    instead: '...inner,\n        arrival',
  },
  {
    name: 'an HTTP answer waits for sinks as long as others',
    file: 'lib/http/call.ts',
    snippet: 'deliveryMs: Math.min(ctx.deliveryMs, DELIVERY_MS),',
    instead: 'deliveryMs: ctx.deliveryMs,',
  },
  {
    name: 'events of ours that come back are taken for requests',
    file: 'lib/intake/origin.ts',
    snippet: "value.peerflow === 'event' || isResult(value)",
    instead: 'isResult(value)',
  },
  {
    name: 'redrives follow each other at once',
    file: 'lib/handlers/redrive.ts',
    snippet: 'redrivenAt === undefined ? now : redrivenAt + APART_MS',
    instead: 'now',
  },
];

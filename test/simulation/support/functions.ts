import { handleAccept } from '../../../lib/handlers/accept.ts';
import { handleItems } from '../../../lib/handlers/items.ts';
import { handlePoll } from '../../../lib/handlers/poll.ts';
import { handleRoute } from '../../../lib/handlers/route.ts';
import { parseEvent, taskOf } from '../../../lib/handlers/task-event.ts';
import { runWork } from '../../../lib/handlers/work.ts';
import { handleHttp } from '../../../lib/http/api.ts';
import { readEvent } from '../../../lib/intake/index.ts';
import type { Context } from '../../../lib/peering/context.ts';
import { UnreadableTaskError } from '../../../lib/peering/queue/tasks.ts';
import type { Invocation } from './invocation.ts';
import { TIMEOUT_SECONDS } from './platform.ts';

type Work = (ctx: Context, event: Buffer, run: Invocation) => Promise<unknown>;

const invocationOf = (ctx: Context, run: Invocation) => ({
  requestId: run.id,
  region: ctx.settings.region,
  accountId: ctx.settings.accountId,
  functionName: run.instance.functionName,
  timeoutSeconds: TIMEOUT_SECONDS[run.instance.functionName] ?? 60,
  credentials: { accessKeyId: 'id', accessKeySecret: 'none', securityToken: '' },
  credentialSource: 'context' as const,
});

const noHealth = async (): Promise<never> => {
  throw new Error('Health is not simulated');
};

const request: Work = async (ctx, event, run) => {
  const intake = readEvent(event, { functions: Object.values(ctx.settings.functions) });
  return intake.kind === 'http'
    ? handleHttp(ctx, intake.call, invocationOf(ctx, run), {
        handleItems,
        isPageOn: false,
        health: noHealth,
      })
    : handleItems(ctx, intake.items, run.id);
};

const worker: Work = async (ctx, event) => {
  const task = taskOf(parseEvent(event), 'worker');
  if (!task) throw new UnreadableTaskError('not a task');
  return runWork(ctx, task);
};

/** What each function does with an event: the handlers of the product, without its shell. */
export const WORK: Readonly<Record<string, Work>> = {
  'peerflow-request': request,
  'peerflow-worker': worker,
  'peerflow-poller': (ctx, event) => handlePoll(ctx, event),
  'peerflow-accepter': (ctx, event) => handleAccept(ctx, event),
  'peerflow-router': (ctx, event) => handleRoute(ctx, event),
};

import { handleAccept } from '../../../lib/handlers/accept.ts';
import { handlePoll } from '../../../lib/handlers/poll.ts';
import { handleRequest } from '../../../lib/handlers/request.ts';
import { handleRoute } from '../../../lib/handlers/route.ts';
import { parseEvent, taskOf } from '../../../lib/handlers/task-event.ts';
import { runWork } from '../../../lib/handlers/work.ts';
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

const NO_HEALTH = (): never => {
  throw new Error('no deep health in a simulation');
};

const request: Work = (ctx, event, run) =>
  handleRequest(ctx, event, invocationOf(ctx, run), { isPageOn: false, health: NO_HEALTH });

const worker: Work = async (ctx, event) => {
  const task = taskOf(ctx, parseEvent(event), 'worker');
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

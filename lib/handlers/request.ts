import { handleHttp } from '../http/api.ts';
import type { HttpDeps } from '../http/context.ts';
import { readEvent } from '../intake/index.ts';
import type { Context } from '../peering/context.ts';
import type { Invocation } from '../runtime/invocation.ts';
import { handleItems } from './items.ts';

/** The request function: whatever comes in is read as a stranger's, and never as a task. */
export const handleRequest = async (
  ctx: Context,
  event: Buffer,
  invocation: Pick<Invocation, 'requestId' | 'credentialSource'>,
  deps: Omit<HttpDeps, 'handleItems'>,
): Promise<unknown> => {
  const intake = readEvent(event, { functions: Object.values(ctx.settings.functions) });
  return intake.kind === 'http'
    ? handleHttp(ctx, intake.call, invocation, { ...deps, handleItems })
    : handleItems(ctx, intake.items, invocation.requestId);
};

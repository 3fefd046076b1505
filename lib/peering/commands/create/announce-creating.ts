import type { Context } from '../../context.ts';
import { connectionEvent, eventContext, type NamedConnection } from '../../events/index.ts';
import { deliver } from '../../outbox.ts';
import type { AllowedCreate } from './admission.ts';

/** `Creating`: the API accepted the request. Answers whether the event is delivered or queued. */
export const announceCreating = (
  ctx: Context,
  it: AllowedCreate,
  connection: NamedConnection,
): Promise<boolean> =>
  deliver(
    ctx,
    connectionEvent({
      ...eventContext(ctx, it.identified.origin),
      type: 'Creating',
      requestId: it.requestId,
      action: 'create',
      connection,
      policy: it.policy,
      findings: it.findings,
      plan: it.plan,
    }),
  );

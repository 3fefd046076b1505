import { foldRejections, type RejectedItem, type Rejection } from '../intake/rejections.ts';
import type { Context } from '../peering/context.ts';
import { eventContext, rejectedEvent } from '../peering/events/index.ts';
import { deliver } from '../peering/outbox.ts';

const AT_ONCE = 8;
/** Left over for what is thrown back. */
const RESERVE_MS = 4_000;

const announce = (ctx: Context, rejection: Rejection): Promise<boolean> => {
  const { id, origin, requestId, errors, errorCount, positions, original } = rejection;
  ctx.log.warn('Item decided', {
    item: requestId,
    via: origin.via,
    principal: origin.principal,
    outcome: 'rejected',
    code: 'InvalidRequest',
    category: 'invalid',
    items: positions.slice(0, 20),
    errors: errors.slice(0, 10),
    errorCount,
  });
  const event = rejectedEvent({
    ...eventContext(ctx, origin),
    requestId,
    messageId: id?.value,
    errors,
    errorCount,
    original: original(),
  });
  return deliver(ctx, event);
};

/**
 * Announces what is not a valid request, one event for each message. Where a group of events reaches neither
 * sinks nor queue the rest is not tried, so that an outage does not use up the invocation.
 *
 * @returns the positions of the items whose rejection was neither delivered nor queued
 */
export const announceRejected = async (
  ctx: Context,
  rejected: readonly RejectedItem[],
): Promise<readonly number[]> => {
  const rejections = foldRejections(rejected);
  const unheard: Rejection[] = [];
  for (let from = 0; from < rejections.length; from += AT_ONCE) {
    const some = rejections.slice(from, from + AT_ONCE);
    const heard = await Promise.all(some.map((each) => announce(ctx, each)));
    unheard.push(...some.filter((_, at) => !heard[at]));
    if (!heard.some(Boolean) || ctx.deadline.remaining() < RESERVE_MS) {
      unheard.push(...rejections.slice(from + AT_ONCE));
      break;
    }
  }
  return unheard.flatMap(({ positions }) => positions);
};

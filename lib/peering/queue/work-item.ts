import type { ConnectionView } from '../model/connection.ts';
import type { IdentifiedRequest, Request } from '../model/request.ts';
import { addSpent, type Spent, type WaitReason } from './backoff.ts';
import type { GivenUp } from './given-up.ts';

/** A request on its way: what was asked, what it waits for and for how long. */
export interface WorkItem<R extends Request = Request> {
  /** Place in the payload of the invocation that brought it. */
  readonly position: number;
  readonly identified: IdentifiedRequest<R>;
  /** Tries in a row in the present reason. */
  readonly tries: number;
  readonly spent: Spent;
  readonly reason?: WaitReason | undefined;
  /** Epoch ms when the present wait began. */
  readonly waitingSince?: number | undefined;
  /** Epoch ms before which another try is useless. */
  readonly due: number;
  /** The bound of its wait is reached: one last look decides. */
  readonly givenUp?: GivenUp | undefined;
  /** The gone connection that an earlier token of this request leads to, or what else makes a new token. */
  readonly generation?: string | undefined;
  /** VPCs that had an operation under way when the item was enqueued: looked at first. */
  readonly waitsFor?: readonly string[] | undefined;
  readonly ifMatch?: string | undefined;
  /** The connection of a delete as it was last seen; present once its watch is enqueued. */
  readonly lastSeen?: ConnectionView | undefined;
  /** Whose request made that connection: its end is announced under this id. */
  readonly ownerRequestId?: string | undefined;
}

/** What two items must not touch at once: the API takes one operation a VPC at a time. */
export const resourcesOf = ({ identified: { request } }: WorkItem): readonly string[] =>
  request.action === 'create' ? [request.vpcId, request.acceptingVpcId] : [request.instanceId];

/** What waits: how long it has, and for what. */
interface Waits {
  readonly tries: number;
  readonly spent: Spent;
  readonly reason?: WaitReason | undefined;
  readonly waitingSince?: number | undefined;
}

/** The item with the time of its present wait accounted for. */
export const settleWait = <T extends Waits>(item: T, now: number): T => {
  if (item.reason === undefined || item.waitingSince === undefined) return item;
  const spent = addSpent(item.spent, item.reason, now - item.waitingSince);
  return { ...item, spent, waitingSince: now };
};

/** The item as it waits for a reason from now on. */
export const waitingFor = <T extends Waits>(item: T, reason: WaitReason, now: number): T => {
  const tries = item.reason === reason ? item.tries + 1 : 1;
  return { ...settleWait(item, now), reason, tries, waitingSince: now };
};

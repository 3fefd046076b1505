import type { Context } from '../context.ts';
import { isInMotion } from '../model/connection.ts';
import { resourcesOf, type WorkItem } from './backoff.ts';
import { backoffIn } from './tasks.ts';

/** A VPC with an operation under way: when to look again, and how often it was still busy. */
interface Busy {
  readonly regionId: string;
  checkAt: number;
  looks: number;
}

/** The region to ask about a VPC of an item; undefined for items on an existing connection. */
const regionOf = ({ identified }: WorkItem, vpcId: string): string | undefined => {
  const { request } = identified;
  if (request.action !== 'create') return undefined;
  return request.vpcId === vpcId ? request.regionId : request.acceptingRegionId;
};

/**
 * A cheap look that decides whether a VPC is free before another create is spent on it: true when a
 * connection of the VPC is in motion. Lists do not show other accounts' operations, so a VPC that
 * looks free may still answer `Conflict.Operation`.
 */
const isVpcBusy = async (ctx: Context, regionId: string, vpcId: string): Promise<boolean> => {
  const page = await ctx.peering.list({ regionId, vpcIds: [vpcId], maxResults: 100 });
  return page.items.some(
    ({ status, vpc, acceptingVpc }) =>
      isInMotion(status) && (vpc.vpcId === vpcId || acceptingVpc.vpcId === vpcId),
  );
};

/** The VPCs that are known to have an operation under way. */
export class BusyVpcs {
  readonly #ctx: Context;
  readonly #busy = new Map<string, Busy>();

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  has(resource: string): boolean {
    return this.#busy.has(resource);
  }

  names(): Iterable<string> {
    return this.#busy.keys();
  }

  /** An operation on the VPCs of an item has just begun, or was seen there `looks` times. */
  block(item: WorkItem, looks: number): void {
    this.#note(item, resourcesOf(item), looks, () => this.#nextLook(looks));
  }

  /** What was busy when an item was enqueued is looked at before a call is spent on it. */
  expect(item: WorkItem): void {
    const expected = resourcesOf(item).filter((each) => item.waitsFor?.includes(each));
    this.#note(item, expected, item.tries, () => this.#ctx.clock.now());
  }

  /** Epoch ms of the next look at one of the VPCs that count; Infinity when there is none. */
  nextCheckAt(counts: (vpcId: string) => boolean): number {
    let next = Number.POSITIVE_INFINITY;
    for (const [vpcId, { checkAt }] of this.#busy)
      if (checkAt < next && counts(vpcId)) next = checkAt;
    return next;
  }

  /** Looks at those that are due and count; the free ones are forgotten. */
  async look(counts: (vpcId: string) => boolean): Promise<void> {
    const now = this.#ctx.clock.now();
    const due = [...this.#busy].filter(([vpcId, { checkAt }]) => checkAt <= now && counts(vpcId));
    await Promise.all(due.map(([vpcId, busy]) => this.#lookAt(vpcId, busy)));
  }

  #note(item: WorkItem, vpcIds: readonly string[], looks: number, checkAt: () => number): void {
    for (const vpcId of vpcIds) {
      const regionId = regionOf(item, vpcId);
      if (regionId !== undefined) this.#busy.set(vpcId, { regionId, checkAt: checkAt(), looks });
    }
  }

  #nextLook(looks: number): number {
    return this.#ctx.clock.now() + backoffIn(this.#ctx, 'conflict', looks);
  }

  async #lookAt(vpcId: string, busy: Busy): Promise<void> {
    if (!(await this.#isStillBusy(vpcId, busy))) {
      this.#busy.delete(vpcId);
      return;
    }
    busy.looks += 1;
    busy.checkAt = this.#nextLook(busy.looks);
  }

  async #isStillBusy(vpcId: string, { regionId }: Busy): Promise<boolean> {
    try {
      return await isVpcBusy(this.#ctx, regionId, vpcId);
    } catch (error) {
      this.#ctx.log.debug('A VPC could not be looked at', { vpcId, error });
      return true;
    }
  }
}

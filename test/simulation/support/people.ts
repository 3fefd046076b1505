import { CloudFault } from '../../../sandbox/cloud/fault.ts';
import type { Params } from '../../../sandbox/cloud/operation.ts';
import type { World } from '../../../sandbox/cloud/world.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What somebody did in the console, and whether the cloud took it. */
export interface Deed {
  readonly at: number;
  readonly action: string;
  readonly instanceId: string;
  readonly code: string | undefined;
}

/** Other people, who use the console. */
export class People {
  readonly deeds: Deed[] = [];
  readonly #world: World;
  readonly #time: VirtualTime;

  constructor(world: World, time: VirtualTime) {
    this.#world = world;
    this.#time = time;
  }

  /** One call; true if the cloud took it. */
  call(accountId: string, action: string, params: Params, instanceId = ''): boolean {
    let code: string | undefined;
    try {
      this.#world.call({ accountId }, 'VpcPeer', action, params);
    } catch (error) {
      if (!(error instanceof CloudFault)) throw error;
      code = error.code;
    }
    this.deeds.push({ at: this.#time.now(), action, instanceId, code });
    return code === undefined;
  }

  on(accountId: string, action: string, instanceId: string, params: Params = {}): boolean {
    return this.call(accountId, action, { InstanceId: instanceId, ...params }, instanceId);
  }

  create(
    accountId: string,
    end: { regionId: string; vpcId: string },
    other: { accountId: string; regionId: string; vpcId: string },
  ): boolean {
    return this.call(accountId, 'CreateVpcPeerConnection', {
      RegionId: end.regionId,
      VpcId: end.vpcId,
      AcceptingAliUid: other.accountId,
      AcceptingRegionId: other.regionId,
      AcceptingVpcId: other.vpcId,
    });
  }

  /** Writes one tag of a side, whatever the API would say to it; `undefined` removes it. */
  tag(accountId: string, instanceId: string, key: string, value: string | undefined): void {
    const tags = this.#world.connection(instanceId)?.tags.get(accountId);
    if (value === undefined) tags?.delete(key);
    else tags?.set(key, value);
    this.deeds.push({ at: this.#time.now(), action: `tag:${key}`, instanceId, code: undefined });
  }

  did(action: string, instanceId: string): boolean {
    return this.deeds.some(
      (deed) => deed.action === action && deed.instanceId === instanceId && deed.code === undefined,
    );
  }
}

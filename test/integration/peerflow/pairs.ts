import type { Sandbox } from '../../../sandbox/start.ts';
import { fixture, OWN } from './with-sandbox.ts';

const REGION = 'cn-hangzhou';

const vpc = (pair: number, side: 'from' | 'to') => ({
  id: `vpc-${side}-${pair}`,
  regionId: REGION,
  ownerId: OWN,
  cidrBlock: `10.${Math.floor(pair / 128)}.${(pair % 128) * 2 + (side === 'from' ? 0 : 1)}.0/24`,
});

/** A cloud with so many pairs of VPCs that have nothing to do with each other, and room to join all. */
export const pairs = (count: number, over: Parameters<typeof fixture>[0] = {}) =>
  fixture({
    accounts: [
      {
        id: OWN,
        accessKeys: [{ id: 'LTAIown', secret: 'own' }],
        quotas: { vpc_quota_peer_num: 10_000 },
      },
    ],
    vpcs: Array.from({ length: count }, (_, pair) => [vpc(pair, 'from'), vpc(pair, 'to')]).flat(),
    timings: { creatingMs: 100 },
    ...over,
  });

/** A request to join the two VPCs of a pair. */
export const request = (pair: number, more: object = {}) => ({
  regionId: REGION,
  vpcId: `vpc-from-${pair}`,
  acceptingVpcId: `vpc-to-${pair}`,
  ...more,
});

/** The pairs that are joined, in order, each as often as it has a connection. */
export const joined = ({ world }: Sandbox): readonly number[] =>
  world
    .connections()
    .map(({ vpcId }) => Number(vpcId.replace('vpc-from-', '')))
    .sort((a, b) => a - b);

/** Resolves once so many pairs have an Activated event on a bus. */
export const allActivated = (sandbox: Sandbox, count: number): Promise<boolean> =>
  sandbox.until(() => {
    const activated = sandbox.eventBridge
      .events()
      .filter(({ type }) => type.endsWith(':Activated'));
    return new Set(activated.map(({ id }) => id)).size >= count || undefined;
  });

import type { CoreClient } from '../../../lib/aliyun/core.ts';
import { createPeeringApi } from '../../../lib/aliyun/peering/peering-api.ts';
import type { PeeringApi } from '../../../lib/peering/ports.ts';
import { CloudFault } from '../../../sandbox/cloud/fault.ts';
import type { World } from '../../../sandbox/cloud/world.ts';

/** A fault as the official core throws it. */
export const thrown = (fault: CloudFault): Error =>
  Object.assign(new Error(fault.message), {
    statusCode: fault.status,
    code: fault.code,
    requestId: 'SIM-0000',
    ...(fault.headers['x-acs-retry-after']
      ? { retryAfter: Number(fault.headers['x-acs-retry-after']) }
      : {}),
  });

/** The gateway prints account ids as bare digits. */
export const printed = (answer: unknown): string =>
  JSON.stringify(answer).replace(/\{"digits":"(\d+)"\}/g, '$1');

const coreOf =
  (world: World, accountId: string): CoreClient =>
  async ({ action, query, form }) => {
    try {
      const answer = world.call({ accountId }, 'VpcPeer', action, { ...query, ...form });
      return {
        statusCode: 200,
        headers: {},
        body: printed({ ...answer, RequestId: 'SIM-0000' }),
      };
    } catch (error) {
      throw error instanceof CloudFault ? thrown(error) : error;
    }
  };

/** The product's own client of VpcPeer, talking to the sandbox's state machine in process. */
export const cloudOf = (world: World, accountId: string): PeeringApi =>
  createPeeringApi(coreOf(world, accountId));

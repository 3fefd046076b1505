import * as core from '@alicloud/openapi-core';
import * as tea from '@alicloud/tea-util';
import * as vpc from '@alicloud/vpc20160428';
import { jsonOf } from '../../../lib/aliyun/answer.ts';
import { commonJs } from '../../../lib/aliyun/common-js.ts';
import { toApiError } from '../../../lib/aliyun/errors.ts';
import { createNetworkApi } from '../../../lib/aliyun/network/network-api.ts';
import type { VpcClient } from '../../../lib/aliyun/network/vpc-client.ts';
import type { NetworkApi } from '../../../lib/peering/network/ports.ts';
import { CloudFault } from '../../../sandbox/cloud/fault.ts';
import type { World } from '../../../sandbox/cloud/world.ts';
import { printed, thrown } from './cloud.ts';

const sdk = commonJs(vpc);
const { RuntimeOptions } = commonJs(tea);
const { Config } = commonJs(core).$OpenApiUtil;

type CallApi = InstanceType<(typeof sdk)['default']>['callApi'];

/** The official client, whose calls end in the sandbox's state machine instead of on a wire. */
const clientOf = (world: World, accountId: string): VpcClient => {
  const answers = new WeakMap<Parameters<CallApi>[2], string>();
  class InProcess extends sdk.default {
    override async callApi(...[params, request, runtime]: Parameters<CallApi>) {
      const answer = world.call({ accountId }, 'Vpc', params.action ?? '', request.query ?? {});
      answers.set(runtime, printed({ ...answer, RequestId: 'SIM-0000' }));
      return { statusCode: 200, headers: {} };
    }
  }
  const client = new InProcess(new Config({ endpoint: 'simulation', regionId: 'any' }));
  return async ({ operation, invoke }) => {
    const runtime = new RuntimeOptions({});
    try {
      await invoke(client, sdk, runtime);
    } catch (error) {
      throw toApiError(error instanceof CloudFault ? thrown(error) : error, operation);
    }
    return jsonOf(operation, answers.get(runtime));
  };
};

/** The product's own client of the VPC API with the credentials of an account. */
export const networkApiOf = (world: World, accountId: string): NetworkApi =>
  createNetworkApi(() => clientOf(world, accountId));

import * as core from '@alicloud/openapi-core';
import * as tea from '@alicloud/tea-util';
import * as vpc from '@alicloud/vpc20160428';
import { commonJs } from '../../../lib/aliyun/core.ts';
import { guarded, jsonOf } from '../../../lib/aliyun/guard.ts';
import { createNetworkApi } from '../../../lib/aliyun/network/network-api.ts';
import type { VpcClient } from '../../../lib/aliyun/network/vpc-client.ts';
import type { NetworkApi } from '../../../lib/peering/network/model.ts';
import { type CloudParts, callOverLine } from './cloud.ts';

const sdk = commonJs(vpc);
const { RuntimeOptions } = commonJs(tea);
const { Config } = commonJs(core).$OpenApiUtil;

type CallApi = InstanceType<(typeof sdk)['default']>['callApi'];

type Runtime = Parameters<CallApi>[2];

/** Whose call it is, and what came of it, by the options that each call brings along. */
const callers = new WeakMap<Runtime, CloudParts>();
const answers = new WeakMap<Runtime, string>();

/** The official client, whose calls end in the sandbox's state machine instead of on a wire. */
class InProcess extends sdk.default {
  override async callApi(...[params, request, runtime]: Parameters<CallApi>) {
    const parts = callers.get(runtime);
    if (!parts) throw new Error('A call of nobody.');
    const answer = await callOverLine(parts, 'Vpc', params.action ?? '', request.query ?? {});
    answers.set(runtime, answer);
    return { statusCode: 200, headers: {} };
  }
}

const client = new InProcess(new Config({ endpoint: 'simulation', regionId: 'any' }));

const clientFor =
  (parts: CloudParts): VpcClient =>
  async ({ operation, idempotent, invoke }) => {
    const answer = await guarded(operation, { idempotent }, async () => {
      const runtime = new RuntimeOptions({});
      callers.set(runtime, parts);
      await invoke(client, sdk, runtime);
      return answers.get(runtime);
    });
    return jsonOf(operation, answer);
  };

/** The product's own client of the VPC API with the credentials of an account. */
export const networkFor = (parts: CloudParts): NetworkApi =>
  createNetworkApi(() => clientFor(parts));

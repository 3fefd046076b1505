/** What the tests of SDK calls need of lib: bundled by the build, pruned and unpruned (see setup.ts). */
export { createCoreClient } from '../../../lib/aliyun/core.ts';
export { createInvokeSync, createTaskQueue } from '../../../lib/aliyun/fc.ts';
export * as health from '../../../lib/aliyun/health.ts';
export { createNetworkApi } from '../../../lib/aliyun/network/network-api.ts';
export { createVpcClient } from '../../../lib/aliyun/network/vpc-client.ts';
export { createPeeringApi } from '../../../lib/aliyun/peering/peering-api.ts';
export { createSmqClient } from '../../../lib/aliyun/smq.ts';
export { createRoleSource } from '../../../lib/aliyun/sts.ts';
export { ApiError } from '../../../lib/peering/model/failure.ts';
export { parseSinks } from '../../../lib/sinks/index.ts';

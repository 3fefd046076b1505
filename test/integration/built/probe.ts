/** What the tests of SDK calls need of lib: bundled by the build, pruned and unpruned (see setup.ts). */
export { createCoreClient } from '../../../lib/cloud/core.ts';
export { createInvoker } from '../../../lib/cloud/fc/invoker.ts';
export { createNetworkApi } from '../../../lib/cloud/network/network-api.ts';
export { createVpcClient } from '../../../lib/cloud/network/vpc-client.ts';
export { createPeeringApi } from '../../../lib/cloud/peering/peering-api.ts';
export { createRoleSource } from '../../../lib/cloud/sts/assume-role.ts';
export { ApiError } from '../../../lib/peering/model/api-error.ts';
export { createPublisher } from '../../../lib/publish/publisher.ts';

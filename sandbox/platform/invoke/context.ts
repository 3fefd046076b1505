import type { InvocationContext } from '../instance/instance.ts';
import type { FunctionSpec } from '../manifest/load.ts';
import type { IssuedCredentials } from '../ports.ts';

/**
 * The `context` of one invocation.
 *
 * Function Compute 3.0: request id, the role's credentials, what the function is, region and
 * account; `service` has no name any more.
 */
export const contextFor = (
  spec: FunctionSpec,
  credentials: IssuedCredentials,
  invocation: { readonly requestId: string; readonly qualifier: string },
): InvocationContext => ({
  requestId: invocation.requestId,
  credentials,
  function: {
    name: spec.name,
    handler: spec.handler,
    memory: spec.memorySize,
    timeout: spec.timeout,
  },
  service: { logProject: '', logStore: '', qualifier: invocation.qualifier, versionId: '' },
  region: spec.region,
  accountId: spec.accountId,
});

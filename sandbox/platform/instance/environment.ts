import type { FunctionSpec } from '../manifest/load.ts';
import type { IssuedCredentials } from '../ports.ts';

/**
 * Environment variables of one instance, and nothing of the sandbox's own.
 *
 * Function Compute 3.0 (Debian 10 runtimes): its `FC_*` variables win over the function's, and the
 * role's credentials are there as they were when the instance began.
 */
export const instanceEnvironment = (
  spec: FunctionSpec,
  instanceId: string,
  credentials: IssuedCredentials,
): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  LANG: 'en_US.UTF-8',
  TZ: 'UTC',
  ...spec.environment,
  ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret,
  ALIBABA_CLOUD_SECURITY_TOKEN: credentials.securityToken,
  FC_FUNC_CODE_PATH: spec.code,
  FC_ACCOUNT_ID: spec.accountId,
  FC_FUNCTION_HANDLER: spec.handler,
  FC_FUNCTION_MEMORY_SIZE: String(spec.memorySize),
  FC_FUNCTION_NAME: spec.name,
  FC_REGION: spec.region,
  FC_CUSTOM_LISTEN_PORT: '9000',
  FC_INSTANCE_ID: instanceId,
  FC_VER_ID: 'LATEST',
});

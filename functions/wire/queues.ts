import { endpointOf } from '../../lib/aliyun/endpoints.ts';
import { createSmqClient, type SmqClient } from '../../lib/aliyun/smq.ts';
import { missingCredentials } from '../../lib/peering/errors/failure.ts';
import type { Config } from '../../lib/runtime/config.ts';
import type { Credentials } from '../../lib/runtime/invocation.ts';

const refuse = async (): Promise<never> => {
  throw missingCredentials();
};

/** Simple Message Queue of the function's own account and region; the SDK is loaded with the first call. */
export const queuesOf = (config: Config, credentials: Credentials | undefined): SmqClient =>
  credentials
    ? createSmqClient({
        accountId: config.accountId,
        regionId: config.region,
        endpoint: endpointOf(config, 'MNS'),
        credentials,
      })
    : { send: refuse, receive: refuse, delete: refuse, attributes: refuse };

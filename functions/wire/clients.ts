import type { CoreClient } from '../../lib/aliyun/core.ts';
import type { Endpoint } from '../../lib/aliyun/endpoints.ts';
import { ApiError } from '../../lib/peering/model/api-error.ts';
import type { Credentials } from '../../lib/runtime/invocation.ts';

const MAX_CLIENTS = 32;

/** Clients outlive invocations: one per endpoint and credentials, the newest few kept. */
export const clientStore = <T>() => {
  const clients = new Map<string, T>();
  return (
    endpoint: Endpoint,
    credentials: Credentials,
    make: (endpoint: Endpoint, credentials: Credentials) => T,
  ): T => {
    const key = [endpoint.protocol, endpoint.host, ...Object.values(credentials)].join(' ');
    const known = clients.get(key);
    if (known !== undefined) return known;
    const oldest = clients.keys().next();
    if (clients.size >= MAX_CLIENTS && !oldest.done) clients.delete(oldest.value);
    const client = make(endpoint, credentials);
    clients.set(key, client);
    return client;
  };
};

/** Why nothing can be called while the function has no role and the environment no key. */
export const noCredentials = (): ApiError =>
  new ApiError({
    kind: 'api',
    operation: 'credentials',
    code: 'InvalidCredentials',
    message:
      'The function has no credentials: give it a role, or set ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET',
    status: 403,
  });

/** Stands in for every client that would need credentials. */
export const withoutCredentials: CoreClient = async () => {
  throw noCredentials();
};

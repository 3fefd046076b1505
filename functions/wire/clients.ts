import { type CoreClient, createCoreClient } from '../../lib/aliyun/core.ts';
import type { Endpoint, InRegion } from '../../lib/aliyun/endpoints.ts';
import { type Session, withSession } from '../../lib/aliyun/sts.ts';
import { missingCredentials } from '../../lib/peering/errors/failure.ts';
import type { Credentials } from '../../lib/runtime/invocation.ts';

const MAX_CLIENTS = 32;

/** Clients outlive invocations: one per endpoint and credentials, the newest few kept. */
export const clientStore = <T, E extends Endpoint | InRegion = Endpoint>() => {
  const clients = new Map<string, T>();
  return (
    endpoint: E,
    credentials: Credentials,
    make: (endpoint: E, credentials: Credentials) => T,
  ): T => {
    const { accessKeyId, accessKeySecret, securityToken } = credentials;
    const key = JSON.stringify([endpoint, accessKeyId, accessKeySecret, securityToken]);
    const known = clients.get(key);
    if (known !== undefined) return known;
    const oldest = clients.keys().next();
    if (clients.size >= MAX_CLIENTS && !oldest.done) clients.delete(oldest.value);
    const client = make(endpoint, credentials);
    clients.set(key, client);
    return client;
  };
};

export const coreClientFor = clientStore<CoreClient>();

/** A core client with the credentials of a session, taken anew when they are refused. */
export const sessionClient =
  (endpoint: Endpoint, session: Session): CoreClient =>
  (call) =>
    withSession(session, (credentials) =>
      coreClientFor(endpoint, credentials, createCoreClient)(call),
    );

/** Stands in for every client that would need credentials. */
export const withoutCredentials: CoreClient = async ({ action }) => {
  throw missingCredentials(action);
};

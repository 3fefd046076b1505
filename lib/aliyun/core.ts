import type { Readable } from 'node:stream';
import type { Credentials } from '../runtime/invocation.ts';
import { commonJs } from './common-js.ts';
import type { Endpoint } from './endpoints.ts';

/** An idle socket is given up after this; the core takes the smaller of its two timeouts, so both. */
const IDLE_TIMEOUT_MS = 8_000;
export const TIMEOUTS = { readTimeout: IDLE_TIMEOUT_MS, connectTimeout: IDLE_TIMEOUT_MS };

const providerOf = (credentials: Credentials) => ({
  ...credentials,
  type: credentials.securityToken ? 'sts' : 'access_key',
  providerName: credentials.securityToken ? 'static_sts' : 'static_ak',
});

/** Static credentials in the shape that the SDKs ask their credentials client for. */
const credentialClient = (credentials: Credentials) => ({
  getCredential: async () => providerOf(credentials),
  getAccessKeyId: async () => credentials.accessKeyId,
  getAccessKeySecret: async () => credentials.accessKeySecret,
  getSecurityToken: async () => credentials.securityToken,
  getBearerToken: () => '',
  getType: () => providerOf(credentials).type,
});

/** What every official client is made with. */
export const sdkOptions = (endpoint: Endpoint, credentials: Credentials) => ({
  endpoint: endpoint.host,
  protocol: endpoint.protocol.toUpperCase(),
  credential: credentialClient(credentials),
  ...TIMEOUTS,
});

/** One call as the core's `callApi` takes it. */
export interface CoreCall {
  readonly action: string;
  readonly version: string;
  readonly style: 'RPC' | 'ROA';
  readonly pathname?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly stream?: Readable;
  readonly bodyType: 'string' | 'binary';
}

export interface CoreAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type CoreClient = (call: CoreCall) => Promise<CoreAnswer>;

const loadSdk = async () => {
  const [core, util] = await Promise.all([
    import('@alicloud/openapi-core'),
    import('@alicloud/tea-util'),
  ]);
  return { core: commonJs(core), util: commonJs(util) };
};

const asAnswer = (raw: unknown): CoreAnswer => {
  if (typeof raw !== 'object' || raw === null || !('statusCode' in raw))
    throw new TypeError('The SDK gave an answer without a status');
  const { statusCode, headers, body } = raw as CoreAnswer;
  return { statusCode, headers, body };
};

/**
 * The official core client, loaded with the first call and made once per endpoint and credentials. It
 * never retries by itself; its sockets are kept alive and shared by all clients of the process.
 */
export const createCoreClient = (endpoint: Endpoint, credentials: Credentials): CoreClient => {
  const ready = async () => {
    const { core, util } = await loadSdk();
    const config = new core.$OpenApiUtil.Config(sdkOptions(endpoint, credentials));
    const runtime = new util.RuntimeOptions(TIMEOUTS);
    return { core, runtime, client: new core.default(config) };
  };
  let loading: ReturnType<typeof ready> | undefined;
  return async (call) => {
    loading ??= ready();
    const { core, runtime, client } = await loading;
    const params = new core.$OpenApiUtil.Params({
      action: call.action,
      version: call.version,
      protocol: endpoint.protocol.toUpperCase(),
      pathname: call.pathname ?? '/',
      method: 'POST',
      authType: 'AK',
      style: call.style,
      reqBodyType: 'formData',
      bodyType: call.bodyType,
    });
    const request = new core.$OpenApiUtil.OpenApiRequest({
      query: { ...call.query },
      ...(call.headers ? { headers: { ...call.headers } } : {}),
      ...(call.form ? { body: { ...call.form } } : {}),
      ...(call.stream ? { stream: call.stream } : {}),
    });
    return asAnswer(await client.callApi(params, request, runtime));
  };
};

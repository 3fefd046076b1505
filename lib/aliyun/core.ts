import type { Readable } from 'node:stream';
import * as v from 'valibot';
import type { Credentials } from '../runtime/invocation.ts';
import type { Endpoint, InRegion } from './endpoints.ts';
import { notSent } from './errors.ts';
import { guarded, jsonOf, limitAnswers } from './guard.ts';

const innerOf = (value: object): object | undefined => {
  const inner: unknown = 'default' in value ? value.default : undefined;
  return typeof inner === 'object' && inner !== null && 'default' in inner ? inner : undefined;
};

/**
 * The exports of a CommonJS SDK, whichever way the loader presents them: Node puts `module.exports`
 * under `default`, and each bundling step may wrap them once more. The SDKs mark themselves by a
 * `default` of their own that is a class.
 */
export const commonJs = <T extends object>(namespace: T): T => {
  let found: object = namespace;
  for (let inner = innerOf(found); inner; inner = innerOf(inner)) found = inner;
  // The innermost object is `module.exports`, the very thing that the types describe.
  return found as T;
};

/** An idle socket is given up after this; the core takes the smaller of its two timeouts, so both. */
const IDLE_TIMEOUT_MS = 8_000;
export const TIMEOUTS = { readTimeout: IDLE_TIMEOUT_MS, connectTimeout: IDLE_TIMEOUT_MS };

const providerOf = (credentials: Credentials) => ({
  ...credentials,
  type: credentials.securityToken ? 'sts' : 'access_key',
  providerName: credentials.securityToken ? 'static_sts' : 'static_ak',
});

/** Static credentials in the shape that the SDKs ask their credentials client for. */
const credentialClient = (credentials: Credentials, onSign: () => void) => ({
  getCredential: async () => {
    onSign();
    return providerOf(credentials);
  },
  getAccessKeyId: async () => credentials.accessKeyId,
  getAccessKeySecret: async () => credentials.accessKeySecret,
  getSecurityToken: async () => credentials.securityToken,
  getBearerToken: () => '',
  getType: () => providerOf(credentials).type,
});

/** What every official client is made with. */
const sdkOptions = (
  endpoint: Endpoint | InRegion,
  credentials: Credentials,
  onSign: () => void,
) => ({
  ...('host' in endpoint ? { endpoint: endpoint.host } : { regionId: endpoint.regionId }),
  protocol: endpoint.protocol.toUpperCase(),
  credential: credentialClient(credentials, onSign),
  ...TIMEOUTS,
});

/**
 * Makes one call with options of its own. A client asks for credentials when a request is complete, so
 * what it throws before is the caller's fault and rejects as `InvalidRequest`; everything later is the
 * network's or the service's.
 */
export const callOnce = async <T>(
  operation: string,
  endpoint: Endpoint | InRegion,
  credentials: Credentials,
  call: (options: ReturnType<typeof sdkOptions>) => Promise<T>,
): Promise<T> => {
  let complete = false;
  const options = sdkOptions(endpoint, credentials, () => {
    complete = true;
  });
  try {
    return await call(options);
  } catch (error) {
    throw complete ? error : notSent(error, operation);
  }
};

/** One call as the core's `callApi` takes it. */
export interface CoreCall {
  readonly action: string;
  readonly version: string;
  readonly style: 'RPC' | 'ROA';
  /** POST by default. */
  readonly method?: 'GET' | 'POST';
  readonly pathname?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly stream?: Readable;
}

export interface CoreAnswer {
  readonly statusCode: number;
  /** In lower case, as Node.js has them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The answer's text. */
  readonly body: unknown;
}

export type CoreClient = (call: CoreCall) => Promise<CoreAnswer>;

const loadSdk = async () => {
  limitAnswers();
  const [core, util] = await Promise.all([
    import('@alicloud/openapi-core'),
    import('@alicloud/tea-util'),
  ]);
  return { core: commonJs(core), util: commonJs(util) };
};

const answerSchema = v.object({
  statusCode: v.number(),
  headers: v.fallback(
    v.pipe(
      v.record(v.string(), v.unknown()),
      v.transform((all) =>
        Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)])),
      ),
    ),
    {},
  ),
  body: v.unknown(),
});

/**
 * The official core client, loaded with the first call. It never retries by itself; its sockets are kept
 * alive and shared by all clients of the process.
 */
export const createCoreClient = (endpoint: Endpoint, credentials: Credentials): CoreClient => {
  let loading: ReturnType<typeof loadSdk> | undefined;
  return async (call) => {
    loading ??= loadSdk();
    const { core, util } = await loading;
    const { Config, OpenApiRequest, Params } = core.$OpenApiUtil;
    return callOnce(call.action, endpoint, credentials, async (options) => {
      const params = new Params({
        action: call.action,
        version: call.version,
        protocol: options.protocol,
        pathname: call.pathname ?? '/',
        method: call.method ?? 'POST',
        authType: 'AK',
        style: call.style,
        reqBodyType: 'formData',
        // As text: account ids have up to eighteen digits, and the core's own parser rounds them.
        bodyType: 'string',
      });
      const request = new OpenApiRequest({
        query: { ...call.query },
        ...(call.headers ? { headers: { ...call.headers } } : {}),
        ...(call.form ? { body: { ...call.form } } : {}),
        ...(call.stream ? { stream: call.stream } : {}),
      });
      const client = new core.default(new Config(options));
      const runtime = new util.RuntimeOptions(TIMEOUTS);
      return v.parse(answerSchema, await client.callApi(params, request, runtime));
    });
  };
};

type Values = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RpcCall {
  readonly action: string;
  readonly version: string;
  readonly query?: Values;
  readonly form?: Values;
  readonly idempotent: boolean;
}

/** Wire values: absent ones are left out, everything else is text. */
const wire = (values: Values | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)]],
    ),
  );

const isEmpty = (values: Record<string, string>): boolean => Object.keys(values).length === 0;

/** One RPC call; resolves with the answer's JSON, account ids exact. Rejects with `ApiError` only. */
export const rpc = async (client: CoreClient, call: RpcCall): Promise<unknown> => {
  const form = wire(call.form);
  const answer = await guarded(call.action, call, () =>
    client({
      action: call.action,
      version: call.version,
      style: 'RPC',
      query: wire(call.query),
      ...(isEmpty(form) ? {} : { form }),
    }),
  );
  return jsonOf(call.action, answer.body);
};

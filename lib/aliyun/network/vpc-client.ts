import type { Credentials } from '../../runtime/invocation.ts';
import { jsonOf } from '../answer.ts';
import { commonJs } from '../common-js.ts';
import { sdkOptions, TIMEOUTS } from '../core.ts';
import type { Endpoint } from '../endpoints.ts';
import { guarded } from '../guard.ts';

type Sdk = typeof import('@alicloud/vpc20160428');
type Client = InstanceType<Sdk['default']>;
type Runtime = Parameters<Client['callApi']>[2];

/** The methods that take runtime options: the build keeps no others (docs/pruning.md). */
type Operations = {
  [Name in keyof Client as Name extends `${string}WithOptions` ? Name : never]: Client[Name];
};

export interface VpcCall {
  readonly operation: string;
  /** Repeating it changes nothing more: a read, or a write with a ClientToken. */
  readonly idempotent: boolean;
  /** Calls the typed method of the official client with these runtime options. */
  readonly invoke: (client: Operations, models: Sdk, runtime: Runtime) => Promise<unknown>;
}

/** Makes one call; resolves with the answer's JSON, account ids exact. Rejects with `ApiError` only. */
export type VpcClient = (call: VpcCall) => Promise<unknown>;

/**
 * The official client, whose typed methods end in a cast that rounds account ids and rejects answers
 * with a field of another type. So the answer is taken where the method gets it, from `callApi`, as
 * text; the cast is left with its status and headers. The runtime options of a call tell calls apart.
 */
const exactClient = (sdk: Sdk, config: ConstructorParameters<Sdk['default']>[0]) => {
  const answers = new WeakMap<Runtime, unknown>();
  class ExactClient extends sdk.default {
    override async callApi(...[params, request, runtime]: Parameters<Client['callApi']>) {
      params.bodyType = 'string';
      const { body, ...rest } = await super.callApi(params, request, runtime);
      answers.set(runtime, body);
      return rest;
    }
  }
  const client = new ExactClient(config);
  return { client, answerTo: (runtime: Runtime): unknown => answers.get(runtime) };
};

const load = async (endpoint: Endpoint, credentials: Credentials) => {
  const [vpc, core, tea] = await Promise.all([
    import('@alicloud/vpc20160428'),
    import('@alicloud/openapi-core'),
    import('@alicloud/tea-util'),
  ]);
  const sdk = commonJs(vpc);
  const { Config } = commonJs(core).$OpenApiUtil;
  const { RuntimeOptions } = commonJs(tea);
  return {
    sdk,
    RuntimeOptions,
    ...exactClient(sdk, new Config(sdkOptions(endpoint, credentials))),
  };
};

/** `@alicloud/vpc20160428`, loaded with the first call and made once per region and credentials. */
export const createVpcClient = (endpoint: Endpoint, credentials: Credentials): VpcClient => {
  let loading: ReturnType<typeof load> | undefined;
  return async ({ operation, idempotent, invoke }) => {
    const answer = await guarded(operation, { idempotent }, async () => {
      loading ??= load(endpoint, credentials);
      const { client, sdk, RuntimeOptions, answerTo } = await loading;
      const runtime = new RuntimeOptions(TIMEOUTS);
      await invoke(client, sdk, runtime);
      return answerTo(runtime);
    });
    return jsonOf(operation, answer);
  };
};

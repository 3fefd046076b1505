import { ApiError } from '../../peering/model/failure.ts';
import type { Credentials } from '../../runtime/invocation.ts';
import { callOnce, commonJs, TIMEOUTS } from '../core.ts';
import type { Endpoint, InRegion } from '../endpoints.ts';
import { guarded, jsonOf, limitAnswers } from '../guard.ts';

/** Route tables, vSwitches and entries of one VPC stay far below; a list that goes on is broken. */
const MAX_PAGES = 100;

const endless = (operation: string): ApiError =>
  new ApiError({
    kind: 'malformed',
    operation,
    code: 'MalformedResponse',
    message: `${operation} did not end after ${MAX_PAGES} pages`,
  });

/** Reads a list with `NextToken` to its end. Rejects with `ApiError` when it has none. */
export const byToken = async <T>(
  operation: string,
  page: (
    nextToken: string | undefined,
  ) => Promise<{ readonly items: readonly T[]; readonly nextToken: string | undefined }>,
): Promise<readonly T[]> => {
  const all: T[] = [];
  let nextToken: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const read = await page(nextToken);
    all.push(...read.items);
    nextToken = read.nextToken;
    if (nextToken === undefined) return all;
  }
  throw endless(operation);
};

/** Reads a list with `PageNumber` to its end: all it counts, or a page that is not full. */
export const byNumber = async <T>(
  operation: string,
  pageSize: number,
  page: (
    pageNumber: number,
  ) => Promise<{ readonly items: readonly T[]; readonly total: number | undefined }>,
): Promise<readonly T[]> => {
  const all: T[] = [];
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber += 1) {
    const { items, total } = await page(pageNumber);
    all.push(...items);
    if (items.length < pageSize || all.length === total) return all;
  }
  throw endless(operation);
};

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

const load = async () => {
  limitAnswers();
  const [vpc, core, tea] = await Promise.all([
    import('@alicloud/vpc20160428'),
    import('@alicloud/openapi-core'),
    import('@alicloud/tea-util'),
  ]);
  const sdk = commonJs(vpc);

  /**
   * The official client, whose typed methods end in a cast that rounds account ids and rejects answers
   * with a field of another type. So the answer is taken where the method gets it, from `callApi`, as
   * text; the cast is left with its status and headers. A client serves one call.
   */
  class ExactClient extends sdk.default {
    answer: unknown;
    override async callApi(...[params, request, runtime]: Parameters<Client['callApi']>) {
      params.bodyType = 'string';
      const { body, ...rest } = await super.callApi(params, request, runtime);
      this.answer = body;
      return rest;
    }
  }
  const { Config } = commonJs(core).$OpenApiUtil;
  const { RuntimeOptions } = commonJs(tea);
  return { sdk, ExactClient, Config, RuntimeOptions };
};

let loading: ReturnType<typeof load> | undefined;

const loaded = () => {
  loading ??= load();
  return loading;
};

/** The host that the official client chooses in a region. */
export const vpcHostIn = async (regionId: string): Promise<string> => {
  const { ExactClient, Config } = await loaded();
  return new ExactClient(new Config({ regionId }))._endpoint;
};

/** `@alicloud/vpc20160428`, loaded with the first call. */
export const createVpcClient =
  (endpoint: Endpoint | InRegion, credentials: Credentials): VpcClient =>
  async ({ operation, idempotent, invoke }) => {
    const answer = await guarded(operation, { idempotent }, async () => {
      const { sdk, ExactClient, Config, RuntimeOptions } = await loaded();
      return callOnce(operation, endpoint, credentials, async (options) => {
        const client = new ExactClient(new Config(options));
        await invoke(client, sdk, new RuntimeOptions(TIMEOUTS));
        return client.answer;
      });
    });
    return jsonOf(operation, answer);
  };

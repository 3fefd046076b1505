import { failureOf } from '../peering/catalogue/failure.ts';
import { withoutOurTags } from '../peering/events/index.ts';
import { readMemory, requestKey } from '../peering/memory/tags.ts';
import { ApiError } from '../peering/model/api-error.ts';
import type { Connection } from '../peering/model/connection.ts';
import type { RequestFinding } from '../peering/model/failure.ts';
import { isStatus } from '../peering/model/status.ts';
import { json } from './answer.ts';
import type { Endpoint, HttpCase } from './case.ts';
import { languageOf } from './language.ts';
import { httpFailures, problem } from './problem.ts';

const shown = ({ ctx }: HttpCase, connection: Connection) => ({
  requestId: readMemory(connection, ctx.settings)?.requestId ?? null,
  connection: withoutOurTags(connection, ctx.settings.name),
});

/** Turns a failed look into a problem document. */
const guarded =
  (endpoint: Endpoint): Endpoint =>
  async (it) => {
    try {
      return await endpoint(it);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return problem({
        failure: await failureOf(error, languageOf(it.call)),
        requestId: it.id.value,
      });
    }
  };

export const getOne: Endpoint = guarded(async (it) =>
  json(200, shown(it, await it.ctx.peering.get(it.params.instanceId ?? ''))),
);

const MAX_RESULTS = 100;

interface ListAsk {
  readonly regionId: string;
  readonly vpcId: string | undefined;
  readonly requestId: string | undefined;
  readonly status: string | undefined;
  readonly all: boolean;
  readonly maxResults: number;
  readonly nextToken: string | undefined;
}

const KNOWN = ['requestId', 'vpcId', 'status', 'regionId', 'all', 'maxResults', 'nextToken'];

const faultsOf = ({ call, ctx }: HttpCase): readonly RequestFinding[] => {
  const { query } = call;
  const wrong = (name: string, isWrong: boolean, detail: string) =>
    query[name] !== undefined && isWrong ? [{ pointer: `/${name}`, detail }] : [];
  const max = Number(query.maxResults);
  return [
    ...Object.keys(query)
      .filter((key) => !KNOWN.includes(key))
      .map((key) => ({
        pointer: `/${key}`,
        detail: `is no filter; known are ${KNOWN.join(', ')}`,
      })),
    ...wrong('status', !isStatus(query.status), `is no status (got "${query.status}")`),
    ...wrong(
      'maxResults',
      !Number.isInteger(max) || max < 1 || max > MAX_RESULTS,
      `must be 1 to ${MAX_RESULTS} (got "${query.maxResults}")`,
    ),
    ...wrong('all', !['true', 'false'].includes(query.all ?? ''), 'must be true or false'),
    ...wrong(
      'regionId',
      !ctx.settings.regions.includes(query.regionId ?? ''),
      `must be one of ${ctx.settings.regions.join(', ')}`,
    ),
  ];
};

const askOf = ({ call, ctx }: HttpCase): ListAsk => ({
  regionId: call.query.regionId ?? ctx.settings.regions[0] ?? '',
  vpcId: call.query.vpcId,
  requestId: call.query.requestId,
  status: call.query.status,
  all: call.query.all === 'true',
  maxResults: Number(call.query.maxResults ?? 20),
  nextToken: call.query.nextToken,
});

/** The connections of a request id: those whose tag says so, looked at one by one. */
const byRequestId = async ({ ctx }: HttpCase, ask: ListAsk): Promise<readonly Connection[]> => {
  const tag = [{ key: requestKey(ctx.settings.name), value: ask.requestId ?? '' }];
  const regions = ask.regionId ? [ask.regionId] : [];
  const pages = await Promise.all(
    [...new Set([...regions, ...ctx.settings.regions])].map((regionId) =>
      ctx.peering.listTagResources({ regionId, tag }),
    ),
  );
  const ids = new Set(pages.flatMap(({ items }) => items.map(({ resourceId }) => resourceId)));
  const looks = await Promise.all([...ids].map((id) => orGone(ctx.peering.get(id))));
  return looks.filter((each) => each !== undefined);
};

const orGone = async (look: Promise<Connection>): Promise<Connection | undefined> => {
  try {
    return await look;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'ResourceNotFound.InstanceId') return undefined;
    throw error;
  }
};

const pageOf = async (it: HttpCase, ask: ListAsk) =>
  ask.requestId === undefined
    ? it.ctx.peering.list({
        regionId: ask.regionId,
        vpcIds: ask.vpcId === undefined ? undefined : [ask.vpcId],
        maxResults: ask.maxResults,
        nextToken: ask.nextToken,
      })
    : { items: await byRequestId(it, ask), nextToken: undefined };

export const getList: Endpoint = guarded(async (it) => {
  const errors = faultsOf(it);
  if (errors.length > 0)
    return problem({
      failure: httpFailures.invalid(errors.length),
      requestId: it.id.value,
      errors,
    });
  const ask = askOf(it);
  const page = await pageOf(it, ask);
  const connections = page.items
    .map((connection) => shown(it, connection))
    .filter(({ requestId }) => ask.all || requestId !== null)
    .filter(({ requestId }) => ask.requestId === undefined || requestId === ask.requestId)
    .filter(({ connection }) => ask.status === undefined || connection.status === ask.status);
  return json(200, { connections, nextToken: page.nextToken ?? null });
});

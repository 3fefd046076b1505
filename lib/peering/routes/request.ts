import { askPolicy, policyDenied } from '../admission.ts';
import type { Context } from '../context.ts';
import { isPassing } from '../errors/classify.ts';
import { failureOf, ownFailure } from '../errors/failure.ts';
import { withoutOurTags } from '../events/data.ts';
import type { Connection, ConnectionView } from '../model/connection.ts';
import { ApiError, type Failure } from '../model/failure.ts';
import type { IdentifiedRequest, RoutesChoice } from '../model/request.ts';
import { observe } from '../observe.ts';
import type { RoutesTask } from '../queue/task-schema.ts';
import { enqueue, firstOf, namedChain, randomChain } from '../queue/tasks.ts';
import { hasRoomForOurTags, type OurTags, readTags } from '../state/tags.ts';
import { writeNewTags, writeOptions } from '../state/write.ts';

/** Checks of a whole fleet are spread over a tenth of the period, so that they do not all begin at once. */
const SPREAD_SHARE = 0.1;
const MAX_SPREAD_MS = 300_000;
const DAY_MS = 24 * 3600 * 1000;
/** More connections and VPCs than an account has: beyond that the memory starts anew. */
const MAX_REMEMBERED = 20_000;

/** The cause of a drift check: its events are named by the day of the look. */
export const BY_DAY = 'day';

const hasRoutes = ({ options }: OurTags): boolean => (options?.routes ?? 'none') !== 'none';

/** What is looked at, once a period. */
interface Look {
  readonly purpose: 'check' | 'dangling';
  /** What the look is named and remembered by. */
  readonly of: string;
  readonly periodMs: number;
}

const taskOf = (
  { instanceId, regionId }: Pick<Connection, 'instanceId' | 'regionId'>,
  { purpose, of, periodMs }: Look,
  now: number,
  due = now,
): RoutesTask => ({
  ...firstOf('routes', namedChain(purpose, of, String(Math.floor(due / periodMs))), now),
  instanceId,
  regionId,
  // A drift check is announced by its day, and a look at a VPC names the VPC.
  cause: purpose === 'check' ? BY_DAY : of,
  purpose,
  tries: 0,
  spent: {},
  due,
});

/** Once a period, as far as this process remembers; the name of the chain keeps others from asking again. */
const lookOnce = async (
  ctx: Context,
  connection: Connection,
  look: Look,
  mayAsk: () => boolean,
): Promise<void> => {
  const { memory, clock } = ctx;
  const key = `${look.purpose} ${look.of}`;
  const last = memory.routesCheckedAt.get(key) ?? Number.NEGATIVE_INFINITY;
  if (clock.now() - last < look.periodMs) return;
  if (!mayAsk()) return;
  const spread = Math.min(look.periodMs * SPREAD_SHARE, MAX_SPREAD_MS);
  const due = clock.now() + Math.floor(ctx.random() * spread);
  await enqueue(ctx, taskOf(connection, look, clock.now(), due));
  if (memory.routesCheckedAt.size >= MAX_REMEMBERED) memory.routesCheckedAt.clear();
  memory.routesCheckedAt.set(key, clock.now());
};

/**
 * Has the router check the routes of a connection once in `PEERFLOW_DRIFT_EVERY`, where drift is watched, and the
 * tables of its VPCs once a day, whatever routes are wanted: entries that lead to a connection which is gone are
 * found so.
 *
 * @param mayAsk takes one from what the sweep has left: a fresh process asks for a whole fleet, bit by bit
 */
export const requestDriftCheck = async (
  ctx: Context,
  connection: Connection,
  tags: OurTags,
  mayAsk: () => boolean = () => true,
): Promise<void> => {
  const { instanceId, status, vpc, acceptingVpc } = connection;
  if (status !== 'Activated') return;
  const { drift, driftEveryMs } = ctx.settings;
  if (drift !== 'off' && hasRoutes(tags))
    await lookOnce(
      ctx,
      connection,
      { purpose: 'check', of: instanceId, periodMs: driftEveryMs },
      mayAsk,
    );
  for (const of of [vpc.vpcId, acceptingVpc.vpcId])
    await lookOnce(ctx, connection, { purpose: 'dangling', of, periodMs: DAY_MS }, mayAsk);
};

/** A hint named the connection: its routes are worth a look now, also where drift is not watched. */
export const requestCheck = async (ctx: Context, instanceId: string): Promise<void> => {
  const { clock, settings, random } = ctx;
  const where = { instanceId, regionId: settings.region };
  const look = { purpose: 'check', of: instanceId, periodMs: DAY_MS } as const;
  const task = taskOf(where, look, clock.now());
  await enqueue(ctx, { ...task, chain: randomChain(random), cause: instanceId });
};

/**
 * Has the entries removed that lead to a connection which ended. Named by the connection, so that whoever notices
 * its end starts one cleanup.
 */
export const cleanupTask = (
  { instanceId, regionId }: Pick<RoutesTask, 'instanceId' | 'regionId'>,
  lastSeen: ConnectionView | NonNullable<RoutesTask['lastSeen']>,
  now: number,
  wanted?: RoutesChoice,
): RoutesTask => ({
  ...firstOf('routes', namedChain('routes', instanceId, 'cleanup'), now),
  instanceId,
  regionId,
  cause: instanceId,
  purpose: 'cleanup',
  tries: 0,
  spent: {},
  lastSeen: { ...lastSeen },
  wanted,
});

/** Whether a fresh look shows what is wanted. Rejects with `ApiError` while it cannot be taken. */
const shows = async (
  ctx: Context,
  { instanceId }: Connection,
  routes: RoutesChoice,
): Promise<boolean> => {
  const seen = await observe(ctx, instanceId);
  if (seen.kind === 'trouble') throw seen.error;
  return seen.kind === 'found' && seen.tags?.options?.routes === routes;
};

/** Writes what is wanted onto the connection; `undefined` where that is done. Rejects while trouble passes. */
const want = async (
  ctx: Context,
  connection: Connection,
  { requestId, routes }: { readonly requestId: string; readonly routes: RoutesChoice },
): Promise<Failure | undefined> => {
  const { name } = ctx.settings;
  const tags = readTags(connection, ctx.settings);
  const known = tags?.options ?? { accept: 'manual' as const, by: 'adopt' as const };
  const options = { ...known, routes };
  try {
    await (tags === null
      ? writeNewTags(ctx.peering, connection, name, { requestId, options })
      : writeOptions(ctx.peering, connection, name, options));
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError) || isPassing(error)) throw error;
    // A service that refuses to overwrite refuses a write whose answer was lost, too.
    return (await shows(ctx, connection, routes)) ? undefined : failureOf(error);
  }
};

type Asked = IdentifiedRequest & { readonly routes: RoutesChoice };

/** Has the router make the tables as a request asks. Rejects with `NotQueuedError`. */
export const enqueueMake = async (
  ctx: Context,
  connection: Connection,
  { requestId, origin, request, idKind, arrival, routes }: Asked,
): Promise<void> => {
  const asked = {
    request: { ...request },
    requestId,
    idKind,
    origin: { ...origin },
    arrival,
    routes,
  };
  await enqueue(ctx, {
    ...firstOf('routes', randomChain(ctx.random), ctx.clock.now()),
    instanceId: connection.instanceId,
    regionId: connection.regionId,
    lastSeen: { ...withoutOurTags(connection, ctx.settings.name) },
    cause: requestId,
    purpose: 'make',
    tries: 0,
    spent: {},
    asked,
  });
};

/** Why policy does not let a request change routes; `undefined` where it does. */
const deniedBy = (ctx: Context, connection: Connection, via: string): Failure | undefined => {
  const policy = askPolicy(ctx, connection, { action: 'routes', via });
  return policy.effect === 'allow' ? undefined : policyDenied(policy);
};

/** What is wanted stands in tags. */
const untaggable = ({ settings }: Context, connection: Connection): Failure | undefined =>
  readTags(connection, settings) !== null ||
  (connection.ownerId === settings.accountId && hasRoomForOurTags(connection))
    ? undefined
    : ownFailure(
        'NotConfigured',
        `${connection.instanceId} cannot carry our tags, so its routes cannot be managed.`,
      );

/** Why a request cannot change routes, as far as policy and the connection show; `undefined` where it can. */
export const refusalOfRoutes = (
  ctx: Context,
  connection: Connection,
  via: string,
): Failure | undefined => deniedBy(ctx, connection, via) ?? untaggable(ctx, connection);

/**
 * Routes that a request asks for on a connection that exists: written down as wanted, then made so by the
 * router. Answers why they will not be. Rejects with `ApiError` while trouble passes, or `NotQueuedError`.
 */
export const requestRoutes = async (
  ctx: Context,
  connection: Connection,
  asked: Asked,
): Promise<Failure | undefined> => {
  const { requestId, routes } = asked;
  const refused =
    refusalOfRoutes(ctx, connection, asked.origin.via) ??
    (await want(ctx, connection, { requestId, routes }));
  if (!refused) await enqueueMake(ctx, connection, asked);
  return refused;
};

/**
 * Makes good what is missing of the routes that are wanted of a connection already (`POST .../routes`). Answers why
 * that will not be. Rejects with `NotQueuedError`.
 */
export const repairRoutes = async (
  ctx: Context,
  connection: Connection,
  identified: IdentifiedRequest,
): Promise<Failure | undefined> => {
  const routes = readTags(connection, ctx.settings)?.options?.routes ?? 'none';
  if (routes === 'none')
    return ownFailure(
      'InvalidRequest',
      `No routes are wanted of ${connection.instanceId}; send PATCH with routes to want them.`,
    );
  const denied = deniedBy(ctx, connection, identified.origin.via);
  if (!denied) await enqueueMake(ctx, connection, { ...identified, routes });
  return denied;
};

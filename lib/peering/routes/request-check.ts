import type { Context } from '../context.ts';
import type { Connection } from '../model/connection.ts';
import { enqueue } from '../queue/enqueue.ts';
import { firstOf, namedChain, type RoutesTask, randomChain } from '../queue/tasks.ts';
import type { OurTags } from '../state/tags.ts';

/** Checks of a whole fleet are spread over a tenth of the period, so that they do not all begin at once. */
const SPREAD_SHARE = 0.1;
const MAX_SPREAD_MS = 300_000;
const DAY_MS = 24 * 3600 * 1000;
/** More connections and VPCs than an account has: beyond that the memory starts anew. */
const MAX_REMEMBERED = 20_000;

/** The cause of a drift check: its events are named by the day of the look. */
export const BY_DAY = 'day';

const hasRoutes = ({ options }: OurTags): boolean =>
  options !== undefined && options.routes !== 'none';

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
  const last = memory.routesCheckedAt.get(key);
  if (last !== undefined && clock.now() - last < look.periodMs) return;
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

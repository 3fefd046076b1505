import * as v from 'valibot';
import { failedData, routesData } from '../../../../lib/peering/events/schema/data.ts';
import type { Connection } from '../../../../lib/peering/model/connection.ts';
import type { FollowUpEvent } from '../../../../lib/peering/model/event.ts';
import type { RoutesTask } from '../../../../lib/peering/queue/task-schema.ts';
import { firstOf, randomChain, readTask } from '../../../../lib/peering/queue/tasks.ts';
import { runRoutes } from '../../../../lib/peering/routes/run.ts';
import type { Settings } from '../../../../lib/peering/settings.ts';
import type { Options } from '../../../../lib/peering/state/tags.ts';
import { START } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { FakeNetwork } from '../../support/network.ts';
import { ACCOUNT, connectionIn } from '../samples.ts';
import { hopTo, ourEntry, PCC, table } from './samples.ts';

export const OTHER = '283117732402483989';
export const MINUTE = 60_000;
/** Longer than any bound of waiting. */
export const LONG = 26 * 60 * MINUTE;

export interface RouterOptions {
  readonly connection?: Partial<Connection>;
  /** What is wanted of the connection. */
  readonly routes?: Options['routes'];
  /** False where no tag says what is wanted. */
  readonly isTagged?: boolean;
  readonly settings?: Partial<Settings>;
  /** Accounts that no role leads into. */
  readonly accessError?: readonly string[];
  /** How long one run of the router may take. */
  readonly invocationMs?: number;
}

export const requestOf = (requestId: string) =>
  ({
    requestId,
    idKind: 'explicit',
    origin: { via: 'http' },
    arrival: 1_795_000_000_000,
  }) as const;

/**
 * The router among fakes: vpc-a (10.1.0.0/16) with the table vtb-a, vpc-b (10.2.0.0/16) with vtb-b, and a connection of
 * theirs. Tasks that it enqueues run when they are due, under a virtual clock.
 */
export const router = ({
  connection,
  routes = 'both',
  settings,
  accessError = [],
  isTagged = true,
  invocationMs = 10 * MINUTE,
}: RouterOptions = {}) => {
  const network = new FakeNetwork();
  network.tables.set('vpc-a', [table('vtb-a')]);
  network.tables.set('vpc-b', [table('vtb-b')]);
  /** Accounts whose network was asked for. */
  const accounts = new Set<string>();
  let begunAt = START;
  const tags = isTagged ? ourTags('order-1', 'Activated', { routes }) : [];
  const first = connectionIn('Activated', { tags, ...connection });
  const it = engine({
    connections: [first],
    ...(settings ? { settings } : {}),
    context: {
      network: async (accountId) => {
        accounts.add(accountId);
        return accessError.includes(accountId) ? undefined : network.api;
      },
      deadline: { remaining: () => begunAt + invocationMs - it.ctx.clock.now() },
    },
  });
  network.journal = it.journal;
  const taskOf = (more: Partial<RoutesTask> = {}): RoutesTask => ({
    ...firstOf('routes', randomChain(it.ctx.random), it.ctx.clock.now()),
    instanceId: PCC,
    regionId: 'cn-hangzhou',
    cause: PCC,
    purpose: 'make',
    ownerRequestId: 'order-1',
    tries: 0,
    spent: {},
    ...more,
  });
  const run = async (task: RoutesTask): Promise<void> => {
    begunAt = it.ctx.clock.now();
    await runRoutes(it.ctx, task);
  };
  let done = 0;
  const waiting: RoutesTask[] = [];
  const next = (): RoutesTask | undefined => {
    for (; done < it.tasks.length; done++) {
      const task = it.tasks[done]?.task;
      if (task?.peerflow !== 'routes') continue;
      // The router reads what it is handed; a task that it cannot read would come again and again.
      readTask(task, 'router');
      waiting.push(task);
    }
    const [soonest] = waiting.toSorted((a, b) => a.due - b.due);
    return soonest;
  };
  /** Runs the next task alone, when it is due by then. */
  const step = async (until = Number.POSITIVE_INFINITY): Promise<RoutesTask | undefined> => {
    const task = next();
    if (!task || task.due > until) return undefined;
    waiting.splice(waiting.indexOf(task), 1);
    it.advance(Math.max(0, task.due - it.ctx.clock.now()));
    await run(task);
    return task;
  };
  /** Runs whatever is due within a time, in order; what comes later waits. */
  const live = async (ms = LONG): Promise<void> => {
    const until = it.ctx.clock.now() + ms;
    for (let runs = 0; await step(until); runs++)
      if (runs > 500) throw new Error('The router does not come to an end');
    it.advance(Math.max(0, until - it.ctx.clock.now()));
  };
  return {
    ...it,
    accounts,
    network,
    /** `account request` of each session with the VPC API: whose role was taken, and for whom. */
    /** The connection as it is now. */
    connection: () => it.cloud.connections.get(PCC) ?? first,
    taskOf,
    run,
    step,
    live,
    /** Runs a task and all that it leads to. */
    route: async (more: Partial<RoutesTask> = {}, ms = LONG): Promise<void> => {
      await run(taskOf(more));
      await live(ms);
    },
    /** Runs of the router that wait, the next first. */
    waiting: (): readonly RoutesTask[] => {
      next();
      return waiting.toSorted((a, b) => a.due - b.due);
    },
    leading: () => network.leadingTo(PCC),
    /** Writes that were asked for, in order. */
    writes: () => it.journal.filter((each) => /^(create|delete) vtb/.test(each)),
    last: (): FollowUpEvent | undefined => it.events.at(-1),
  };
};

export type Router = ReturnType<typeof router>;

/** Policy that allows everything but one action, through one door or any. */
const without = (action: 'routes' | 'read', via?: string) => ({
  policy: [
    {
      name: `no ${action}`,
      effect: 'deny' as const,
      when: { action: [action], ...(via === undefined ? {} : { via: [via] }) },
    },
    { name: 'all', effect: 'allow' as const, when: {} },
  ],
});

/** Policy that denies routes, however they are asked for, and allows all else. */
export const noRoutes = (via?: string) => without('routes', via);

/** Policy that allows everything but reads of other accounts. */
export const noReads = (via?: string) => without('read', via);

/** The entries that the router makes for the pair. */
export const BOTH = ['vtb-a 10.2.0.0/16', 'vtb-b 10.1.0.0/16'];

/** Entries of ours on both sides, as the router makes them. */
export const bothMade = (instanceId = PCC) =>
  [
    ['vtb-a', '10.2.0.0/16'],
    ['vtb-b', '10.1.0.0/16'],
  ].map(([id = '', to = '']) => ourEntry(id, to, hopTo(instanceId, to)));

/** What an event of the routes says: its type, then `table destination result` of each entry. */
export const said = (event: FollowUpEvent | undefined): readonly string[] => {
  if (!event) return [];
  const { plan = [] } = v.parse(routesData, event.data);
  return [
    event.type.replace('peerflow:Routes:', ''),
    ...plan.map((each) => `${each.routeTableId} ${each.destinationCidrBlock} ${each.result}`),
  ];
};

/** The code of a failure, and those of the findings beside it. */
export const codesOf = (event: FollowUpEvent | undefined): readonly string[] => {
  if (!event) return [];
  const data = v.parse(v.union([failedData, routesData]), event.data);
  return [
    ...(data.failure ? [data.failure.code] : []),
    ...(data.findings ?? []).map(({ code }) => code),
  ];
};

/** A connection of ours whose options nobody can read: it does not say what is wanted. */
export const unreadable = {
  tags: [
    { key: 'peerflow:request', value: 'order-1' },
    { key: 'peerflow:options', value: 'of another version' },
  ],
} as const;

/** The connection between two accounts. */
export const crossAccount = { acceptingOwnerUid: OTHER } as const;
export { ACCOUNT };

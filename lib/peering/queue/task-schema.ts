import * as v from 'valibot';
import { STATUSES } from '../model/connection.ts';
import { CATEGORIES } from '../model/failure.ts';
import { ACCEPT, ACTIONS, ID_KINDS, ROUTES } from '../model/request.ts';
import { once } from '../once.ts';
import { STATE_WORDS } from '../state/tags.ts';
import { WAIT_REASONS } from './backoff.ts';
import { TASK_VERSION } from './task-kind.ts';

const PREVIOUS_VERSION = 0 as const;

export const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
/** Epoch milliseconds, from 2020 to 2100. */
const moment = v.pipe(v.number(), v.minValue(1_577_836_800_000), v.maxValue(4_102_444_800_000));
/** What a sender's clock or envelope says, as far as it is a time at all: it orders, and names failures. */
const arrival = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));
const word = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const instanceId = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/));
const maybe = v.optional;
/** More than the 4 KB of a function's variables can name. */
const MAX_SINKS = 600;

/** What every task begins with, whatever its version: enough to redrive one that cannot be read here. */
export const anyHeader = () => ({
  chain: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  step: count,
  part: count,
  /** When the chain began. */
  begunAt: moment,
  /** When it has something to do. */
  due: moment,
  /** What runs that the platform woke too early weigh against those that came in time. */
  early: maybe(count),
  /** The platform ignores task ids. A process that is new learns it only from its first enqueue: too late for its waits. */
  idsIgnored: maybe(v.literal(true)),
  /** How often it came back from the failed queue, and when it last did. */
  redriven: maybe(count),
  redrivenAt: maybe(moment),
});

const header = <K extends string>(kind: K) => ({
  peerflow: v.literal(kind),
  version: v.picklist([PREVIOUS_VERSION, TASK_VERSION]),
  ...anyHeader(),
});

const origin = () =>
  v.object({
    via: word,
    arrival: maybe(arrival),
    traceparent: maybe(word),
    principal: maybe(word),
  });

/** A request and who asked it, as it goes from task to task; held against the schema again when it is read. */
const identified = () => ({
  request: v.record(v.string(), v.unknown()),
  requestId: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  idKind: v.picklist(ID_KINDS),
  origin: origin(),
  arrival,
});

const spent = () =>
  v.partial(
    v.object(v.entriesFromList(WAIT_REASONS, v.pipe(v.number(), v.minValue(0), v.maxValue(1e10)))),
  );

/** How long something has been waited for, and for what. */
const waiting = () => ({
  /** Tries in a row in the present reason. */
  tries: count,
  spent: spent(),
  reason: maybe(v.picklist(WAIT_REASONS)),
  /** When the present wait began. */
  waitingSince: maybe(moment),
  /** The last answer of something whose wait reached its bound: one last look decides. */
  givenUp: maybe(
    v.object({
      code: word,
      message: v.pipe(v.string(), v.maxLength(1_000)),
      status: maybe(count),
      requestId: maybe(word),
      retryable: maybe(v.boolean()),
    }),
  ),
});

const requestItem = () =>
  v.object({
    ...identified(),
    ...waiting(),
    /** Not to be tried before. */
    due: moment,
    /** The gone connection that an earlier token of this request leads to, or what else makes a new token. */
    generation: maybe(instanceId),
    /** `If-Match` of an HTTP caller: a list of any length that the trigger lets through. */
    ifMatch: maybe(v.pipe(v.string(), v.maxLength(16_384))),
    /** The API took the values of a modify and they are followed: what waits are its routes. */
    isModified: maybe(v.boolean()),
    /** The adopted connection whose routes the router was asked to make: what waits is its event. */
    routedId: maybe(instanceId),
    /** The options of the connection as a modify of routes saw them. */
    options: maybe(word),
    /** The last look at the connection of a delete, so that its end can be announced without it. */
    lastSeen: maybe(v.record(v.string(), v.unknown())),
    /** Whose request made that connection. */
    ownerRequestId: maybe(v.pipe(v.string(), v.maxLength(256))),
  });

const requests = () =>
  v.object({
    ...header('requests'),
    items: v.pipe(v.array(requestItem()), v.maxLength(10_000)),
    /** The event of a failed invocation of the request function, still to be read. */
    event: maybe(v.string()),
  });

const watch = () =>
  v.object({
    ...header('watch'),
    instanceId,
    regionId: word,
    action: v.picklist(ACTIONS),
    /** Whose action is followed; `null` where a sweep began the watch. */
    requestId: v.nullable(v.string()),
    /** Whose request made the connection: status events carry it, also when its tags are gone. */
    ownerRequestId: v.nullable(v.string()),
    origin: maybe(origin()),
    /** When the action was called. */
    since: moment,
    looks: count,
    /** The last status announced: the watch's own memory, which the state tag does not overrule. */
    announced: v.picklist(STATE_WORDS),
    adopted: maybe(v.boolean()),
    hasStalled: maybe(v.boolean()),
    /** The API took our delete, or Deleting was seen: nothing there means Deleted. */
    isLeaving: maybe(v.boolean()),
    /** Of a delete that route entries may outlive: with routes or force, or of a connection that was leaving already. */
    leavesRoutes: maybe(v.boolean()),
    /** Looks in a row that found nothing, and when the first one was. */
    missing: maybe(v.object({ looks: count, since: moment })),
    /** Failed looks in a row. */
    troubles: maybe(count),
    /** What the request asks to be done later, where the tags may not say. */
    wanted: maybe(v.object({ routes: v.picklist(ROUTES), accept: v.picklist(ACCEPT) })),
    /** Of a modify: the values asked for, and when the connection had last been modified before the call. */
    change: maybe(
      v.object({
        values: v.record(v.string(), v.unknown()),
        modifiedBefore: maybe(v.string()),
      }),
    ),
    /** The last look, without our tags. */
    lastSeen: maybe(v.record(v.string(), v.unknown())),
    lastStatus: maybe(v.picklist(STATUSES)),
    /** Of a create: the request itself, should the connection turn out to be gone. */
    create: maybe(v.object(identified())),
  });

const deliver = () =>
  v.object({
    ...header('deliver'),
    event: v.looseObject({ id: v.string(), type: v.string(), source: v.string() }),
    sinks: v.pipe(
      v.array(
        v.object({
          id: word,
          tries: count,
          /** The first failure of this event at this sink. */
          since: moment,
          due: moment,
          /** Why it lacks the event, for the parked record. */
          reason: maybe(v.pipe(v.string(), v.maxLength(1_000))),
          isFinal: maybe(v.boolean()),
        }),
      ),
      v.maxLength(MAX_SINKS),
    ),
  });

const accept = () =>
  v.object({ ...header('accept'), instanceId, origin: maybe(origin()), ...waiting() });

const failure = () =>
  v.object({
    code: word,
    message: v.string(),
    category: v.picklist(CATEGORIES),
    retryable: v.boolean(),
    remedy: v.string(),
    apiRequestId: maybe(v.string()),
  });

const finding = () =>
  v.object({
    code: word,
    severity: v.picklist(['error', 'warning', 'info']),
    pointer: v.string(),
    detail: v.string(),
    evidence: v.exactOptional(v.record(v.string(), v.unknown())),
    remedy: v.string(),
  });

/** Entries of one side: every destination in every table. */
const entryGroup = () =>
  v.object({
    side: v.picklist(['requester', 'accepter']),
    routeTableIds: v.array(word),
    destinations: v.array(word),
  });
export type EntryGroup = v.InferOutput<ReturnType<typeof entryGroup>>;

const routes = () =>
  v.object({
    ...header('routes'),
    instanceId,
    regionId: word,
    /** The instance, the request id of who asked, or the UTC date: part of the ids of events. */
    cause: word,
    ...waiting(),
    /** What the task is for; `make` has the tables as wanted. */
    purpose: v.picklist(['make', 'check', 'dangling', 'delete', 'cleanup']),
    /** The routes that a request asked for: `options` must show them first. */
    asked: maybe(v.object({ ...identified(), routes: v.picklist(ROUTES) })),
    /** Fallback of a create's watch, where the connection shows no options. */
    wanted: maybe(v.picklist(ROUTES)),
    /** Whose request made the connection, as it was asked: events that no other request asked for carry it. */
    ownerRequestId: maybe(v.pipe(v.string(), v.maxLength(256))),
    /** How that request came. */
    origin: maybe(origin()),
    /** Of a delete: who asked, how far it is, and every entry that is taken away. */
    removal: maybe(
      v.object({
        ...identified(),
        /** Names the removal, whichever chains carry it: its guard and its conclusion are taken once. */
        name: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
        phase: v.picklist(['check', 'lease', 'remove', 'guard', 'conclude', 'verify']),
        /** Everything that is taken away, recorded before the first entry is. */
        removed: v.array(entryGroup()),
        /** Until when its lease holds, epoch ms. */
        leasedUntil: maybe(moment),
        /** Of one that was begun anew, as entries were made while it took others away: what was put back before. */
        restored: maybe(v.array(finding())),
        /** Why the delete will not be; a conclusion without it is that the API took the delete. */
        failure: maybe(failure()),
        findings: maybe(v.array(finding())),
      }),
    ),
    /** What earlier runs of the chain changed, for the event at its end. */
    changed: maybe(v.object({ created: v.array(entryGroup()), removed: v.array(entryGroup()) })),
    /** The last look at a connection that is gone, or may be by then. */
    lastSeen: maybe(v.record(v.string(), v.unknown())),
    /** Checks after a `Partial`. */
    checks: maybe(count),
    /** Findings announced by a `Partial`, so that the same one is announced once. */
    partial: maybe(v.pipe(v.string(), v.maxLength(64))),
  });

const sweep = () =>
  v.object({
    ...header('sweep'),
    regionId: word,
    nextToken: maybe(v.pipe(v.string(), v.maxLength(4_096))),
    /** When the tick was that began it. */
    tick: moment,
  });

/** The schema of every task. Functions, because whoever only writes tasks starts without them. */
export const anyTask = once(() =>
  v.variant('peerflow', [requests(), watch(), deliver(), accept(), routes(), sweep()]),
);
export type AnyTask = v.InferOutput<ReturnType<typeof anyTask>>;
export type TaskKind = AnyTask['peerflow'];

export type RequestsTask = v.InferOutput<ReturnType<typeof requests>>;
export type RequestItemTask = RequestsTask['items'][number];
export type WatchTask = v.InferOutput<ReturnType<typeof watch>>;
export type DeliverTask = v.InferOutput<ReturnType<typeof deliver>>;
export type LackingSink = DeliverTask['sinks'][number];
export type AcceptTask = v.InferOutput<ReturnType<typeof accept>>;
export type RoutesTask = v.InferOutput<ReturnType<typeof routes>>;
export type SweepTask = v.InferOutput<ReturnType<typeof sweep>>;

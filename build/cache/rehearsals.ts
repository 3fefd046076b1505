import type {
  AcceptTask,
  RequestsTask,
  RoutesTask,
  TaskKind,
  WatchTask,
} from '../../lib/peering/queue/task-schema.ts';
import { firstOf } from '../../lib/peering/queue/tasks.ts';
import { ACTIVATED, CREATING, ROUTED } from './answers.ts';

/** What the cloud answers by `x-acs-action`, or by URL where there is none. */
export type Answers = Readonly<
  Record<string, { readonly status?: number; readonly body?: object } | undefined>
>;

/** What a function is made to do once while its code cache is made: its most frequent work. */
export interface Rehearsal {
  readonly functionName: string;
  readonly events: readonly object[];
  readonly answers: Answers;
}

export const INSTANCE = 'pcc-rehearsal';
const REGION = 'cn-hangzhou';
const BEGUN = Date.parse('2026-01-01T00:00:00Z');

/** An HTTP call as the trigger hands it over. */
export const httpCall = (method: string, path: string, body?: object) => ({
  version: 'v1',
  rawPath: path,
  headers: { 'content-type': 'application/json' },
  queryParameters: {},
  isBase64Encoded: false,
  body: body === undefined ? '' : JSON.stringify(body),
  requestContext: { http: { method, path }, requestId: 'rehearsal' },
});

export const create = { regionId: REGION, vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' };

const queueMessage = (body: object) => ({
  id: 'event-1',
  source: 'MNS-Function-queue',
  specversion: '1.0',
  type: 'mns:Queue:SendMessage',
  data: { messageId: 'M1', messageBody: JSON.stringify(body) },
});

const first = <K extends TaskKind>(kind: K) => firstOf(kind, '0'.repeat(32), BEGUN);
const waits = { tries: 0, spent: {} };

const requests: RequestsTask = {
  ...first('requests'),
  items: [
    {
      request: { action: 'create', ...create },
      requestId: 'rehearsal',
      idKind: 'message',
      origin: { via: 'direct' },
      arrival: BEGUN,
      due: BEGUN,
      ...waits,
    },
  ],
};

export const watch: WatchTask = {
  ...first('watch'),
  instanceId: INSTANCE,
  regionId: REGION,
  requestId: 'rehearsal',
  ownerRequestId: 'rehearsal',
  action: 'create',
  since: BEGUN,
  looks: 0,
  announced: 'Creating',
};

const accept: AcceptTask = { ...first('accept'), instanceId: INSTANCE, ...waits };

export const routes: RoutesTask = {
  ...first('routes'),
  instanceId: INSTANCE,
  regionId: REGION,
  cause: INSTANCE,
  purpose: 'make',
  ...waits,
};

const rehearsal = (name: string, events: readonly object[], answers: Answers): Rehearsal => ({
  functionName: `peerflow-${name}`,
  events,
  answers,
});

/** By name of the function. */
export const REHEARSALS: Readonly<Record<string, Rehearsal>> = {
  request: rehearsal(
    'request',
    [httpCall('POST', '/peerings', create), [queueMessage(create)]],
    CREATING,
  ),
  worker: rehearsal('worker', [requests], CREATING),
  poller: rehearsal('poller', [watch], ACTIVATED),
  accepter: rehearsal('accepter', [accept], ACTIVATED),
  router: rehearsal('router', [routes], ROUTED),
};

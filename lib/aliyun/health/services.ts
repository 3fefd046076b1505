import * as v from 'valibot';
import { ApiError } from '../../peering/model/failure.ts';
import type { Clock, PeeringApi } from '../../peering/ports.ts';
import { type CoreClient, rpc } from '../core.ts';
import { checked, guarded } from '../guard.ts';
import type { SmqClient } from '../smq.ts';
import type { Session } from '../sts.ts';
import { type ProbeResult, probe, type Question, Wrong } from './probe.ts';

type Options = Pick<Question, 'language'>;

/** One List in a region: the right to it, and that the service answers. */
export const probeRegion = (
  peering: Pick<PeeringApi, 'list'>,
  regionId: string,
  { language }: Options,
): Promise<ProbeResult> =>
  probe(
    { name: `connections in ${regionId}`, right: 'vpc:ListVpcPeerConnections', language },
    async () => {
      await peering.list({ regionId, maxResults: 1 });
      return 'can be listed';
    },
  );

/** The management API of EventBridge answers 200 with `Success: false` for what it refuses. */
const busAnswer = v.object({
  Success: v.nullish(v.boolean(), true),
  Code: v.nullish(v.string(), 'MalformedResponse'),
  Message: v.nullish(v.string(), ''),
});

/** GetEventBus (2020-04-01, host `eventbridge-console.{region}`). */
export const probeBus = (
  client: CoreClient,
  bus: string,
  { language }: Options,
): Promise<ProbeResult> =>
  probe({ name: `event bus ${bus}`, right: 'eventbridge:GetEventBus', language }, async () => {
    const operation = 'GetEventBus';
    const json = await rpc(client, {
      action: operation,
      version: '2020-04-01',
      query: { EventBusName: bus },
      idempotent: true,
    });
    const { Success, Code, Message } = checked(operation, busAnswer, json);
    if (!Success) throw new ApiError({ kind: 'api', operation, code: Code, message: Message });
    return 'exists';
  });

/** GetQueueAttributes, with the number of messages that wait. */
export const probeQueue = (
  queues: Pick<SmqClient, 'attributes'>,
  queue: string,
  { language }: Options,
): Promise<ProbeResult> =>
  probe({ name: `queue ${queue}`, right: 'mns:GetQueueAttributes', language }, async () => {
    const { ActiveMessages = 'an unknown number of' } = await queues.attributes(queue);
    return `holds ${ActiveMessages} messages`;
  });

/** AssumeRole into an account. */
export const probeRole = (
  session: Pick<Session, 'credentials'>,
  accountId: string,
  { language }: Options,
): Promise<ProbeResult> =>
  probe({ name: `role in account ${accountId}`, right: 'sts:AssumeRole', language }, async () => {
    await session.credentials();
    return 'can be assumed';
  });

/** Services refuse calls whose time is off by 15 minutes; beyond this, look at the clock. */
const MOST_SKEW_MS = 30_000;

const SET_CLOCK = {
  en: 'Compare the clock of the machine with a time server. On Function Compute start new instances (deploy again).',
  zh: '请将机器的时钟与时间服务器比对。在函数计算上请重新部署以启动新实例。',
};

/** The clock of this process against the `Date` of an answer of STS; GetCallerIdentity needs no right. */
export const probeClock = (
  sts: CoreClient,
  clock: Pick<Clock, 'now'>,
  { language }: Options,
): Promise<ProbeResult> =>
  probe({ name: 'clock', right: 'sts:GetCallerIdentity', language }, async () => {
    const action = 'GetCallerIdentity';
    const startedAt = clock.now();
    const { headers } = await guarded(action, { idempotent: true }, () =>
      sts({ action, version: '2015-04-01', style: 'RPC' }),
    );
    const theirs = Date.parse(headers.date ?? '');
    if (Number.isNaN(theirs)) return 'the answer holds no time';
    const skew = (startedAt + clock.now()) / 2 - theirs;
    const seconds = Math.round(Math.abs(skew) / 1000);
    if (Math.abs(skew) > MOST_SKEW_MS)
      throw new Wrong(`${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} the service`, SET_CLOCK);
    return `${seconds} s apart from the service`;
  });

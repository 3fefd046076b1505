import { FUNCTIONS, type Permission } from './permissions.ts';

/** A kind of sink, the template's parameter that lists such sinks, and what one of them needs. */
export interface SinkKind {
  readonly kind: string;
  readonly parameter: string;
  readonly description: string;
  /** `{sink}` stands for one entry of the parameter. */
  readonly permissions: readonly Permission[];
}

const right = (action: string, on: string): Permission => ({
  action,
  on: [on],
  by: FUNCTIONS,
  why: 'delivers events',
});

const check = (action: string, on: string): Permission => ({
  action,
  on: [on],
  by: ['request'],
  why: 'deep health looks whether it is there',
});

const BUS = 'acs:eventbridge:{region}:{account}:eventbus/{sink}';
const MNS = 'acs:mns:{region}:{account}:/';

/** Webhooks need no right. The deployment's own bus is granted without being listed. */
export const SINK_KINDS: readonly SinkKind[] = [
  {
    kind: 'bus',
    parameter: 'SinkBuses',
    description: 'Names of further EventBridge buses in PEERFLOW_SINKS, as a JSON list',
    permissions: [right('eventbridge:PutEvents', BUS), check('eventbridge:GetEventBus', BUS)],
  },
  {
    kind: 'queue',
    parameter: 'SinkQueues',
    description: 'Names of SMQ queues in PEERFLOW_SINKS, as a JSON list',
    permissions: [
      right('mns:SendMessage', `${MNS}queues/{sink}/messages`),
      check('mns:GetQueueAttributes', `${MNS}queues/{sink}`),
    ],
  },
  {
    kind: 'topic',
    parameter: 'SinkTopics',
    description: 'Names of SMQ topics in PEERFLOW_SINKS, as a JSON list',
    permissions: [right('mns:PublishMessage', `${MNS}topics/{sink}/messages`)],
  },
  {
    kind: 'function',
    parameter: 'SinkFunctions',
    description:
      'Functions in PEERFLOW_SINKS, as a JSON list: functions/NAME (FC 3.0), services/SERVICE.QUALIFIER/functions/NAME (FC 2.0)',
    permissions: [
      {
        ...right('fc:InvokeFunction', 'acs:fc:{region}:{account}:{sink}'),
        on: ['acs:fc:{region}:{account}:{sink}', 'acs:fc:{region}:{account}:{sink}/*'],
      },
    ],
  },
];

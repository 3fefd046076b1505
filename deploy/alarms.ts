/** Alarms on the queues, by CloudMonitor: messages lie in a queue for that long. */
export interface QueueAlarm {
  readonly id: string;
  readonly queue: 'failed' | 'parked' | 'dead';
  /** Periods of five minutes in a row. */
  readonly periods: number;
  readonly title: string;
}

export const QUEUE_ALARMS: readonly QueueAlarm[] = [
  { id: 'parked', queue: 'parked', periods: 1, title: 'Work was parked' },
  { id: 'dead', queue: 'dead', periods: 1, title: 'Messages of a trigger are dead' },
  { id: 'failed', queue: 'failed', periods: 12, title: 'Failed tasks lie for an hour' },
];

/** Alarms on the log, by SLS: the query over the last ten minutes has a row. */
export interface LogAlarm {
  readonly id: string;
  readonly title: string;
  readonly query: string;
  /** 8 high, 6 medium. */
  readonly severity: 6 | 8;
}

export const LOG_ALARMS: readonly LogAlarm[] = [
  {
    id: 'no-sweep',
    title: 'No sweep for ten minutes',
    query:
      '* | select count_if("message.msg" = \'Sweep ended\') as sweeps from log having sweeps = 0',
    severity: 8,
  },
  {
    id: 'stalled',
    title: 'A connection is stalled',
    query:
      'message.msg: "Event announced" and message.type: "peerflow:Connection:Stalled" | select "message.subject" as connection, count(1) as stalled group by connection',
    severity: 6,
  },
  {
    id: 'slow',
    title: 'Facts are announced late',
    query:
      'message.msg: "Event announced" and message.latencyMs > 0 | select approx_percentile("message.latencyMs", 0.95) as p95 from log having p95 > 60000',
    severity: 6,
  },
  {
    id: 'throttled',
    title: 'More than a tenth of the calls is throttled',
    query:
      'message.msg: "Invocation ended" | select sum("message.throttledCalls") * 1.0 / sum("message.calls") as share from log having share > 0.1',
    severity: 6,
  },
];

/** Fields of the functions' JSON lines that queries use; docs/operate.md describes each. */
export const LOG_FIELDS: Readonly<Record<string, 'text' | 'long'>> = {
  time: 'text',
  level: 'text',
  msg: 'text',
  function: 'text',
  requestId: 'text',
  item: 'text',
  via: 'text',
  source: 'text',
  principal: 'text',
  action: 'text',
  instanceId: 'text',
  rule: 'text',
  outcome: 'text',
  code: 'text',
  category: 'text',
  apiRequestIds: 'text',
  type: 'text',
  event: 'text',
  subject: 'text',
  metric: 'text',
  latencyMs: 'long',
  calls: 'long',
  throttledCalls: 'long',
};

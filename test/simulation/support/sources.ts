import type { Random } from '../../../lib/peering/ports.ts';
import type { Ask } from './asks.ts';
import type { Platform } from './platform.ts';
import { RETURNED } from './returned.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What must never be seen outside the call that brought it. */
export const SECRET = 'SECRET-7f3a';

interface Parts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly platform: Platform;
  readonly accountId: string;
}

/** The trace of what goes out together. */
const traceOf = ([first]: readonly Ask[]) =>
  first?.traceparent === undefined ? {} : { traceparent: first.traceparent };

const REDELIVERY_MS = 30_000;
const HTTP_CLIENT_WAITS_MS = 5_000;

const stamp = (at: number): string => new Date(at).toISOString();

export interface HttpAsk {
  readonly method: string;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly key?: string | undefined;
  readonly query?: Readonly<Record<string, string>>;
  readonly isAsync?: boolean;
  readonly traceparent?: string | undefined;
  readonly ifMatch?: string | undefined;
}

const answerOf = (value: unknown): { readonly status: number; readonly body: string } => {
  const isAnswer = typeof value === 'object' && value !== null && 'statusCode' in value;
  if (!isAnswer) return { status: 200, body: JSON.stringify(value ?? null) };
  return { status: Number(value.statusCode), body: 'body' in value ? String(value.body) : '' };
};

/** Everything that brings events to the functions: queues, callers, timers. */
export class Sources {
  readonly #parts: Parts;
  /** Messages that were delivered so often in vain that they are dead. */
  readonly dead: { readonly event: string; readonly asks: readonly Ask[] }[] = [];
  /** Of every message of the requests queue. */
  readonly messageIds = new Set<string>();
  #sequence = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A message of the requests queue, delivered again until an invocation succeeds, at most `times` times. */
  async message(
    body: unknown,
    { messageId = `M${++this.#sequence}`, times = 100, asks = [] as readonly Ask[] } = {},
  ): Promise<boolean> {
    const { time, platform, accountId, random } = this.#parts;
    this.messageIds.add(messageId);
    for (const { arrivals } of asks) arrivals?.push(Date.parse(stamp(time.now())));
    const event = JSON.stringify([
      {
        id: `event-${messageId}`,
        source: 'MNS-Function-requests',
        specversion: '1.0',
        type: 'mns:Queue:SendMessage',
        datacontenttype: 'application/json; charset=utf-8',
        subject: `acs:mns:cn-hangzhou:${accountId}:queues/peerflow-requests`,
        time: stamp(time.now()),
        ...traceOf(asks),
        data: { requestId: 'R', messageId, messageBody: JSON.stringify(body) },
      },
    ]);
    for (let tries = 0; tries < times; tries++) {
      const result = await platform.invoke('peerflow-request', event);
      if (result.ok) {
        for (const ask of asks) ask.state = 'accepted';
        return true;
      }
      const pause = REDELIVERY_MS * (0.5 + random());
      await new Promise<void>((resolve) => time.after(pause, resolve));
    }
    this.dead.push({ event, asks });
    return false;
  }

  /** An event of ours arrives at the requests queue, as where somebody subscribed it to too much. */
  comeBack(event: { readonly id: string }): void {
    void this.message(event, { messageId: `${RETURNED}${event.id}-${++this.#sequence}` });
  }

  /** A person gives the dead letters back to the request function, as messages from outside. */
  redriveDead(): void {
    for (const { event, asks } of this.dead.splice(0)) {
      for (const ask of asks)
        Object.assign(ask, {
          ...{ state: 'accepted', lastSentAt: this.#parts.time.now(), isRepeated: true },
        });
      this.#parts.platform.invokeLater('peerflow-request', event);
    }
  }

  /** An asynchronous invocation of the request function: acknowledged before it runs. */
  direct(payload: unknown, asks: readonly Ask[] = []): void {
    for (const ask of asks) ask.state = 'accepted';
    this.#parts.platform.invokeLater('peerflow-request', JSON.stringify(payload));
  }

  /** A timer of the request function with requests as its payload. */
  timed(payload: unknown, asks: readonly Ask[] = []): void {
    const { time, platform } = this.#parts;
    for (const ask of asks) ask.state = 'accepted';
    const event = {
      triggerTime: stamp(time.now()),
      triggerName: 'ensure',
      payload: JSON.stringify(payload),
    };
    platform.invokeLater('peerflow-request', JSON.stringify(event));
  }

  /** One tick of the poller's timer. */
  tick(): void {
    const { time, platform } = this.#parts;
    const event = { triggerTime: stamp(time.now()), triggerName: 'sweep', payload: '' };
    platform.invokeLater('peerflow-poller', JSON.stringify(event));
  }

  /** ActionTrail names a connection to everybody who takes hints. */
  hint(instanceId: string): true {
    const { platform, time } = this.#parts;
    const event = JSON.stringify({
      source: 'acs.vpc',
      type: 'vpc:ActionTrail:ApiCall',
      specversion: '1.0',
      id: `hint-${++this.#sequence}`,
      time: stamp(time.now()),
      data: {
        eventName: 'ModifyVpcPeerConnection',
        requestParameters: { InstanceId: instanceId },
      },
    });
    for (const name of ['peerflow-poller', 'peerflow-accepter', 'peerflow-router'])
      platform.invokeLater(name, event);
    return true;
  }

  #httpEvent({
    method,
    path,
    body,
    key,
    query = {},
    isAsync,
    traceparent,
    ifMatch,
  }: HttpAsk): string {
    const now = this.#parts.time.now();
    return JSON.stringify({
      version: 'v1',
      rawPath: path,
      body: body === undefined ? '' : JSON.stringify(body),
      isBase64Encoded: false,
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${SECRET}`,
        Cookie: `session=${SECRET}`,
        ...(key === undefined ? {} : { 'Idempotency-Key': key }),
        ...(isAsync ? { Prefer: 'respond-async' } : {}),
        ...(traceparent === undefined ? {} : { traceparent }),
        ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
      },
      queryParameters: { ...query },
      requestContext: {
        accountId: this.#parts.accountId,
        domainName: 'x.cn-hangzhou.fcapp.run',
        http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'sim' },
        requestId: `http-${++this.#sequence}`,
        time: stamp(now),
        timeEpoch: String(now),
      },
    });
  }

  /** One HTTP call; `undefined` where the caller got no answer. */
  async http(
    ask: HttpAsk,
  ): Promise<{ readonly status: number; readonly body: string } | undefined> {
    const result = await this.#parts.platform.invoke('peerflow-request', this.#httpEvent(ask));
    return result.ok ? answerOf(result.value) : undefined;
  }

  /** A caller who asks up to `times` times, with the same key, until the answer says how it went. */
  async caller(call: HttpAsk, ask: Ask, times: number): Promise<void> {
    const { time, random } = this.#parts;
    for (let tries = 0; tries < times; tries++) {
      const answer = await this.http(call);
      if (answer) ask.answers.push({ at: time.now(), ...answer });
      if (answer && answer.status < 500 && answer.status !== 429) {
        ask.state = answer.status < 300 ? 'accepted' : 'answered';
        return;
      }
      const pause = HTTP_CLIENT_WAITS_MS * (0.5 + random());
      await new Promise<void>((resolve) => time.after(pause, resolve));
    }
    ask.state = 'unanswered';
  }
}

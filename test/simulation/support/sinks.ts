import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Sink, SinkResult } from '../../../lib/peering/ports.ts';
import { sender } from '../../../lib/sinks/index.ts';
import { type Invocation, type Outside, overLine } from './invocation.ts';
import { shortType } from './record.ts';
import type { FaultRule } from './rules.ts';
import { type SinkKind, sinkThrough } from './sink-clients.ts';

export interface SinkPlan {
  readonly id: string;
  /** A bus of EventBridge by default. */
  readonly kind?: SinkKind;
  /** Types that it takes, without `peerflow:`; `Routes:*` for a group. Absent: all. */
  readonly types?: readonly string[];
}

export interface Delivery {
  readonly event: FollowUpEvent;
  readonly sink: string;
  readonly at: number;
  readonly run: Invocation;
}

/** One call of a sink, and what came of it; `lost`: whoever called died, or knows nothing. */
export interface SinkAttempt {
  readonly run: Invocation;
  readonly sink: string;
  readonly eventId: string;
  readonly at: number;
  /** When whoever called knew what came of it. */
  endedAt?: number;
  result: SinkResult | 'lost';
  /** What went wrong on the way, if something did. */
  fault?: FaultRule;
}

/** Clients that tell how long the service asks us to wait. */
const TELLS_PATIENCE: ReadonlySet<SinkKind> = new Set(['fc', 'webhook']);

const matches = (pattern: string, type: string): boolean =>
  pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;

const takes = ({ types }: SinkPlan, type: string): boolean => {
  const short = type.replace('peerflow:', '').replace('Connection:', '');
  return types === undefined || types.some((each) => matches(each, short));
};

/** Sinks that remember what they got; faults name `sink:{id}:{type}`. */
export class Sinks {
  readonly deliveries: Delivery[] = [];
  readonly attempts: SinkAttempt[] = [];
  readonly plans: readonly SinkPlan[];
  readonly #onDelivery: (delivery: Delivery) => void;

  constructor(plans: readonly SinkPlan[], onDelivery: (delivery: Delivery) => void) {
    this.plans = plans;
    this.#onDelivery = onDelivery;
  }

  /** What a sink asked for in an answer that its client can tell, in milliseconds. */
  patienceOf({ sink, fault }: SinkAttempt): number {
    const { kind = 'eventbridge' } = this.plans.find(({ id }) => id === sink) ?? {};
    return TELLS_PATIENCE.has(kind) ? (fault?.retryAfterMs ?? 0) : 0;
  }

  takes(sink: string, type: string): boolean {
    const plan = this.plans.find(({ id }) => id === sink);
    return plan !== undefined && takes(plan, type);
  }

  /** Distinct events, as a consumer that dedupes on the id sees them, in the order of their first arrival. */
  events(sink = this.plans[0]?.id ?? ''): readonly FollowUpEvent[] {
    const own = this.deliveries.filter((each) => each.sink === sink);
    return [...new Map(own.map(({ event }) => [event.id, event])).values()];
  }

  /** The product's own sinks as one run has them, over clients that behave like the official ones. */
  portsFor(run: Invocation, outside: Outside): readonly Sink[] {
    return this.plans.map((plan) => ({
      id: plan.id,
      label: `sink ${plan.id}`,
      takes: (type) => takes(plan, type),
      send: async (event, timeoutMs): Promise<SinkResult> => {
        const about = { run, sink: plan.id, eventId: event.id, at: run.time.now() };
        const attempt: SinkAttempt = { ...about, result: 'lost' };
        this.attempts.push(attempt);
        const prepare = sinkThrough(plan.kind ?? 'eventbridge', (errorOf) =>
          overLine(run, outside, {
            operation: `sink:${plan.id}:${shortType(event)}`,
            timeoutMs,
            apply: () => this.#take(run, plan.id, event),
            errorOf: (rule) => {
              attempt.fault = rule;
              return errorOf(rule);
            },
          }),
        );
        const result = await sender(prepare)(event, timeoutMs);
        // The deadline of a call is real time: it must not wake the dead.
        if (!run.isAlive) return new Promise<never>(() => {});
        attempt.result = result;
        attempt.endedAt = run.time.now();
        return result;
      },
    }));
  }

  #take(run: Invocation, sink: string, event: FollowUpEvent): void {
    const delivery = { event, sink, at: run.time.now(), run };
    this.deliveries.push(delivery);
    this.#onDelivery(delivery);
  }
}

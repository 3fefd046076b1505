import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Sink, SinkResult } from '../../../lib/peering/ports.ts';
import { type Invocation, type Outside, overLine } from './invocation.ts';
import { shortType } from './record.ts';
import type { FaultRule } from './rules.ts';

export interface SinkPlan {
  readonly id: string;
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
  result: SinkResult | 'lost';
}

class Refused {
  constructor(readonly result: Extract<SinkResult, { ok: false }>) {}
}

const resultOf = ({ kind, code, retryAfterMs }: FaultRule): Extract<SinkResult, { ok: false }> => {
  const no = (sort: 'too-large' | 'refused' | 'unavailable', usual: string) => ({
    ok: false as const,
    kind: sort,
    code: code ?? usual,
    detail: retryAfterMs ? `retry after ${retryAfterMs} ms` : `${usual} (simulated)`,
    ...(retryAfterMs ? { retryAfterMs } : {}),
  });
  switch (kind) {
    case 'too-large':
      return no('too-large', '413');
    case 'refused':
    case 'denied':
    case 'partial':
      return no('refused', 'QueueNotExist');
    case 'hang':
      return no('unavailable', 'Timeout');
    case 'throttled':
      return no('unavailable', '429');
    default:
      return no('unavailable', '503');
  }
};

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

  takes(sink: string, type: string): boolean {
    const plan = this.plans.find(({ id }) => id === sink);
    return plan !== undefined && takes(plan, type);
  }

  /** Distinct events, as a consumer that dedupes on the id sees them, in the order of their first arrival. */
  events(sink = this.plans[0]?.id ?? ''): readonly FollowUpEvent[] {
    const own = this.deliveries.filter((each) => each.sink === sink);
    return [...new Map(own.map(({ event }) => [event.id, event])).values()];
  }

  portsFor(run: Invocation, outside: Outside): readonly Sink[] {
    return this.plans.map((plan) => ({
      id: plan.id,
      label: `sink ${plan.id}`,
      takes: (type) => takes(plan, type),
      send: async (event, timeoutMs): Promise<SinkResult> => {
        const about = { run, sink: plan.id, eventId: event.id, at: run.time.now() };
        const attempt: SinkAttempt = { ...about, result: 'lost' };
        this.attempts.push(attempt);
        try {
          await overLine(run, outside, {
            operation: `sink:${plan.id}:${shortType(event)}`,
            timeoutMs,
            errorOf: (rule) => new Refused(resultOf(rule)),
            apply: () => this.#take(run, plan.id, event),
          });
          attempt.result = { ok: true };
          return attempt.result;
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          attempt.result = error.result;
          return attempt.result;
        }
      },
    }));
  }

  #take(run: Invocation, sink: string, event: FollowUpEvent): void {
    const delivery = { event, sink, at: run.time.now(), run };
    this.deliveries.push(delivery);
    this.#onDelivery(delivery);
  }
}

import { parseArn } from '../../arn.ts';
import { type Delivering, deliver, giveUpWith, type Retrying, type Take } from '../delivery.ts';
import type { ArrivedEvent } from './event.ts';
import type { RuleFixture, TargetFixture } from './fixture.ts';
import { matches } from './pattern.ts';

/** One target of a rule. */
export interface Rule {
  readonly name: string;
  readonly bus: string;
  readonly pattern: unknown;
  readonly retrying: Retrying;
}

export interface RuleOptions extends Delivering {
  /** Calls the listener for every event that arrives at any bus; returns the way to stop. */
  follow(listener: (event: ArrivedEvent) => void): () => void;
}

/** Each event that matches goes to the target on its own, retried alone. Returns the way to stop. */
export const startRule = (
  { name, bus, pattern, retrying }: Rule,
  take: Take<unknown>,
  options: RuleOptions,
): (() => void) => {
  const giveUp = giveUpWith(name, retrying, options);
  const deliveries = new Set<() => void>();
  let isBlocked = false;

  const ignore = options.follow((event) => {
    if (isBlocked || event.aliyuneventbusname !== bus || !matches(pattern, event)) return;
    const stop = deliver(event, take, options.pace, retrying.strategy, (taken) => {
      deliveries.delete(stop);
      if (!taken && !giveUp([JSON.stringify(event)])) isBlocked = true;
    });
    deliveries.add(stop);
  });
  return () => {
    ignore();
    for (const stop of deliveries) stop();
  };
};

/** Gives a text to a target of a type, by its name or URL; false, or an error, where it is not taken. */
export type Targets = Readonly<
  Record<TargetFixture['type'], (to: string, text: string) => unknown>
>;

/** Every target gets the event whole (`ORIGINAL`). */
const opened = (
  { type, endpoint, isBase64Encode }: TargetFixture,
  targets: Targets,
): Take<unknown> => {
  const to = parseArn(endpoint)?.name ?? endpoint;
  const isEncoded = isBase64Encode && type.startsWith('acs.mns.');
  return async (event) => {
    const text = JSON.stringify(event);
    try {
      const sent = isEncoded ? Buffer.from(text).toString('base64') : text;
      return (await targets[type](to, sent)) !== false;
    } catch {
      return false;
    }
  };
};

/** Puts a rule of a fixture or a stack into force; returns the way to end it. */
export const connectRule = (
  { name, eventBusName, filterPattern, status, targets }: RuleFixture,
  to: Targets,
  options: RuleOptions,
): (() => void) => {
  const stops = (status === 'ENABLE' ? targets : []).map((target) => {
    const retrying = {
      strategy: target.pushRetryStrategy,
      tolerance: target.errorsTolerance,
      deadLetterArn: target.deadLetterQueue?.arn,
    };
    const which = { name: `${name}/${target.id}`, bus: eventBusName, pattern: filterPattern };
    return startRule({ ...which, retrying }, opened(target, to), options);
  });
  return () => {
    for (const stop of stops) stop();
  };
};

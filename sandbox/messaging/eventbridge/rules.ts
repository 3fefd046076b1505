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

/** What targets of rules are. */
export interface Targets {
  /** Calls a function; false if it failed, was throttled or is not deployed. */
  readonly invoke: (functionName: string, event: Buffer) => Promise<boolean>;
  /** Puts a text into an SMQ queue; throws where there is none of that name, or for a text that is too large. */
  readonly send: (queue: string, body: string) => unknown;
  /** Publishes a text; throws as `send`. */
  readonly publish: (topic: string, body: string) => unknown;
  /** Posts a text; false for anything but 2xx. */
  readonly post: (url: string, body: string) => Promise<boolean>;
}

/** Every target gets the event whole (`ORIGINAL`). */
const opened = ({ type, endpoint, isBase64Encode }: TargetFixture, to: Targets): Take<unknown> => {
  const { name = '' } = parseArn(endpoint) ?? {};
  const encoded = (text: string): string =>
    isBase64Encode ? Buffer.from(text).toString('base64') : text;
  const takes: Readonly<Record<TargetFixture['type'], (text: string) => unknown>> = {
    'acs.fc.function': (text) => to.invoke(name, Buffer.from(text)),
    'acs.mns.queue': (text) => to.send(name, encoded(text)),
    'acs.mns.topic': (text) => to.publish(name, encoded(text)),
    http: (text) => to.post(endpoint, text),
  };
  return async (event) => {
    try {
      return (await takes[type](JSON.stringify(event))) !== false;
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

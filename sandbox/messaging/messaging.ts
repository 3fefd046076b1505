import type { Activity } from '../activity.ts';
import type { Clock } from '../clock.ts';
import type { Fixture } from '../fixture.ts';
import type { Journal } from '../journal.ts';
import type { Outcome } from '../platform/invoke/deployed.ts';
import type { Take } from './delivery.ts';
import type { Owner } from './eventbridge/event.ts';
import { EventBridge } from './eventbridge/eventbridge.ts';
import type { RuleFixture } from './eventbridge/fixture.ts';
import {
  connectRule,
  type Rule,
  type RuleOptions,
  startRule,
  type Targets,
} from './eventbridge/rules.ts';
import { type QueueReading, startStream } from './eventbridge/stream.ts';
import { Smq } from './smq/smq.ts';

export interface MessagingOptions extends Owner {
  readonly fixture: Fixture;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Notified of pushes and retries, so that `idle` waits for them. */
  readonly activity: Activity;
}

/** Whom targets of rules call. */
interface Functions {
  readonly functions: readonly { readonly name: string }[];
  invoke(name: string, event: Buffer): Promise<Outcome>;
}

/** EventBridge and SMQ of the functions' account; what happens there follows the sandbox's clock. */
export const createMessaging = (options: MessagingOptions) => {
  const { fixture, journal, clock, activity, accountId, regionId } = options;
  const pace = { scheduler: activity, random: Math.random };
  const smq = new Smq({ accountId, quiet: clock, pace, journal }, fixture.smq);
  const { buses, rules } = fixture.eventBridge;
  const eventBridge = new EventBridge({ accountId, regionId, journal, now: clock.now }, buses);
  const send = (queue: string, body: string) => smq.send(queue, body);
  const publish = (topic: string, body: string) => smq.publish(topic, body);
  const delivering: RuleOptions & Owner = {
    accountId,
    regionId,
    pace,
    journal,
    send,
    follow: eventBridge.follow,
  };
  const inForce: (() => void)[] = [];
  const waiting: RuleFixture[] = [...rules];
  let targets: Targets | undefined;

  const post = async (url: string, body: string): Promise<boolean> => {
    const headers = { 'content-type': 'application/cloudevents+json' };
    const end = activity.begin();
    return fetch(url, { method: 'POST', headers, body })
      .then(({ ok }) => ok)
      .finally(end);
  };

  /** Rules come into force when there are functions to lead to. */
  const enforce = (): void => {
    const to = targets;
    if (to === undefined) return;
    for (const rule of waiting.splice(0)) inForce.push(connectRule(rule, to, delivering));
  };

  return {
    smq,
    eventBridge,
    /** Where triggers get their events from. Each returns the way to stop. */
    startRule: (rule: Rule, take: Take<unknown>) => startRule(rule, take, delivering),
    startStream: (reading: QueueReading, take: Take<readonly unknown[]>) =>
      startStream(smq.queue(reading.queue), reading, take, delivering),
    /** Makes a rule. Throws for a bus that is not there. */
    addRule: (rule: RuleFixture): void => {
      if (!eventBridge.buses.has(rule.eventBusName))
        throw new Error(`rule ${rule.name}: there is no event bus ${rule.eventBusName}`);
      waiting.push(rule);
      enforce();
    },
    /** Puts the rules into force. */
    connectTo: (platform: Functions): void => {
      const invoke = async (name: string, event: Buffer): Promise<boolean> => {
        if (!platform.functions.some((each) => each.name === name)) return false;
        const outcome = await platform.invoke(name, event);
        return outcome !== 'throttled' && outcome.ok;
      };
      targets = { invoke, send, publish, post };
      enforce();
    },
    disconnect: (): void => {
      for (const end of inForce) end();
      smq.close();
    },
  };
};

export type Messaging = ReturnType<typeof createMessaging>;

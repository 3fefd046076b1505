import type { Activity } from '../activity.ts';
import type { Clock } from '../clock.ts';
import type { Fixture } from '../fixture.ts';
import type { Journal } from '../journal.ts';
import type { Outcome } from '../platform/invoke/deployed.ts';
import type { Take } from './delivery.ts';
import type { Owner } from './eventbridge/event.ts';
import { EventBridge } from './eventbridge/eventbridge.ts';
import type { RuleFixture } from './eventbridge/fixture.ts';
import { connectRule, type Rule, startRule, type Targets } from './eventbridge/rules.ts';
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
  const { follow } = eventBridge;
  const delivering = { accountId, regionId, pace, journal, send, follow };
  const inForce: (() => void)[] = [];
  let platform: Functions | undefined;

  const post = async (url: string, body: string): Promise<boolean> => {
    const headers = { 'content-type': 'application/cloudevents+json' };
    const end = activity.begin();
    return fetch(url, { method: 'POST', headers, body })
      .then(({ ok }) => ok)
      .finally(end);
  };

  const invoke = async (name: string, event: string): Promise<boolean> => {
    if (!platform?.functions.some((each) => each.name === name)) return false;
    const outcome = await platform.invoke(name, Buffer.from(event));
    return outcome !== 'throttled' && outcome.ok;
  };

  const targets: Targets = {
    'acs.fc.function': invoke,
    'acs.mns.queue': send,
    'acs.mns.topic': (topic, body) => smq.publish(topic, body),
    http: post,
  };

  /** Puts a rule into force. Throws for a bus that is not there. */
  const addRule = (rule: RuleFixture): void => {
    if (!eventBridge.buses.has(rule.eventBusName))
      throw new Error(`rule ${rule.name}: there is no event bus ${rule.eventBusName}`);
    inForce.push(connectRule(rule, targets, delivering));
  };
  for (const rule of rules) addRule(rule);

  return {
    smq,
    eventBridge,
    /** Where triggers get their events from. Each returns the way to stop. */
    startRule: (rule: Rule, take: Take<unknown>) => startRule(rule, take, delivering),
    startStream: (reading: QueueReading, take: Take<readonly unknown[]>) =>
      startStream(smq.queue(reading.queue), reading, take, delivering),
    addRule,
    /** Lets rules lead to functions. */
    connectTo: (functions: Functions): void => {
      platform = functions;
    },
    disconnect: (): void => {
      for (const end of inForce) end();
      smq.close();
    },
  };
};

export type Messaging = ReturnType<typeof createMessaging>;

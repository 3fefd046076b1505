import type { Activity } from '../activity.ts';
import type { Clock } from '../clock.ts';
import type { Key } from '../cloud/credentials.ts';
import type { Fixture } from '../fixture.ts';
import type { SignatureChecks } from '../gateway/hmac.ts';
import type { HttpRequest } from '../http/types.ts';
import type { Journal } from '../journal.ts';
import type { Platform } from '../platform/platform.ts';
import type { Switches } from '../platform/switches.ts';
import { connectRules, type Targets } from './eventbridge/connect-rules.ts';
import { createEventBridge } from './eventbridge/eventbridge.ts';
import type { RuleFixture } from './eventbridge/fixture.ts';
import { createBusSource } from './eventbridge/rule.ts';
import { createSmq } from './smq/smq.ts';

export interface MessagingOptions {
  readonly fixture: Fixture;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Notified of pushes and retries, so that `idle` waits for them. */
  readonly activity: Activity;
  readonly verify: SignatureChecks;
  readonly switches: Switches;
  /** The key that made an ACS3-HMAC-SHA256 signature. Throws `CloudFault`. */
  readonly callerOf: (request: HttpRequest) => Key;
  readonly accountId: string;
  readonly regions: readonly string[];
}

/** EventBridge and SMQ of the functions' account; what happens there follows the sandbox's clock. */
export const createMessaging = (options: MessagingOptions) => {
  const { fixture, journal, clock, activity, verify, accountId, regions } = options;
  const { random } = Math;
  const owner = { ...verify, journal, accountId, regionId: regions[0] ?? '' };
  const smq = createSmq({
    ...owner,
    scheduler: activity,
    quiet: clock,
    random,
    fixture: fixture.smq,
  });
  const { buses, rules } = fixture.eventBridge;
  const { switches, callerOf } = options;
  const eventBridge = createEventBridge({ ...owner, switches, callerOf, buses });
  const bus = createBusSource({
    follow: eventBridge.follow,
    pace: { scheduler: activity, random },
    journal,
    send: smq.send,
  });
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
    if (targets !== undefined) inForce.push(connectRules(waiting.splice(0), bus, targets));
  };

  return {
    smq,
    eventBridge,
    bus,
    /** Makes a rule. Throws for a bus that is not there. */
    addRule: (rule: RuleFixture): void => {
      if (!eventBridge.hasBus(rule.eventBusName))
        throw new Error(`rule ${rule.name}: there is no event bus ${rule.eventBusName}`);
      waiting.push(rule);
      enforce();
    },
    /** Puts the rules into force. */
    connectTo: (platform: Platform): void => {
      const invoke = async (name: string, event: Buffer): Promise<boolean> => {
        if (!platform.functions.some((each) => each.name === name)) return false;
        const outcome = await platform.invoke(name, event);
        return outcome !== 'throttled' && outcome.ok;
      };
      targets = { invoke, send: smq.send, publish: smq.publish, post };
      enforce();
    },
    disconnect: (): void => {
      for (const end of inForce) end();
      smq.close();
    },
  };
};

import type { Fixture } from '../fixture.ts';
import type { Journal } from '../journal.ts';
import type { Activity } from '../platform/invoke/activity.ts';
import type { Platform } from '../platform/platform.ts';
import { realScheduler } from '../platform/ports.ts';
import type { BusinessClock } from '../platform/time/business-clock.ts';
import { createClockScheduler } from '../platform/time/clock-scheduler.ts';
import { trackedScheduler } from '../platform/time/tracked-scheduler.ts';
import { connectRules } from './eventbridge/connect-rules.ts';
import { createEventBridge } from './eventbridge/eventbridge.ts';
import { createBusSource } from './eventbridge/rule.ts';
import type { SignatureChecks } from './signature-checks.ts';
import { createSmq } from './smq/smq.ts';

export interface MessagingOptions {
  readonly fixture: Fixture;
  readonly journal: Journal;
  readonly clock: BusinessClock;
  /** Told of pushes and retries, so that `idle` waits for them. */
  readonly activity: Activity;
  readonly verify: SignatureChecks;
  readonly accountId: string;
  readonly regions: readonly string[];
}

/** EventBridge and SMQ of the functions' account; what happens there follows the business clock. */
export const createMessaging = (options: MessagingOptions) => {
  const { fixture, journal, clock, activity, verify, accountId, regions } = options;
  const quiet = createClockScheduler(clock, realScheduler);
  const scheduler = createClockScheduler(clock, trackedScheduler(activity));
  const { random } = Math;
  const owner = { ...verify, journal, accountId, regionId: regions[0] ?? '' };
  const smq = createSmq({ ...owner, scheduler, quiet, random, fixture: fixture.smq });
  const eventBridge = createEventBridge({ ...owner, buses: fixture.eventBridge.buses });
  const bus = createBusSource({
    follow: eventBridge.follow,
    pace: { scheduler, random },
    journal,
    send: smq.send,
  });
  let endRules: () => void = () => undefined;

  return {
    smq,
    eventBridge,
    bus,
    /** Puts the rules of the fixture into force. */
    connectTo: (platform: Platform): void => {
      const invoke = async (name: string, event: Buffer): Promise<boolean> => {
        if (!platform.functions.some((each) => each.name === name)) return false;
        const outcome = await platform.invoke(name, event);
        return outcome !== 'throttled' && outcome.ok;
      };
      endRules = connectRules(fixture.eventBridge.rules, bus, { invoke, send: smq.send });
    },
    disconnect: (): void => {
      endRules();
      smq.close();
    },
  };
};

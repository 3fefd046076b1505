import type { Key } from '../cloud/credentials.ts';
import { CloudFault } from '../cloud/fault.ts';
import { isAllowed } from '../cloud/sts.ts';
import type { World } from '../cloud/world.ts';
import { type Acs3Deps, verifyAcs3 } from '../gateway/acs3.ts';
import type { EventBridge } from '../messaging/eventbridge/eventbridge.ts';
import type { Smq } from '../messaging/smq/smq.ts';
import { verifyFc2 } from './api/fc2-signature.ts';
import type { Activity } from './invoke/activity.ts';
import { type PlatformPorts, realScheduler, type Scheduler, type Verdict } from './ports.ts';
import { createRoleCredentials } from './role-credentials.ts';
import { createBusSource } from './triggers/bus.ts';

export interface WiringOptions {
  readonly world: World;
  readonly verify: Acs3Deps;
  readonly smq: Smq;
  readonly eventBridge: EventBridge;
  /** Timers that count as work under way. */
  readonly scheduler: Scheduler;
}

const INVOKE = 'fc:InvokeFunction';

/** Function Compute answers 403 to whatever is wrong with a signature. */
const verdictOf = (check: () => Key): Verdict => {
  try {
    const { accountId, allow } = check();
    return isAllowed(allow, INVOKE)
      ? { ok: true, accountId }
      : { ok: false, status: 403, code: 'AccessDenied', message: `${INVOKE} is not allowed` };
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    return { ok: false, status: 403, code: error.code, message: error.message };
  }
};

/** Real timers whose waits show in `activity`, so that `idle` waits for what they will do. */
export const trackedScheduler = (activity: Activity): Scheduler => ({
  now: realScheduler.now,
  after: (ms, run) => {
    const met = activity.expect(realScheduler.now() + ms);
    const cancel = realScheduler.after(ms, () => {
      const end = activity.begin();
      met();
      run();
      end();
    });
    return () => {
      cancel();
      met();
    };
  },
});

/** Joins the platform to the emulated cloud: keys, signatures, queues, topics and the bus. */
export const wirePlatform = (options: WiringOptions): PlatformPorts => {
  const { world, verify, smq, eventBridge, scheduler } = options;
  return {
    issue: createRoleCredentials({
      rolesOf: (id) => world.fixture.accounts.find((each) => each.id === id)?.roles ?? [],
      issue: (ask) => world.keys.issue(ask),
      now: verify.businessNow,
    }),
    verifyAcs3: (request) => verdictOf(() => verifyAcs3(request, verify)),
    verifyFc2: (request) => verifyFc2(request, verify.find, verify.now()),
    smq,
    sources: {
      ...smq.sources,
      bus: createBusSource({
        follow: (listener) => eventBridge.follow(listener),
        deadLetter: (queue, body) => smq.send(queue, body),
        scheduler,
        random: Math.random,
      }),
    },
    scheduler: realScheduler,
  };
};

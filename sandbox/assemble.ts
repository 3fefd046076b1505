import { createActivity } from './activity.ts';
import { createClock } from './clock.ts';
import { createWorld } from './cloud/world.ts';
import { createFaults } from './faults/faults.ts';
import { loadFixture, parseFixture } from './fixture.ts';
import { createAccess } from './gateway/access.ts';
import { createGateway } from './gateway/gateway.ts';
import { createHostCheck } from './gateway/hosts.ts';
import { createJournal } from './journal.ts';
import { createEventBridgeService } from './messaging/eventbridge/api.ts';
import { createMessaging } from './messaging/messaging.ts';
import { createSmqService } from './messaging/smq/routes.ts';
import { Switches } from './platform/switches.ts';
import type { Service } from './services.ts';
import type { SandboxOptions } from './start.ts';

/** The services without functions, not yet listening. */
export const assembleCloud = ({ fixture: given, timers = true, ...options }: SandboxOptions) => {
  const journal = createJournal();
  const clock = createClock();
  const activity = createActivity(clock);
  journal.follow(activity.touch);
  const fixture = typeof given === 'object' ? parseFixture(given) : loadFixture(given);
  const world = createWorld(fixture, { now: clock.now });
  world.onChange(({ instanceId, changesAt }) => {
    // What changes by itself is told when it does, not when somebody looks.
    if (changesAt !== undefined)
      activity.after(changesAt - clock.now(), () => world.connection(instanceId));
  });
  const access = createAccess(world, clock);
  const switches = Object.assign(new Switches(), { timers }, options.switches);
  const accountId = fixture.accounts[0]?.id ?? '';
  const regions = fixture.regions.filter((each) => each.peering).map((each) => each.id);
  const owner = { accountId, regionId: regions[0] ?? '' };
  const messaging = createMessaging({ fixture, journal, clock, activity, ...owner });
  const common = { ...owner, access, switches, ...messaging };
  const services: Service[] = [
    createHostCheck({
      accountIds: fixture.accounts.map(({ id }) => id),
      regionIds: fixture.regions.map(({ id }) => id),
    }),
    createEventBridgeService(common),
    createSmqService(common),
    createGateway({ world, journal, access }),
  ];
  const onFailure = (error: unknown) => {
    const detail = { stack: error instanceof Error ? error.stack : String(error) };
    journal.record({ kind: 'fault', summary: `the sandbox itself failed: ${error}`, detail });
  };
  const faults = createFaults({ journal, now: clock.now });
  return { ...common, world, regions, journal, clock, faults, activity, services, onFailure };
};

export type Cloud = ReturnType<typeof assembleCloud>;

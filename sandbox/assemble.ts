import { createActivity } from './activity.ts';
import { createClock } from './clock.ts';
import { createWorld } from './cloud/world.ts';
import { createFaults } from './faults/faults.ts';
import { type Fixture, loadFixture, parseFixture } from './fixture.ts';
import { type Acs3Deps, createNonces, verifyAcs3 } from './gateway/acs3.ts';
import { createGateway } from './gateway/gateway.ts';
import { createHostCheck } from './gateway/hosts.ts';
import type { Service } from './http/types.ts';
import { createJournal } from './journal.ts';
import { createMessaging } from './messaging/messaging.ts';
import type { Allows } from './platform/ports.ts';
import { DEFAULT_SWITCHES, type Switches } from './platform/switches.ts';
import type { SandboxOptions } from './sandbox.ts';

const switchesOf = ({ timers, switches }: SandboxOptions): Switches => ({
  ...DEFAULT_SWITCHES,
  ...(timers === undefined ? {} : { timers }),
  ...switches,
});

const fixtureOf = ({ fixture }: SandboxOptions): Fixture =>
  typeof fixture === 'object' ? parseFixture(fixture) : loadFixture(fixture);

/** The services without functions, not yet listening. */
export const assembleCloud = (options: SandboxOptions) => {
  const journal = createJournal();
  const clock = createClock();
  const activity = createActivity(clock);
  journal.follow(activity.touch);
  const fixture = fixtureOf(options);
  const world = createWorld(fixture, { now: clock.now });
  world.onChange(({ instanceId, changesAt = Number.POSITIVE_INFINITY }) => {
    // What changes by itself is told when it does, not when somebody looks.
    if (Number.isFinite(changesAt))
      activity.after(changesAt - clock.now(), () => world.connection(instanceId));
  });
  const find = (accessKeyId: string) => world.keys.find(accessKeyId);
  const isFreshNonce = createNonces();
  const verify: Acs3Deps = { find, clock, isFreshNonce };
  const allows: Allows = (key, action, resource) =>
    world.ram.authorize({ ...key, action, resource }) === 'Allow';
  const switches = switchesOf(options);
  const accountId = fixture.accounts[0]?.id ?? '';
  const regions = fixture.regions.filter((each) => each.peering).map((each) => each.id);
  const owner = { accountId, regions };
  const messaging = createMessaging({
    fixture,
    journal,
    clock,
    activity,
    verify: { ...verify, allows },
    switches,
    callerOf: (request) => verifyAcs3(request, verify),
    ...owner,
  });
  const { eventBridge, smq } = messaging;
  const gateway = createGateway({ world, journal, verify });
  const hosts = createHostCheck({
    accountIds: fixture.accounts.map(({ id }) => id),
    regionIds: fixture.regions.map(({ id }) => id),
  });
  const services: Service[] = [hosts, eventBridge.service, smq.service, gateway];
  const onFailure = (error: unknown) => {
    const detail = { stack: error instanceof Error ? error.stack : String(error) };
    journal.record({ kind: 'fault', summary: `the sandbox itself failed: ${error}`, detail });
  };
  const faults = createFaults({ journal, now: clock.now });
  const wiring = { world, verify, allows, switches, ...messaging };
  return { ...wiring, journal, clock, faults, activity, ...owner, services, onFailure };
};

export type Cloud = ReturnType<typeof assembleCloud>;

import type { Fixture, FixtureVpc } from '../fixture.ts';
import { Agenda } from './agenda.ts';
import { createKeys } from './credentials.ts';
import { CloudFault, refuse } from './fault.ts';
import { createThrottle, Tokens } from './limits.ts';
import { Network } from './network/network.ts';
import { type Answer, Call, type Params } from './operation.ts';
import { PRODUCTS } from './operations.ts';
import { type Caller, createRam, denial } from './ram/ram.ts';
import type { PeerConnection } from './state.ts';
import { type Behaviour, Store } from './store.ts';
import { sts } from './sts.ts';

export type Product = keyof typeof PRODUCTS | 'Sts';

export interface WorldOptions {
  /** The business clock, milliseconds since the epoch. */
  readonly now: () => number;
  readonly random?: () => number;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

const idSource = (random: () => number) => (prefix: string) =>
  `${prefix}-${Array.from({ length: 18 }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('')}`;

/** A slice of the cloud as one state machine in memory: no I/O, no timers, time handed in. */
export const createWorld = (fixture: Fixture, { now, random = Math.random }: WorldOptions) => {
  const agenda = new Agenda(now);
  const newId = idSource(random);
  const store = new Store(fixture, agenda);
  const network = new Network(fixture.vpcs, agenda, fixture.timings.routeMs, newId);
  const keys = createKeys(fixture.accounts, now);
  const ram = createRam(fixture.accounts, fixture);
  const tokens = new Tokens(store);
  const throttle = createThrottle(store);
  const callBy = (caller: Caller, params: Params): Call =>
    new Call(store, network, newId, caller, params);

  /** What every call of VpcPeer and VPC passes through: rights, limits, tokens. */
  const operate = (
    caller: Caller,
    product: keyof typeof PRODUCTS,
    action: string,
    params: Params,
  ): Answer => {
    const { operations, tokenInUse, perMinute } = PRODUCTS[product];
    const offered = operations[action];
    if (!offered) throw refuse('InvalidAction.NotFound');
    const { accountId } = caller;
    const verb = `vpc:${action}`;
    const call = callBy(caller, params);
    const resource = offered.on?.(call) ?? '*';
    const decision = ram.authorize({ ...caller, action: verb, resource });
    const code = product === 'Vpc' ? 'Forbidden.RAM' : store.behaviour.ramDenial;
    if (decision !== 'Allow') throw denial(code, verb, caller, decision);
    throttle(accountId, params.RegionId ?? '', action, offered.perMinute ?? perMinute);
    const run = () => offered.run(call);
    return offered.once
      ? tokens.once(`${accountId} ${product} ${action}`, params, tokenInUse, run)
      : run();
  };

  return {
    fixture,
    keys,
    /** Roles, users and what they may do, for every service. */
    ram,
    /** Route tables and entries. */
    network,
    /** One API call; answers the body without RequestId, or throws `CloudFault`. */
    call: (caller: Caller, product: Product, action: string, params: Params): Answer => {
      agenda.settle();
      try {
        return product === 'Sts'
          ? sts({ ram, keys }, action, callBy(caller, params))
          : operate(caller, product, action, params);
      } catch (error) {
        if (!(error instanceof CloudFault)) throw error;
        // Under the name that the fixture has for it.
        throw error.as({ code: store.behaviour.codes[error.code] ?? error.code });
      }
    },
    connections: (): readonly PeerConnection[] => {
      agenda.settle();
      return [...store.connections.values()];
    },
    connection: (instanceId: string): PeerConnection | undefined => {
      agenda.settle();
      return store.connections.get(instanceId);
    },
    /** A VPC as it is now, tags included. */
    vpc: (vpcId: string): FixtureVpc | undefined => store.vpcs.get(vpcId),
    onChange: store.onChange,
    /** Brings every connection and route entry to where it is now. */
    settle: () => agenda.settle(),
    /** Changes behaviours from now on. */
    behave: (change: Partial<Behaviour>): void => {
      store.behaviour = { ...store.behaviour, ...change };
    },
  };
};

export type World = ReturnType<typeof createWorld>;

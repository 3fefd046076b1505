import type { Fixture } from '../fixture.ts';
import { Keys } from './credentials.ts';
import { CloudFault, fault } from './fault.ts';
import { VPCPEER } from './peering/index.ts';
import type { Answer, Caller, Cloud } from './peering/operation.ts';
import type { Params } from './peering/params.ts';
import type { PeerConnection } from './state.ts';
import { type StatusListener, Store } from './store.ts';
import { assumeRole, isAllowed } from './sts.ts';
import { createThrottle } from './throttle.ts';
import { Tokens } from './tokens.ts';

export type Product = 'VpcPeer' | 'Sts';

export interface World {
  readonly fixture: Fixture;
  readonly keys: Keys;
  /** One API call; answers the body without RequestId, or throws `CloudFault`. */
  call(caller: Caller, product: Product, action: string, params: Params): Answer;
  connections(): readonly PeerConnection[];
  connection(instanceId: string): PeerConnection | undefined;
  onChange(listener: StatusListener): () => void;
  /** Brings every connection to where it is now. */
  settle(): void;
  /** When a connection changes next by itself, business clock, ms. */
  nextChangeAt(): number | undefined;
  clearTokens(): void;
}

export interface WorldOptions {
  /** The business clock, milliseconds since the epoch. */
  readonly now: () => number;
  readonly random?: () => number;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

const idSource = (random: () => number) => (prefix: string) =>
  `${prefix}-${Array.from({ length: 18 }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('')}`;

/** Calls that change nothing are not remembered by their token. */
const isWrite = (action: string): boolean => !/^(Get|List|Describe)/.test(action);

/** A slice of the cloud as one state machine in memory: no I/O, no timers, time handed in. */
export const createWorld = (
  fixture: Fixture,
  { now, random = Math.random }: WorldOptions,
): World => {
  const store = new Store(fixture, now);
  const keys = new Keys(fixture.accounts, now);
  const tokens = new Tokens(now, fixture.behaviour.clientTokenMs);
  const throttle = createThrottle(now, fixture.behaviour.callsPerMinute);
  const cloud: Cloud = { store, newId: idSource(random) };

  const peering = (caller: Caller, action: string, params: Params): Answer => {
    const operation = VPCPEER[action];
    if (!operation)
      throw new CloudFault(
        'InvalidAction.NotFound',
        'Specified api is not found, please check your url and method.',
        404,
      );
    if (!isAllowed(caller.allow, `vpc:${action}`))
      throw fault.permission(`vpc:${action}`, caller.accountId);
    throttle(caller.accountId, params.RegionId ?? '', action);
    const run = () => operation(cloud, caller, params);
    return isWrite(action) ? tokens.once(`${caller.accountId} ${action}`, params, run) : run();
  };

  const sts = (caller: Caller, action: string, params: Params): Answer => {
    if (action === 'GetCallerIdentity') return { AccountId: caller.accountId };
    if (action === 'AssumeRole') return assumeRole(fixture, keys, caller, params);
    throw new CloudFault('InvalidAction.NotFound', 'Specified api is not found.', 404);
  };

  return {
    fixture,
    keys,
    call: (caller, product, action, params) =>
      product === 'Sts' ? sts(caller, action, params) : peering(caller, action, params),
    connections: () => {
      store.settleAll();
      return [...store.connections.values()];
    },
    connection: (instanceId) => store.find(instanceId),
    onChange: (listener) => store.onChange(listener),
    settle: () => store.settleAll(),
    nextChangeAt: () => {
      const times = [...store.connections.values()].flatMap(({ changesAt }) => changesAt ?? []);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    clearTokens: () => tokens.clear(),
  };
};

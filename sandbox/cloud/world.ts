import type { Fixture } from '../fixture.ts';
import { Keys } from './credentials.ts';
import { CloudFault, refuse } from './fault.ts';
import { Network } from './network/network.ts';
import { createNetworkView, type NetworkView } from './network/outside.ts';
import type { Answer, Caller, Cloud } from './operation.ts';
import type { Params } from './params.ts';
import { PRODUCTS } from './products.ts';
import { denial } from './ram/denial.ts';
import { createRam, type Ram } from './ram/ram.ts';
import { resourcesOf } from './ram/resources.ts';
import type { PeerConnection } from './state.ts';
import { type Behaviour, type StatusListener, Store } from './store.ts';
import { assumeRole, callerIdentity } from './sts.ts';
import { createThrottle } from './throttle.ts';
import { Tokens } from './tokens.ts';

export type Product = keyof typeof PRODUCTS | 'Sts';

export interface World {
  readonly fixture: Fixture;
  readonly keys: Keys;
  /** Roles, users and what they may do, for every service. */
  readonly ram: Ram;
  /** One API call; answers the body without RequestId, or throws `CloudFault`. */
  call(caller: Caller, product: Product, action: string, params: Params): Answer;
  connections(): readonly PeerConnection[];
  connection(instanceId: string): PeerConnection | undefined;
  onChange(listener: StatusListener): () => void;
  /** Route tables and entries. */
  readonly network: NetworkView;
  /** Brings every connection and route entry to where it is now. */
  settle(): void;
  clearTokens(): void;
  /** Changes behaviours from now on. */
  behave(change: Partial<Behaviour>): void;
}

export interface WorldOptions {
  /** The business clock, milliseconds since the epoch. */
  readonly now: () => number;
  readonly random?: () => number;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

const idSource = (random: () => number) => (prefix: string) =>
  `${prefix}-${Array.from({ length: 18 }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('')}`;

/** An error under the code that `behaviour.codes` has for it. */
const renamed = (error: unknown, codes: Behaviour['codes']): unknown => {
  if (!(error instanceof CloudFault)) return error;
  const { code, message, status, headers, detail } = error;
  const other = codes[code];
  return other === undefined ? error : new CloudFault(other, message, status, headers, detail);
};

/** A slice of the cloud as one state machine in memory: no I/O, no timers, time handed in. */
export const createWorld = (
  fixture: Fixture,
  { now, random = Math.random }: WorldOptions,
): World => {
  const store = new Store(fixture, now);
  const network = new Network(fixture.vpcs, now, fixture.timings.routeMs);
  const keys = new Keys(fixture.accounts, now);
  const ram = createRam(fixture.accounts, fixture);
  const tokens = new Tokens(store);
  const throttle = createThrottle(store);
  const cloud: Cloud = { store, network, newId: idSource(random) };

  const operate = (
    caller: Caller,
    product: keyof typeof PRODUCTS,
    action: string,
    params: Params,
  ): Answer => {
    const { operations, takesToken, tokenInUse, callsPerMinute } = PRODUCTS[product];
    const operation = operations[action];
    if (!operation) throw refuse('InvalidAction.NotFound');
    const { accountId } = caller;
    const verb = `vpc:${action}`;
    const resource = resourcesOf(product, action, params, accountId);
    const decision = ram.authorize({ ...caller, action: verb, resource });
    const code = product === 'Vpc' ? 'Forbidden.RAM' : store.behaviour.ramDenial;
    if (decision !== 'Allow') throw denial(code, verb, caller, decision);
    throttle(accountId, params.RegionId ?? '', action, callsPerMinute);
    const run = () => operation(cloud, caller, params);
    if (!takesToken(action)) return run();
    return tokens.once(`${accountId} ${product} ${action}`, params, tokenInUse, run);
  };

  const sts = (caller: Caller, action: string, params: Params): Answer => {
    if (action === 'GetCallerIdentity') return callerIdentity(caller);
    if (action === 'AssumeRole') return assumeRole(ram, keys, caller, params);
    throw refuse('InvalidAction.NotFound');
  };

  return {
    fixture,
    keys,
    ram,
    call: (caller, product, action, params) => {
      try {
        return product === 'Sts'
          ? sts(caller, action, params)
          : operate(caller, product, action, params);
      } catch (error) {
        throw renamed(error, store.behaviour.codes);
      }
    },
    connections: () => {
      store.settleAll();
      return [...store.connections.values()];
    },
    connection: (instanceId) => store.find(instanceId),
    onChange: (listener) => store.onChange(listener),
    network: createNetworkView(network, cloud.newId),
    settle: () => {
      store.settleAll();
      network.settleAll();
    },
    clearTokens: () => tokens.clear(),
    behave: (change) => {
      store.behaviour = { ...store.behaviour, ...change };
    },
  };
};

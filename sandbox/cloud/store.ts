import type { Fixture, FixtureAccount, FixtureVpc } from '../fixture.ts';
import { settle } from './machine.ts';
import type { PeerConnection } from './state.ts';

export type Behaviour = Fixture['behaviour'];
export type StatusListener = (connection: PeerConnection, from: string) => void;

/** How a connection was from a moment on. */
interface Snapshot {
  readonly at: number;
  readonly row: PeerConnection;
}

const MOST_SNAPSHOTS = 32;

const copyOf = (connection: PeerConnection): PeerConnection => ({
  ...connection,
  tags: new Map([...connection.tags].map(([side, tags]) => [side, new Map(tags)])),
});

/** Everything the cloud knows, indexed so that ten thousand connections stay cheap. */
export class Store {
  readonly accounts: ReadonlyMap<string, FixtureAccount>;
  readonly vpcs: Map<string, FixtureVpc>;
  readonly connections = new Map<string, PeerConnection>();
  /** May change while the cloud runs. */
  behaviour: Behaviour;
  readonly bornAt: number;
  readonly #byVpc = new Map<string, Set<PeerConnection>>();
  readonly #listeners = new Set<StatusListener>();
  readonly #past = new Map<string, Snapshot[]>();
  readonly #writes = new Map<string, { readonly at: number; readonly write: () => void }[]>();

  constructor(
    readonly fixture: Fixture,
    readonly now: () => number,
  ) {
    this.accounts = new Map(fixture.accounts.map((each) => [each.id, each]));
    this.vpcs = new Map(fixture.vpcs.map((each) => [each.id, each]));
    this.behaviour = fixture.behaviour;
    this.bornAt = now();
  }

  onChange(listener: StatusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Announces a status that a connection has entered. */
  tell(connection: PeerConnection, from: string): void {
    this.#remember(connection, connection.gmtModified);
    for (const listener of this.#listeners) listener(connection, from);
  }

  add(connection: PeerConnection): void {
    this.connections.set(connection.instanceId, connection);
    for (const vpcId of [connection.vpcId, connection.acceptingVpcId]) {
      const those = this.#byVpc.get(vpcId) ?? new Set();
      this.#byVpc.set(vpcId, those.add(connection));
    }
    this.tell(connection, '');
  }

  /** Writes tags or texts of a connection, `afterMs` from now. */
  write(connection: PeerConnection, afterMs: number, write: () => void): void {
    const id = connection.instanceId;
    this.#writes.set(id, [...(this.#writes.get(id) ?? []), { at: this.now() + afterMs, write }]);
    this.settled(connection);
  }

  settled(connection: PeerConnection): PeerConnection {
    const now = this.now();
    settle(connection, now, this.fixture.timings, (it, from) => this.tell(it, from));
    const writes = this.#writes.get(connection.instanceId);
    if (!writes) return connection;
    const [due, later] = [
      writes.filter(({ at }) => at <= now),
      writes.filter(({ at }) => at > now),
    ];
    for (const { write } of due) write();
    if (due.length > 0) this.#remember(connection, now);
    if (later.length === 0) this.#writes.delete(connection.instanceId);
    else this.#writes.set(connection.instanceId, later);
    return connection;
  }

  settleAll(): void {
    for (const connection of this.connections.values()) this.settled(connection);
  }

  find(instanceId: string): PeerConnection | undefined {
    const found = this.connections.get(instanceId);
    return found && this.settled(found);
  }

  ofVpc(vpcId: string): readonly PeerConnection[] {
    return [...(this.#byVpc.get(vpcId) ?? [])].map((each) => this.settled(each));
  }

  /** A connection as lists show it: as it was `listLagMs` ago; `undefined` before it was. */
  listed(connection: PeerConnection): PeerConnection | undefined {
    const { listLagMs } = this.behaviour;
    if (listLagMs === 0) return connection;
    const then = this.now() - listLagMs;
    return this.#past.get(connection.instanceId)?.findLast(({ at }) => at <= then)?.row;
  }

  /** True while lists tell the truth: nothing lags, no write is under way. */
  get isUpToDate(): boolean {
    return this.behaviour.listLagMs === 0 && this.#writes.size === 0;
  }

  vpcStatus({ status, availableAfterMs }: FixtureVpc): string {
    const isDone = availableAfterMs !== undefined && this.now() - this.bornAt >= availableAfterMs;
    return isDone ? 'Available' : status;
  }

  #remember(connection: PeerConnection, at: number): void {
    const past = this.#past.get(connection.instanceId) ?? [];
    past.push({ at, row: copyOf(connection) });
    if (past.length > MOST_SNAPSHOTS) past.shift();
    this.#past.set(connection.instanceId, past);
  }
}

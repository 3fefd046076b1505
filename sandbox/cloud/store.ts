import type { Fixture, FixtureAccount, FixtureVpc } from '../fixture.ts';
import { settle } from './machine.ts';
import type { PeerConnection } from './state.ts';

export type StatusListener = (connection: PeerConnection, from: string) => void;

/** Everything the cloud knows, indexed so that ten thousand connections stay cheap. */
export class Store {
  readonly accounts: ReadonlyMap<string, FixtureAccount>;
  readonly vpcs: Map<string, FixtureVpc>;
  readonly connections = new Map<string, PeerConnection>();
  readonly #byVpc = new Map<string, Set<PeerConnection>>();
  readonly #listeners = new Set<StatusListener>();
  readonly bornAt: number;

  constructor(
    readonly fixture: Fixture,
    readonly now: () => number,
  ) {
    this.accounts = new Map(fixture.accounts.map((each) => [each.id, each]));
    this.vpcs = new Map(fixture.vpcs.map((each) => [each.id, each]));
    this.bornAt = now();
  }

  onChange(listener: StatusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(connection: PeerConnection, from: string): void {
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

  settled(connection: PeerConnection): PeerConnection {
    settle(connection, this.now(), this.fixture.timings, (it, from) => this.tell(it, from));
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

  vpcStatus(vpc: FixtureVpc): string {
    const { status, availableAfterMs } = vpc;
    const isDone = availableAfterMs !== undefined && this.now() - this.bornAt >= availableAfterMs;
    return isDone ? 'Available' : status;
  }
}

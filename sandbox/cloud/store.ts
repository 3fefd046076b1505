import type { Fixture, FixtureAccount, FixtureVpc } from '../fixture.ts';
import { Listeners } from '../listeners.ts';
import type { Agenda } from './agenda.ts';
import type { PeerConnection } from './state.ts';

export type Behaviour = Fixture['behaviour'];
type Status = PeerConnection['status'];

const MOST_SNAPSHOTS = 32;

/** Accounts, VPCs and connections, indexed so that ten thousand connections stay cheap. */
export class Store {
  readonly accounts: ReadonlyMap<string, FixtureAccount>;
  readonly vpcs: Map<string, FixtureVpc>;
  readonly connections = new Map<string, PeerConnection>();
  /** May change while the cloud runs. */
  behaviour: Behaviour;
  readonly now: () => number;
  readonly bornAt: number;
  readonly #byVpc = new Map<string, Set<PeerConnection>>();
  readonly #changes = new Listeners<[connection: PeerConnection, from: Status | '']>();
  /** Calls the listener for every status that a connection enters; returns the way to stop. */
  readonly onChange = this.#changes.add;
  /** How each connection was from a moment on. */
  readonly #past = new Map<string, { at: number; row: PeerConnection }[]>();

  constructor(
    readonly fixture: Fixture,
    readonly agenda: Agenda,
  ) {
    this.accounts = new Map(fixture.accounts.map((each) => [each.id, each]));
    this.vpcs = new Map(fixture.vpcs.map((each) => [each.id, each]));
    this.behaviour = fixture.behaviour;
    this.now = agenda.now;
    this.bornAt = agenda.now();
  }

  /** Takes in a new connection, which is Creating. */
  add(connection: PeerConnection): void {
    this.connections.set(connection.instanceId, connection);
    for (const vpcId of [connection.vpcId, connection.acceptingVpcId]) {
      const those = this.#byVpc.get(vpcId) ?? new Set();
      this.#byVpc.set(vpcId, those.add(connection));
    }
    this.enter(connection, 'Creating', this.fixture.timings.creatingMs, this.now(), '');
  }

  /** Puts a connection into a status, which it leaves by itself after `forMs` if that is given. */
  enter(
    connection: PeerConnection,
    status: Status,
    forMs?: number,
    at = this.now(),
    from: Status | '' = connection.status,
  ): void {
    const changesAt = forMs === undefined ? undefined : at + forMs;
    Object.assign(connection, { status, gmtModified: at, changesAt });
    if (changesAt !== undefined)
      this.agenda.at(changesAt, () => {
        if (connection.changesAt === changesAt) this.#follow(connection, changesAt);
      });
    this.#remember(connection, at);
    this.#changes.tell(connection, from);
  }

  /** Writes tags of a connection, which takes a while to be seen. */
  writeTags(connection: PeerConnection, write: () => void): void {
    this.agenda.at(this.now() + this.behaviour.tagLagMs, (at) => {
      write();
      this.#remember(connection, at);
    });
    this.agenda.settle();
  }

  ofVpc(vpcId: string): readonly PeerConnection[] {
    return [...(this.#byVpc.get(vpcId) ?? [])];
  }

  /** A connection as lists show it: as it was `listLagMs` ago; `undefined` before it was. */
  listed(connection: PeerConnection): PeerConnection | undefined {
    const { listLagMs } = this.behaviour;
    if (listLagMs === 0) return connection;
    const then = this.now() - listLagMs;
    return this.#past.get(connection.instanceId)?.findLast(({ at }) => at <= then)?.row;
  }

  vpcStatus({ status, availableAfterMs }: FixtureVpc): string {
    const isDone = availableAfterMs !== undefined && this.now() - this.bornAt >= availableAfterMs;
    return isDone ? 'Available' : status;
  }

  /** What follows when the time of a status is over; statuses that are not named wait for somebody. */
  #follow(connection: PeerConnection, at: number): void {
    const { status, ownerId, acceptingOwnerUid, gmtCreate } = connection;
    const next = (to: Status, forMs?: number) => this.enter(connection, to, forMs, at);
    if (status === 'Accepting') next('Expired');
    else if (status === 'Deleting') next('Deleted');
    else if (status === 'Updating') {
      Object.assign(connection, connection.change, { gmtExpired: undefined });
      delete connection.change;
      next('Activated');
    } else if (ownerId === acceptingOwnerUid) next('Activated');
    else {
      connection.gmtExpired = gmtCreate + this.fixture.timings.acceptWithinMs;
      next('Accepting', connection.gmtExpired - at);
    }
  }

  #remember(connection: PeerConnection, at: number): void {
    const past = this.#past.get(connection.instanceId) ?? [];
    past.push({ at, row: structuredClone(connection) });
    if (past.length > MOST_SNAPSHOTS) past.shift();
    this.#past.set(connection.instanceId, past);
  }
}

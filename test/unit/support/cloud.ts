import type { Connection } from '../../../lib/peering/model/connection.ts';
import { ApiError } from '../../../lib/peering/model/failure.ts';
import type {
  CreateInput,
  ListQuery,
  PeeringApi,
  TaggedResource,
} from '../../../lib/peering/ports.ts';
import { connectionIn } from '../peering/samples.ts';

type Operation = keyof PeeringApi;

/** How a call goes wrong: refused before, or after it was applied. */
interface Fault {
  readonly error: Error;
  readonly isApplied: boolean;
  times: number;
}

const notFound = (instanceId: string): ApiError =>
  new ApiError({
    kind: 'api',
    operation: 'GetVpcPeerConnectionAttribute',
    code: 'ResourceNotFound.InstanceId',
    message: `${instanceId} does not exist.`,
    status: 404,
  });

const matches = ({ vpcIds, instanceId }: ListQuery, row: Connection): boolean => {
  const ends = [row.vpc.vpcId, row.acceptingVpc.vpcId];
  if (instanceId !== undefined) return row.instanceId === instanceId;
  return (vpcIds ?? []).every((each) => ends.includes(each));
};

/**
 * VpcPeer as unit tests need it: connections in a map that a test writes to, lists that may lag behind it, and
 * calls that fail as told. Every call is written into the journal.
 */
export class FakeCloud {
  readonly connections = new Map<string, Connection>();
  /** What lists show; the connections themselves where it is not set. */
  rows: readonly Connection[] | undefined;
  /** What a list of tags shows; the tags of the connections where it is not set. */
  taggedIds: readonly string[] | undefined;
  /** Whether tags are written where they are written. */
  takesTags = true;
  nextId = 'pcc-new';
  readonly created: CreateInput[] = [];
  readonly inputs: { readonly operation: Operation; readonly input: unknown }[] = [];
  readonly #journal: string[];
  readonly #tokens = new Map<string, string>();
  readonly #faults = new Map<Operation, Fault>();
  readonly #after = new Map<Operation, () => void>();

  constructor(journal: string[], connections: readonly Connection[] = []) {
    this.#journal = journal;
    for (const each of connections) this.put(each);
  }

  put(connection: Connection): void {
    this.connections.set(connection.instanceId, connection);
  }

  /** The connection as it is from now on. */
  set(instanceId: string, change: Partial<Connection>): void {
    const known = this.connections.get(instanceId);
    if (!known) throw new Error(`There is no ${instanceId}`);
    this.put({ ...known, ...change });
  }

  fail(operation: Operation, error: Error, times = Number.POSITIVE_INFINITY): void {
    this.#faults.set(operation, { error, isApplied: false, times });
  }

  /** The call is applied and its answer lost. */
  lose(operation: Operation, error: Error, times = 1): void {
    this.#faults.set(operation, { error, isApplied: true, times });
  }

  /** Runs once after the next call of the operation. */
  after(operation: Operation, then: () => void): void {
    this.#after.set(operation, then);
  }

  async #call<T>(operation: Operation, input: unknown, note: string, apply: () => T): Promise<T> {
    this.#journal.push(note === '' ? operation : `${operation} ${note}`);
    this.inputs.push({ operation, input });
    const fault = this.#faults.get(operation);
    const isFailing = fault !== undefined && fault.times-- > 0;
    if (isFailing && !fault.isApplied) throw fault.error;
    const answer = apply();
    const then = this.#after.get(operation);
    this.#after.delete(operation);
    then?.();
    if (isFailing) throw fault.error;
    return answer;
  }

  #found(instanceId: string): Connection {
    const found = this.connections.get(instanceId);
    if (!found) throw notFound(instanceId);
    return found;
  }

  #create(input: CreateInput) {
    this.created.push(input);
    const known = this.#tokens.get(input.clientToken);
    if (known !== undefined) return { instanceId: known, requestId: 'api-1' };
    const instanceId = this.nextId;
    this.#tokens.set(input.clientToken, instanceId);
    this.put(
      connectionIn('Creating', {
        instanceId,
        ...(input.name === undefined ? {} : { name: input.name }),
        acceptingOwnerUid: input.acceptingAliUid,
        vpc: { vpcId: input.vpcId, ipv4Cidrs: [], ipv6Cidrs: [] },
        acceptingVpc: { vpcId: input.acceptingVpcId, ipv4Cidrs: [], ipv6Cidrs: [] },
        tags: input.tag,
      }),
    );
    return { instanceId, requestId: 'api-1' };
  }

  #tag(ids: readonly string[], tag: Connection['tags']): void {
    if (!this.takesTags) return;
    for (const id of ids) {
      const kept = this.#found(id).tags.filter(({ key }) => !tag.some((each) => each.key === key));
      this.set(id, { tags: [...kept, ...tag] });
    }
  }

  #untag(ids: readonly string[], keys: readonly string[]): void {
    for (const id of ids) {
      const kept = this.#found(id).tags.filter(({ key }) => !keys.includes(key));
      this.set(id, { tags: kept });
    }
  }

  #tagged(): readonly TaggedResource[] {
    const ids = this.taggedIds ?? [...this.connections.keys()];
    return ids.flatMap((resourceId) =>
      (this.connections.get(resourceId)?.tags ?? []).map(({ key, value }) => ({
        resourceId,
        tagKey: key,
        tagValue: value,
      })),
    );
  }

  readonly peering: PeeringApi = {
    create: (input) =>
      this.#call('create', input, input.dryRun ? 'dry' : '', () =>
        input.dryRun ? { instanceId: '', requestId: 'api-1' } : this.#create(input),
      ),
    accept: (input) => this.#on('accept', input, { status: 'Updating' }),
    reject: (input) => this.#on('reject', input, { status: 'Rejected' }),
    modify: (input) =>
      this.#on('modify', input, {
        status: 'Updating',
        ...(input.name === undefined ? {} : { name: input.name }),
      }),
    delete: (input) => this.#on('delete', input, { status: 'Deleting' }),
    get: (instanceId) => this.#call('get', instanceId, instanceId, () => this.#found(instanceId)),
    list: (query) =>
      this.#call('list', query, '', () => {
        const rows = this.rows ?? [...this.connections.values()];
        return { items: rows.filter((row) => matches(query, row)) };
      }),
    tagResources: (input) =>
      this.#call('tagResources', input, input.tag.map(({ key }) => key).join(','), () =>
        this.#tag(input.resourceIds, input.tag),
      ),
    untagResources: (input) =>
      this.#call('untagResources', input, '', () => this.#untag(input.resourceIds, input.tagKeys)),
    listTagResources: (query) =>
      this.#call('listTagResources', query, '', () => ({ items: this.#tagged() })),
  };

  #on(
    operation: 'accept' | 'reject' | 'modify' | 'delete',
    input: { readonly instanceId: string; readonly dryRun?: boolean | undefined },
    change: Partial<Connection>,
  ): Promise<void> {
    return this.#call(operation, input, input.dryRun ? 'dry' : '', () => {
      this.#found(input.instanceId);
      if (!input.dryRun) this.set(input.instanceId, change);
    });
  }
}

import type { FollowUpEvent, RouteFact } from '../../../lib/peering/model/event.ts';
import type { CloudCall } from './cloud.ts';
import type { Invocation } from './invocation.ts';
import type { Line } from './log.ts';
import type { TakenTask } from './platform.ts';
import type { Delivery } from './sinks.ts';

/** An event at the moment it was first decided. */
export interface Announced {
  readonly id: string;
  readonly type: string;
  readonly subject: string | undefined;
  readonly at: number;
  readonly run: Invocation;
  /** When the run had last looked at each connection; it may look again later. */
  readonly lookedAt: ReadonlyMap<string, number>;
  /** The same of every run that announced it again. */
  readonly again: ReadonlyMap<string, number>[];
  /** Every run that announced it, and when. */
  readonly times: { readonly at: number; readonly run: Invocation }[];
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The connection that an event is about; empty where it is about none. */
export const instanceOf = ({ data }: Pick<FollowUpEvent, 'data'>): string =>
  text(field(field(data, 'connection'), 'instanceId')) ?? '';

/** The request id that tags name which somebody else wrote on a connection of theirs. */
export const FORGED = 'forged';

export const requestIdOf = ({ data }: Pick<FollowUpEvent, 'data'>): string | undefined =>
  text(field(data, 'requestId'));

export const actionOf = ({ data }: Pick<FollowUpEvent, 'data'>): string | undefined =>
  text(field(data, 'action'));

export const failureCodeOf = ({ data }: Pick<FollowUpEvent, 'data'>): string | undefined =>
  text(field(field(data, 'failure'), 'code'));

export const isRetryable = ({ data }: Pick<FollowUpEvent, 'data'>): boolean =>
  field(field(data, 'failure'), 'retryable') === true;

export const failureCategoryOf = ({ data }: Pick<FollowUpEvent, 'data'>): string | undefined =>
  text(field(field(data, 'failure'), 'category'));

/** The fields of the connection that an event is about. */
export const connectionIn = ({
  data,
}: Pick<FollowUpEvent, 'data'>): Readonly<{ [name: string]: unknown }> => {
  const connection = field(data, 'connection');
  return typeof connection === 'object' && connection !== null ? { ...connection } : {};
};

/** The status of the connection, as an event shows it. */
export const statusIn = ({ data }: Pick<FollowUpEvent, 'data'>): string | undefined =>
  text(field(field(data, 'connection'), 'status'));

/** A failure of what passes: the request may be sent again. */
export const mayBeSentAgain = ({ data }: Pick<FollowUpEvent, 'data'>): boolean =>
  field(field(data, 'failure'), 'retryable') === true;

interface Finding {
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
}

/** What an event found beside its fact. */
export const findingsIn = ({ data }: Pick<FollowUpEvent, 'data'>): readonly Finding[] => {
  const findings = field(data, 'findings');
  return Array.isArray(findings) ? findings : [];
};

export const hasFinding = (event: Pick<FollowUpEvent, 'data'>, code: string): boolean =>
  findingsIn(event).some((each) => each.code === code);

/** What an adopted connection has otherwise than asked. */
export const differencesIn = ({
  data,
}: Pick<FollowUpEvent, 'data'>): readonly { readonly field: string }[] => {
  const differences = field(data, 'differences');
  return Array.isArray(differences) ? differences : [];
};

/** What is to be done about a failure. */
export const remedyIn = ({ data }: Pick<FollowUpEvent, 'data'>): string | undefined =>
  text(field(field(data, 'failure'), 'remedy'));

/** What an event about a message that is no valid request shows of it. */
export const originalIn = ({
  data,
}: Pick<FollowUpEvent, 'data'>): { readonly base64: string; readonly truncated: boolean } => {
  const original = field(data, 'original');
  return {
    base64: text(field(original, 'base64')) ?? '',
    truncated: field(original, 'truncated') === true,
  };
};

/** The entries that an event about routes shows. */
export const routesIn = ({ data }: Pick<FollowUpEvent, 'data'>): readonly RouteFact[] => {
  const plan = field(data, 'plan');
  return Array.isArray(plan) ? plan : [];
};

export const shortType = ({ type }: Pick<FollowUpEvent, 'type'>): string =>
  type.replace('peerflow:', '').replace('Connection:', '');

/** All that a simulated run did, for invariants and for the trace. */
export class Record {
  readonly announced = new Map<string, Announced>();
  readonly deliveries: Delivery[] = [];
  readonly calls: CloudCall[] = [];
  readonly refused: (Omit<CloudCall, 'answer' | 'isAnswered'> & { readonly code: string })[] = [];
  /** Calls of the cloud that were throttled, and that said for how long to wait. */
  readonly throttled: {
    readonly run: Invocation;
    readonly at: number;
    readonly instanceId: string;
    readonly retryAfterMs: number;
  }[] = [];
  readonly counts = new Map<string, number>();
  readonly lines: Line[] = [];
  readonly tasks: TakenTask[] = [];
  /** Tasks that were dropped, as their ids were taken before. */
  readonly known: TakenTask[] = [];
  /** Runs that came to their end. */
  readonly ended: Invocation[] = [];
  /** Tasks whose retries were over, as they were given up. */
  readonly failed: string[] = [];
  /** What was broken, as it happened. */
  readonly broken: string[] = [];
  readonly #made = new Map<string, Set<string>>();

  count(operation: string): void {
    this.counts.set(operation, (this.counts.get(operation) ?? 0) + 1);
  }

  take(call: CloudCall): void {
    this.calls.push(call);
    if (call.action === 'CreateVpcPeerConnection' && call.params.DryRun !== 'true')
      this.#noteMade(call);
  }

  /** A create carries the id of its request in a tag. */
  #noteMade({ params, answer }: CloudCall): void {
    for (const [name, value] of Object.entries(params))
      if (/^Tag\.\d+\.Value$/.test(name)) {
        const ids = this.#made.get(value) ?? new Set();
        this.#made.set(value, ids.add(String(answer.InstanceId)));
      }
  }

  /** The connections that creates of a request made. */
  madeBy(requestId: string): Iterable<string> {
    return this.#made.get(requestId) ?? [];
  }

  /** How often something was called, whatever came of it. */
  called(operation: string): number {
    return this.counts.get(operation) ?? 0;
  }

  announce(line: Line): void {
    const { fields, at, run } = line;
    const id = text(fields.event);
    if (id === undefined) return;
    const lookedAt = new Map(run.lookedAt);
    const known = this.announced.get(id);
    if (known) {
      known.again.push(lookedAt);
      known.times.push({ at, run });
      return;
    }
    const type = text(fields.type) ?? '';
    const subject = text(fields.subject);
    this.announced.set(id, {
      id,
      type,
      subject,
      at,
      run,
      lookedAt,
      again: [],
      times: [{ at, run }],
    });
  }
}

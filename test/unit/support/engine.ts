import type { Connection } from '../../../lib/peering/model/connection.ts';
import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { SinkResult } from '../../../lib/peering/ports.ts';
import {
  newTags,
  type Options,
  type StateWord,
  stateKey,
} from '../../../lib/peering/state/tags.ts';
import { FakeCloud } from './cloud.ts';
import { apiError, type Enqueued, type FakeOptions, fakeContext, sinkThat } from './context.ts';

const DOWN: SinkResult = { ok: false, kind: 'refused', code: 'AccessDenied', detail: 'no' };

export interface EngineOptions extends Pick<FakeOptions, 'settings' | 'context'> {
  readonly connections?: readonly Connection[];
}

/** What a test may read of an event's data. */
export interface EventSummary {
  readonly type: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const shortType = (type: string): string => type.replace(/^peerflow:(Connection:)?/, '');

/**
 * The engine among fakes: a cloud, a sink and the queue, whose calls are written into one journal, so that a
 * test can say in which order things happen.
 */
export const engine = ({ connections = [], settings, context }: EngineOptions = {}) => {
  const journal: string[] = [];
  const cloud = new FakeCloud(journal, connections);
  const switches = { isSinkDown: false, isQueueDown: false, ignoresIds: false };
  const { sink, taken } = sinkThat('sink', (event) => {
    journal.push(`event ${shortType(event.type)}`);
    return switches.isSinkDown ? DOWN : { ok: true };
  });
  const seen = new Set<string>();
  const onEnqueue = ({ id, task }: Enqueued) => {
    if (switches.isQueueDown) throw apiError('ServiceUnavailable', 503);
    const existing = seen.has(id) && !switches.ignoresIds;
    seen.add(id);
    journal.push(`task ${task.peerflow}${existing ? ' exists' : ''}`);
    return { existing, honoursIds: !switches.ignoresIds };
  };
  const fake = fakeContext({
    peering: cloud.peering,
    sinks: [sink],
    onEnqueue,
    ...(settings ? { settings } : {}),
    ...(context ? { context } : {}),
  });
  return {
    ...fake,
    cloud,
    journal,
    switches,
    /** The events that the sink took. */
    events: taken,
    types: () => taken.map(({ type }: FollowUpEvent) => shortType(type)),
    /** The data of the event of a type that the sink took last. */
    dataOf: (type: string): Readonly<Record<string, unknown>> => {
      const data = taken.findLast((each) => shortType(each.type) === type)?.data;
      if (!isRecord(data)) throw new Error(`No ${type} was delivered`);
      return data;
    },
    /** Journal entries without the reads. */
    effects: () => journal.filter((each) => !/^(get|list)/.test(each)),
  };
};

const NONE: Options = { routes: 'none', accept: 'manual', by: 'create' };

/** Our three tags, as a request of this id would have written them. */
export const ourTags = (
  requestId: string,
  state: StateWord = 'Requested',
  options: Partial<Options> = {},
): Connection['tags'] =>
  newTags('peerflow', requestId, { ...NONE, ...options }).map((tag) =>
    tag.key === stateKey('peerflow') ? { ...tag, value: state } : tag,
  );

import * as v from 'valibot';
import { Listeners } from '../listeners.ts';
import type { HttpAnswer } from './user.ts';

const text = v.optional(v.string());

/** A follow-up event as a consumer reads it. */
const followUp = v.looseObject({
  id: v.string(),
  type: v.pipe(v.string(), v.startsWith('peerflow:')),
  data: v.looseObject({
    requestId: v.nullish(v.string()),
    connection: v.optional(v.looseObject({ instanceId: text, acceptingOwnerUid: text })),
    failure: v.optional(v.looseObject({ code: text, message: text, remedy: text })),
    errors: v.optional(v.array(v.unknown())),
  }),
});
export type FollowUp = v.InferOutput<typeof followUp>;

/** Where a follow-up event has to arrive. */
const PLACES = ['bus', 'queue'] as const;
type Place = (typeof PLACES)[number];

export type Tone = 'plain' | 'waiting' | 'good' | 'bad';

/** How one request stands. */
export interface Row {
  readonly name: string;
  readonly door: string;
  readonly status: string;
  readonly tone: Tone;
  readonly sentAt: number;
  /** When it got what it asked for, or will not get it any more. */
  readonly endedAt?: number;
  /** The newest event about it. */
  readonly event?: FollowUp;
  /** More lines, e.g. what is wrong with a request. */
  readonly detail: readonly string[];
}

/** What sending a request gave. */
export interface Result {
  /** The request id that its events will carry. */
  readonly requestId: string;
  /** What HTTP answered; a message and an event get no answer. */
  readonly answer?: HttpAnswer;
}

interface Sent extends Partial<Result> {
  readonly name: string;
  readonly door: string;
  /** True: Peerflow is asked to accept; else somebody else does, and the demo does not wait for that. */
  readonly isAccepted: boolean;
  /** True: the request has what it asks for when its routes stand. */
  readonly wantsRoutes: boolean;
  readonly at: number;
  readonly answeredAt?: number;
}

interface Heard {
  readonly event: FollowUp;
  readonly at: number;
  readonly places: Set<Place>;
}

/** Events after which a request will not get what it asked for. */
const BAD = ['Rejected', 'Expired', 'Failed', 'Stalled', 'Routes:Failed'];
/** Events after which somebody else has to do something. */
const WAITING = ['Accepting', 'Expiring', 'Routes:Partial'];

/** What becomes of a connection, whoever asked for it. */
const CONNECTION_ENDS = ['Activated', 'Accepting', 'Rejected', 'Expired', 'Deleted'];

/** `Activated` of a connection, `Routes:Ready` of its routes. */
const kindOf = ({ type }: FollowUp): string =>
  type.replace(/^peerflow:((Connection|Request):)?/, '');

const toneOf = (kind: string, goals: readonly string[]): Tone => {
  if (BAD.includes(kind)) return 'bad';
  if (WAITING.includes(kind)) return 'waiting';
  return goals.includes(kind) ? 'good' : 'plain';
};

/** A kind of event in words that say who has to do what. */
const wordsFor = (event: FollowUp): string => {
  const kind = kindOf(event);
  const { connection, failure } = event.data;
  if (kind === 'Accepting' || kind === 'Expiring')
    return `waits for account ${connection?.acceptingOwnerUid ?? 'of the other side'} to accept`;
  if (kind === 'Routes:Partial') return 'waits for the other side to make its routes';
  return failure?.code === undefined ? kind : `${kind}: ${failure.code}`;
};

/** Why a request will not get what it asked for, in lines, with every fault. */
const linesOf = (detail: unknown, errors: unknown, remedy: unknown): readonly string[] => {
  const faults: readonly unknown[] = Array.isArray(errors) ? errors : [];
  return [
    String(detail ?? ''),
    ...faults.map((each) => {
      const { pointer, detail: text } = Object(each);
      return `  ${String(pointer) || '/'} ${String(text)}`;
    }),
    ...(remedy ? [`What to do: ${String(remedy)}`] : []),
  ].filter(Boolean);
};

/** What became of each request, by HTTP answers and by the events that come over bus and queue. */
export class Story {
  readonly #sent: Sent[] = [];
  /** By event id, in the order of their coming. */
  readonly #heard = new Map<string, Heard>();
  readonly #changes = new Listeners<[]>();
  /** Calls the listener for every change; returns the way to stop. */
  readonly follow = this.#changes.add;

  /** @param goals kinds of events after which a request has what it asked for */
  constructor(private readonly goals: readonly string[]) {}

  /** A request is on its way; the result says under which id, and what HTTP answered. */
  send(
    request: Pick<Sent, 'name' | 'door' | 'isAccepted' | 'wantsRoutes'>,
    at: number,
  ): (result: Result, at: number) => void {
    const sent: Sent = { ...request, at };
    this.#sent.push(sent);
    this.#changes.tell();
    return (result, answeredAt) => {
      Object.assign(sent, result, { answeredAt });
      this.#changes.tell();
    };
  }

  /** Reads what arrived somewhere; what is no follow-up event is passed over. */
  note(place: Place, raw: unknown, at: number): void {
    const read = v.safeParse(followUp, raw);
    if (!read.success) return;
    const event = read.output;
    const heard = this.#heard.get(event.id) ?? { event, at, places: new Set<Place>() };
    heard.places.add(place);
    this.#heard.set(event.id, heard);
    this.#changes.tell();
  }

  get rows(): readonly Row[] {
    return this.#sent.map((sent) => this.#rowOf(sent));
  }

  /** True if every request has ended, in every place. */
  get isOver(): boolean {
    return this.rows.every(({ endedAt }) => endedAt !== undefined);
  }

  #rowOf(sent: Sent): Row {
    const { name, door, at: sentAt, requestId, answer, answeredAt = sentAt } = sent;
    const base = { name, door, sentAt, detail: [] };
    if (answer !== undefined && answer.status >= 400) {
      const { code, detail: why, errorMessage, text, errors, remedy } = answer.body;
      const status = `refused: HTTP ${answer.status} ${String(code ?? '')}`.trim();
      const detail = linesOf(why ?? errorMessage ?? text, errors, remedy);
      return { ...base, status, tone: 'bad', endedAt: answeredAt, detail };
    }
    const all = [...this.#heard.values()];
    const events = all.filter((each) => requestId && each.event.data.requestId === requestId);
    const isEnd = ({ event }: Heard) => this.#isEnd(event, sent);
    const last = events.findLast(isEnd) ?? alike(events, all).findLast(isEnd) ?? events.at(-1);
    if (last === undefined) return { ...base, ...unheard(answer) };
    const { event, places, at } = last;
    const isEverywhere = PLACES.every((place) => places.has(place));
    const ended = this.#isEnd(event, sent) && isEverywhere ? { endedAt: at } : {};
    const tone = toneOf(kindOf(event), this.#goalsOf(sent));
    const { failure, errors } = event.data;
    const detail = tone === 'bad' ? linesOf(failure?.message, errors, failure?.remedy) : [];
    return { ...base, status: wordsFor(event), tone, event, detail, ...ended };
  }

  #goalsOf({ wantsRoutes }: Sent): readonly string[] {
    return wantsRoutes
      ? [...this.goals.filter((goal) => goal !== 'Activated'), 'Routes:Ready']
      : this.goals;
  }

  #isEnd(event: FollowUp, sent: Sent): boolean {
    const kind = kindOf(event);
    return [...this.#goalsOf(sent), ...BAD, ...(sent.isAccepted ? [] : WAITING)].includes(kind);
  }
}

/** What else was heard of the same connection, which somebody else asked for as well. */
const alike = (events: readonly Heard[], all: readonly Heard[]): readonly Heard[] => {
  const idOf = ({ event }: Heard) => event.data.connection?.instanceId;
  const known = events.map(idOf).findLast((each) => each !== undefined);
  return all.filter(
    (each) =>
      known !== undefined && idOf(each) === known && CONNECTION_ENDS.includes(kindOf(each.event)),
  );
};

/** A request of which no event has come yet. */
const unheard = (answer: HttpAnswer | undefined): Pick<Row, 'status' | 'tone'> =>
  answer?.body.status === 'Queued'
    ? { status: `waits: ${String(answer.body.detail ?? 'its turn has not come')}`, tone: 'waiting' }
    : { status: 'sent', tone: 'plain' };

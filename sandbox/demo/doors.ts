import { isRecord } from '../values.ts';
import type { Cloud } from './cloud.ts';
import { BUS, type Example, REQUESTS_QUEUE } from './scenario.ts';
import type { Result, Story } from './story.ts';
import { post, putEvent, send } from './user.ts';

interface Door {
  /** What the table calls it. */
  readonly name: string;
  /** One result for each request of the example. */
  readonly send: (cloud: Cloud, example: Example) => Promise<readonly Result[]>;
}

/** Only characters that a key may have. */
const keyOf = (name: string): string =>
  `demo-${name.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 100)}`;

/** A request's own id, or another one. */
const idIn = (request: unknown, otherwise: string): string =>
  isRecord(request) && typeof request.requestId === 'string' ? request.requestId : otherwise;

const HTTP: Door = {
  name: 'HTTP',
  send: async (cloud, { name, text }) => {
    const answer = await post(cloud, text, keyOf(name));
    return [{ requestId: idIn(answer.body, keyOf(name)), answer }];
  },
};

/** The message id becomes the request id; a list has one for each of its requests. */
const QUEUE: Door = {
  name: `queue ${REQUESTS_QUEUE}`,
  send: async (cloud, { text, value }) => {
    const messageId = await send(cloud, REQUESTS_QUEUE, text);
    if (!Array.isArray(value) || value.length === 0) return [{ requestId: idIn(value, messageId) }];
    return value.map((each, at) => ({ requestId: idIn(each, `${messageId}-${at}`) }));
  },
};

/** An event that names no request gets a name, by which the demo knows its outcome. */
const EVENT: Door = {
  name: `bus ${BUS}`,
  send: async (cloud, { name, value }) => {
    const event = isRecord(value) ? value : {};
    const data = isRecord(event.data) ? event.data : {};
    const requestId = idIn(data, keyOf(name));
    await putEvent(cloud, BUS, { ...event, data: { ...data, requestId } });
    return [{ requestId }];
  },
};

/**
 * The way in that a request is made for: CloudEvents go to the bus, lists and actions other than create
 * into the queue, and anything else over HTTP, which says at once what is wrong with it.
 */
export const doorFor = ({ value, door }: Example): Door => {
  if (door === 'queue') return QUEUE;
  if (isRecord(value) && 'specversion' in value) return EVENT;
  return Array.isArray(value) || (isRecord(value) && 'action' in value) ? QUEUE : HTTP;
};

/** True for a request whose field has one of some values, also as the data of an event. */
const asksFor = (value: unknown, field: string, ...texts: readonly string[]): boolean =>
  isRecord(value) &&
  (texts.some((text) => value[field] === text) || asksFor(value.data, field, ...texts));

/** The requests of an example: those of a list by their places. */
const requestsOf = ({ name, value }: Example): readonly (readonly [string, unknown])[] =>
  Array.isArray(value) && value.length > 1
    ? value.map((each, at) => [`${name}-${at}`, each])
    : [[name, Array.isArray(value) ? value[0] : value]];

/** Sends everything, one after another. */
export const sendAll = async (
  cloud: Cloud,
  examples: readonly Example[],
  story: Story,
): Promise<void> => {
  for (const example of examples) {
    const { name: door, send: through } = doorFor(example);
    const sent = requestsOf(example).map(([name, value]) => {
      const isAccepted = asksFor(value, 'accept', 'auto');
      const wantsRoutes = asksFor(value, 'routes', 'both', 'requester', 'accepter');
      return story.send({ name, door, isAccepted, wantsRoutes }, Date.now());
    });
    const results = await through(cloud, example);
    for (const [at, arrived] of sent.entries()) {
      const result = results[at];
      if (result) arrived(result, Date.now());
    }
  }
};

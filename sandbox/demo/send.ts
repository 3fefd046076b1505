import type { Example } from './examples.ts';
import { REQUESTS_QUEUE, type Scenario } from './scenario.ts';
import type { Sent } from './sent.ts';
import type { Cloud } from './server/messages.ts';
import type { Timeline } from './timeline.ts';
import { putEvent } from './user/eventbridge.ts';
import { post } from './user/http.ts';
import { send } from './user/smq.ts';

type Way = (cloud: Cloud, example: Example) => Promise<Omit<Sent, 'name' | 'at'>>;

/** Only characters that a key may have. */
const keyOf = (name: string): string =>
  `demo-${name.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 100)}`;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const overHttp: Way = async (cloud, { name, text }) => {
  const answer = await post(cloud, text, keyOf(name));
  const { requestId } = answer.body;
  return { requestId: typeof requestId === 'string' ? requestId : keyOf(name), answer };
};

/** The message id becomes the request id. */
const asMessage: Way = async (cloud, { text }) => ({
  requestId: await send(cloud, REQUESTS_QUEUE, text),
});

/** The examples say their request ids themselves. */
const asEvent: Way = async (cloud, { value }) => {
  if (!isRecord(value) || !isRecord(value.data)) throw new Error('an example is no CloudEvent');
  await putEvent(cloud, 'default', value);
  return { requestId: String(value.data.requestId) };
};

/** Sends everything of a scenario, one after another, and tells each on the timeline. */
export const sendAll = async (
  cloud: Cloud,
  { requests, messages, events }: Scenario,
  tell: Timeline['line'],
): Promise<readonly Sent[]> => {
  const sent: Sent[] = [];
  const sendEach = async (examples: readonly Example[], way: Way, how: string): Promise<void> => {
    for (const example of examples) {
      const at = Date.now();
      tell('send', `${how} ${example.name}.json`);
      sent.push({ name: example.name, at, ...(await way(cloud, example)) });
    }
  };
  await sendEach(messages, asMessage, `SendMessage to ${REQUESTS_QUEUE} with`);
  await sendEach(events, asEvent, 'putEvents to default with');
  await sendEach(requests, overHttp, 'POST /peerings with');
  return sent;
};

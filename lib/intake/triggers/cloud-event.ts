import type { Envelope, Letter } from '../envelope.ts';
import { cloudEventId, messageId } from '../ids.ts';
import { type Fields, isObject } from '../json.ts';
import type { DerivedId } from '../types.ts';
import { bodyOfText } from './text.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const isCloudEvent = (value: unknown): value is Fields =>
  isObject(value) &&
  typeof value.specversion === 'string' &&
  typeof value.source === 'string' &&
  typeof value.type === 'string';

/** What the services of the cloud put into `data`, and where their own message id is. */
const inner: readonly ((
  data: Fields,
) => { payload: unknown; id?: string | undefined } | undefined)[] = [
  // SMQ queue
  (data) =>
    'messageBody' in data
      ? { payload: bodyOfText(data.messageBody), id: text(data.messageId) }
      : undefined,
  // RabbitMQ
  (data) =>
    isObject(data.props) && 'body' in data
      ? { payload: bodyOfText(data.body), id: text(data.props.messageId) }
      : undefined,
  // RocketMQ
  (data) =>
    isObject(data.systemProperties) && 'body' in data
      ? { payload: bodyOfText(data.body), id: text(data.systemProperties.UNIQ_KEY) }
      : undefined,
  // Kafka
  (data) =>
    'value' in data && 'topic' in data && 'offset' in data
      ? { payload: bodyOfText(data.value) }
      : undefined,
];

const opened = (event: Fields): Letter => {
  const { data } = event;
  const id: DerivedId = cloudEventId(String(event.source), String(event.id ?? ''));
  const type = text(event.type);
  if (event.data_base64 !== undefined)
    return { payload: bodyOfText(event.data_base64, true), id, type };
  if (!isObject(data)) return { payload: data, id, type };
  for (const open of inner) {
    const found = open(data);
    if (found) return { payload: found.payload, id: found.id ? messageId(found.id) : id, type };
  }
  return { payload: data, id, type };
};

/** A CloudEvent, whichever service wrapped what into it. Our own events are done in silence. */
export const cloudEvent: Envelope = (value, { source }) => {
  if (!isCloudEvent(value)) return undefined;
  const isOwn = value.source === source || String(value.type).startsWith('peerflow:');
  return isOwn ? [{ payload: value.data, own: true, type: text(value.type) }] : [opened(value)];
};

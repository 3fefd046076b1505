import {
  type Notification,
  notificationFields,
  type TopicMessage,
} from '../../messaging/smq/topic.ts';
import { isRecord } from '../../schema.ts';

const objectIn = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** User properties travel as JSON in the attribute `Extend`. */
const propertiesOf = (attributes: Readonly<Record<string, string>>): object => {
  const own = objectIn(attributes.Extend ?? '');
  if (own === undefined) return attributes;
  const { Extend: _, ...others } = attributes;
  return { ...others, ...own };
};

/**
 * What an SMQ topic trigger sends for one message.
 *
 * Function Compute 3.0: STREAM is the bare body, or body and attributes; JSON wraps the message and
 * puts the attributes beside its own fields.
 */
export const topicEvent = (
  message: TopicMessage,
  { format, ...about }: Notification & { readonly format: 'STREAM' | 'JSON' },
): Buffer => {
  const { body, attributes, publishTime } = message;
  if (format === 'STREAM')
    return Buffer.from(attributes ? JSON.stringify({ body, attrs: attributes }) : body);
  const fields = { ...notificationFields(message, about), PublishTime: publishTime };
  return Buffer.from(JSON.stringify({ ...propertiesOf(attributes ?? {}), ...fields }));
};

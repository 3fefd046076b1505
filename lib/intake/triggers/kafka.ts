import type { Letter, Trigger } from '../envelope.ts';
import { hashedId } from '../ids.ts';
import type { Fields } from '../json/fields.ts';

const recordOf = (value: Fields): Letter | undefined =>
  'value' in value && 'topic' in value && 'offset' in value ? { payload: value.value } : undefined;

/** Kafka within a CloudEvent, whose source and id name the record. */
export const kafkaInEvent: Trigger = { name: 'kafka', open: recordOf };

/**
 * Kafka without its event: the place in the log names a record. The time goes in as well, because two
 * clusters may have topics of one name.
 */
export const kafka: Trigger = {
  name: 'kafka',
  open: (value) => {
    const { topic, partition, offset, timestamp } = value;
    const record = recordOf(value);
    return record && { ...record, id: hashedId('kafka', topic, partition, offset, timestamp) };
  },
};

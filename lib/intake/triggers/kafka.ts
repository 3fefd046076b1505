import type { Opened, Trigger } from '../envelope.ts';
import type { Fields } from '../json/read.ts';
import { doorOf, hashedId, timeOf } from '../origin.ts';

/** The connector cuts large values, and what is left may still parse. */
const cutFault = ({ overflowFlag }: Fields): string | undefined =>
  overflowFlag === true || overflowFlag === 'true'
    ? 'was cut by the Kafka connector (overflowFlag), so it is not the whole value'
    : undefined;

const recordOf = (value: Fields): Opened | undefined =>
  'value' in value && 'topic' in value && 'offset' in value
    ? {
        payload: value.value,
        fault: cutFault(value),
        origin: { via: doorOf('kafka', value.topic), arrival: timeOf(value.timestamp) },
      }
    : undefined;

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

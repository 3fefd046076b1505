import { failedEventId } from '../../../lib/peering/events/envelope.ts';
import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import { actionOf, failureCodeOf, requestIdOf } from '../support/record.ts';

/**
 * Whether a run may have worked for the delivery of a request that an event calls failed. A message that comes again is
 * asked again and has an arrival of its own, which names its failure.
 */
export const isOfDelivery = (event: FollowUpEvent, payload: string): boolean => {
  const arrivals = [...payload.matchAll(/"arrival":([0-9]+)/g)].map((match) => Number(match[1]));
  if (arrivals.length === 0) return true;
  const about = {
    requestId: requestIdOf(event) ?? '',
    action: actionOf(event) ?? '',
    failure: { code: failureCodeOf(event) ?? '' },
  };
  return arrivals.some((arrival) => failedEventId({ ...about, arrival }) === event.id);
};

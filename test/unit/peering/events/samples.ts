import type { EventType } from '../../../../lib/peering/model/event.ts';
import type { Failure } from '../../../../lib/peering/model/failure.ts';
import { CONNECTION, CONTEXT, eventExamples } from '../../../../reference/event-examples.ts';

export const context = CONTEXT;
export const connection = CONNECTION;

/** Epoch milliseconds of the requests. */
export const arrival = Date.UTC(2026, 10, 24, 8, 59, 0);

export const failure: Failure = {
  code: 'QuotaExceeded.VpcPeerCountPerVpc',
  message: 'The quota of VPC peering connections per VPC is used up.',
  category: 'quota',
  retryable: false,
  remedy: 'Delete a connection of this VPC or apply for a higher quota.',
  apiRequestId: '880C99E5-449E-524A-81C2-1EC53D2A7EAC',
};

/** An event of a type: the example of the documents, made anew. */
export const sampleOf = (type: EventType) => eventExamples()[type];

export const original = {
  base64: 'eyJ2cGNJZCI6N30=',
  length: 11,
  sha256: '1f5a4eb3e2a1d0a2a1d4b2c3f4e5d6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3',
  truncated: false,
};

import type { Origin } from '../../peering/model/request.ts';
import type { HttpCall, IntakeOptions, Item } from '../types.ts';
import { unwrap } from '../unwrap.ts';

/** How CloudEvents came over HTTP (CloudEvents 1.0, HTTP protocol binding, 3). */
export type ContentMode = 'structured' | 'batched' | 'binary';

export interface HttpCloudEvents {
  readonly mode: ContentMode;
  readonly items: readonly Item[];
}

const modeOf = ({ headers }: HttpCall): ContentMode | undefined => {
  const type = headers['content-type'] ?? '';
  if (/^\s*application\/cloudevents-batch\+json\b/i.test(type)) return 'batched';
  if (/^\s*application\/cloudevents\+json\b/i.test(type)) return 'structured';
  return headers['ce-specversion'] === undefined ? undefined : 'binary';
};

/** The CloudEvent whose attributes are headers and whose data is the body. */
const binaryEvent = ({ headers, body }: HttpCall) => ({
  specversion: headers['ce-specversion'],
  source: headers['ce-source'] ?? '',
  id: headers['ce-id'],
  type: headers['ce-type'] ?? '',
  time: headers['ce-time'],
  traceparent: headers['ce-traceparent'] ?? headers.traceparent,
  data: body,
});

/**
 * The items of a call that carries CloudEvents, in structured, batched or binary mode; `undefined` for any
 * other call. Their door stays `http`, and each id is a hash of source and id.
 */
export const cloudEventsOf = (
  call: HttpCall,
  options: IntakeOptions,
): HttpCloudEvents | undefined => {
  const mode = modeOf(call);
  if (mode === undefined) return undefined;
  const origin: Origin = call.origin;
  const payload = mode === 'binary' ? binaryEvent(call) : call.body;
  return { mode, items: unwrap(payload, options, origin).items };
};

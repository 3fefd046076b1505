import type { Endpoint } from '../context.ts';
import { write } from './write.ts';

const create = write('create');

/** CloudEvents come by their content type, or by the attributes that are headers (binary mode). */
const carriesCloudEvents = (headers: Readonly<Record<string, string>>): boolean =>
  headers['ce-specversion'] !== undefined ||
  /^\s*application\/cloudevents\b/i.test(headers['content-type'] ?? '');

/** `POST /peerings`: a create, or CloudEvents that carry requests. */
export const postPeerings: Endpoint = async (it) => {
  if (!carriesCloudEvents(it.call.headers)) return create(it);
  const { postEvents } = await import('./post-events.ts');
  return postEvents(it);
};

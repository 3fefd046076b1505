import { h } from '../../hash.ts';
import type { RouteEntry } from '../../network/model.ts';

const REQUEST = 'request=';

/** Name and description of the entries of a request: at most 81 and 202 characters, within the API's rules. */
export const textsOf = (
  name: string,
  requestId: string,
): { readonly name: string; readonly description: string } => ({
  name: `${name}-${h(requestId)}`,
  description: `${name}:${REQUEST}${requestId}`,
});

/**
 * True for an entry that this deployment made: its description names a request, and its name is that
 * request's. Whoever renames an entry takes it over, and it is no longer ours to delete.
 */
export const isOurs = (entry: RouteEntry, name: string): boolean => {
  const { routeEntryName, description = '' } = entry;
  const prefix = `${name}:${REQUEST}`;
  if (entry.type !== 'Custom' || !description.startsWith(prefix)) return false;
  return routeEntryName === textsOf(name, description.slice(prefix.length)).name;
};

/** True for an entry that leads to a connection. */
export const leadsTo = ({ nextHops }: RouteEntry, instanceId: string): boolean =>
  nextHops.some(({ nextHopId }) => nextHopId === instanceId);

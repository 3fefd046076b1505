import type { Item } from '../intake/old-types.ts';
import type { EventType } from '../peering/model/event.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const idIn = (value: unknown): string | undefined =>
  isObject(value) && typeof value.instanceId === 'string' ? value.instanceId : undefined;

/**
 * The connection that an event of ours is about, whoever sent it back to us. Events may be forged, so
 * it is a hint at where to look and nothing else.
 *
 * @param types event types that count; every type about a connection when absent
 */
export const hintedConnection = (item: Item, types?: readonly EventType[]): string | undefined => {
  if (item.kind !== 'own') return undefined;
  if (types && !types.some((type) => type === item.type)) return undefined;
  return isObject(item.data) ? idIn(item.data.connection) : undefined;
};

/** The connection that a message between our own functions names. */
export const namedConnection = (item: Item, peerflow: string): string | undefined =>
  item.kind === 'message' && item.body.peerflow === peerflow ? idIn(item.body) : undefined;

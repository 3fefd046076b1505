import { type Fields, isObject, plainBytes, readJson, textOf } from './json/read.ts';
import { openEnvelope } from './triggers/index.ts';

const INSTANCE = /(?<![\w-])pcc-[a-z0-9]{1,60}(?![\w-])/g;
const MAX_INSTANCES = 16;
/** Bounds of the search: events of the cloud are far smaller and flatter. */
const MAX_LEVELS = 8;
const MAX_BYTES = 256 * 1024;

const NO_OPTIONS = { functions: [] };

/** The record of ActionTrail about a call on a peering connection, whoever made it. */
const isPeeringCall = ({ eventName }: Fields): boolean =>
  /vpcpeerconnection/i.test(textOf(eventName) ?? '');

const isOurEvent = (data: Fields): boolean => data.peerflow === 'event';

const connectionOf = ({ connection }: Fields): unknown =>
  isObject(connection) ? connection.instanceId : undefined;

const idsIn = (text: string): readonly string[] => text.match(INSTANCE) ?? [];

/** Where an event may name a connection: anywhere in a record of ActionTrail, one field in ours. */
const idsOf = (data: Fields): readonly string[] => {
  if (isOurEvent(data)) return idsIn(textOf(connectionOf(data)) ?? '');
  if (!isPeeringCall(data)) return [];
  const { requestParameters, responseElements, referencedResources, resourceName } = data;
  return idsIn(
    JSON.stringify(
      [requestParameters, responseElements, referencedResources, resourceName],
      (_, each) => (typeof each === 'bigint' ? String(each) : each),
    ),
  );
};

const parsed = (payload: unknown): unknown => {
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
  const json = readJson(plainBytes(payload));
  return json.ok ? json.value : undefined;
};

const collect = (payload: unknown, level: number, into: Set<string>): void => {
  if (level > MAX_LEVELS || into.size >= MAX_INSTANCES) return;
  const value = parsed(payload);
  if (Array.isArray(value)) for (const each of value) collect(each, level + 1, into);
  if (!isObject(value)) return;
  const envelope = openEnvelope(value, NO_OPTIONS);
  if (envelope) collect(envelope.payload, level + 1, into);
  else for (const id of idsOf(value)) into.add(id);
};

/**
 * The connections that an event refers to: a call recorded by ActionTrail, or an event of ours. Anybody may
 * have written it, so it is a hint at where to look and nothing else.
 *
 * @param event the bytes of an invocation, not trusted in any way
 * @returns at most 16 instance ids, each once; never throws
 */
export const referencedConnections = (event: Buffer): readonly string[] => {
  if (event.length > MAX_BYTES) return [];
  const ids = new Set<string>();
  collect(event, 0, ids);
  return [...ids].slice(0, MAX_INSTANCES);
};

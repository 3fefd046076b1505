import { referencedConnections } from './referenced.ts';
import { readEvent } from './index.ts';
import { isObject } from './json/fields.ts';
import { readJson } from './json/read.ts';
import type { Intake, Item } from './old-types.ts';
import type { Item as NewItem } from './types.ts';

const itemOf = (event: Buffer, item: NewItem): Item => {
  if (item.kind === 'invalid') return { ...item, kind: 'poison' };
  if (item.kind === 'request') return item;
  const data = { connection: { instanceId: referencedConnections(event)[0] } };
  return { ...item, kind: 'own', data };
};

/** The item kinds of before, for handlers that are about to go. */
export const readOldEvent = (event: Buffer, functions: readonly string[]): Intake => {
  const json = readJson(event);
  if (json.ok && isObject(json.value) && typeof json.value.peerflow === 'string')
    if (json.value.peerflow !== 'event')
      return {
        kind: 'items',
        trigger: 'direct',
        items: [{ kind: 'message', position: 0, body: json.value }],
      };
  const intake = readEvent(event, { functions });
  if (intake.kind === 'http') return intake;
  return { ...intake, items: intake.items.map((item) => itemOf(event, item)) };
};

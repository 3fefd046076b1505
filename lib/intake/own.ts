import { type Fields, isObject } from './json/fields.ts';

/** What comes back to us although nobody asks for anything with it. */
const SHAPES: readonly ((value: Fields) => boolean)[] = [
  // What our functions answer.
  (value) => Array.isArray(value.outcomes) && Object.keys(value).length === 1,
  // The data of an event of ours, delivered without its envelope (EventBridge: RawData).
  (value) => typeof value.adopted === 'boolean' && 'action' in value && 'requestId' in value,
  (value) => typeof value.errorCount === 'number' && isObject(value.original),
];

/**
 * True for results and event data of ours. Taking them for bad requests would be announced by another
 * event, which would come back in the same way: a loop.
 */
export const isOwn = (value: Fields): boolean => SHAPES.some((matches) => matches(value));

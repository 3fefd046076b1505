import type { Trigger } from '../envelope.ts';
import { type Fields, isObject, looksLikeJson, plainBytes } from '../json/read.ts';
import { timeOf } from '../origin.ts';

const holdsItems = (payload: unknown): boolean =>
  typeof payload === 'string'
    ? looksLikeJson(plainBytes(payload))
    : isObject(payload) || Array.isArray(payload);

/** A tick of a timer, recognised by its three fields. */
export const isTimer = (
  value: Fields,
): value is Fields & { triggerTime: string; triggerName: string } =>
  typeof value.triggerTime === 'string' &&
  typeof value.triggerName === 'string' &&
  'payload' in value;

/**
 * Timer: its payload may hold requests; any other text (the trigger message is free) is a plain tick.
 * A tick within another envelope is one that failed: the next tick does what it would have done.
 */
export const timer: Trigger = {
  name: 'timer',
  open: (value) => {
    if (!isTimer(value)) return undefined;
    const { payload, triggerTime } = value;
    return {
      payload,
      isOurs: !holdsItems(payload),
      origin: { via: 'timer', arrival: timeOf(triggerTime) },
    };
  },
};

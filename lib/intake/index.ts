import { opensList } from '../peering/json-scan.ts';
import { isWrappedInvocation, readHttp } from './http/call.ts';
import { type Fields, isObject, plainBytes, readJson } from './json/read.ts';
import { isTimer } from './triggers/timer.ts';
import type { Intake, IntakeOptions } from './types.ts';
import { unwrap, unwrapParsed } from './unwrap.ts';

const readTimer = (value: Fields, event: Buffer, options: IntakeOptions): Intake | undefined => {
  if (!isTimer(value)) return undefined;
  const { triggerName, triggerTime } = value;
  const { items } = unwrapParsed(value, event, options);
  return {
    kind: 'timer',
    triggerName,
    triggerTime,
    items: items.filter((item) => item.kind !== 'ours'),
  };
};

const readObject = (value: Fields, event: Buffer, options: IntakeOptions): Intake => {
  const call = readHttp(value);
  if (call && !isWrappedInvocation(call)) return { kind: 'http', call };
  // The body of a wrapped invocation is what somebody gave to InvokeFunction: an item, whatever it looks like.
  if (call) return { kind: 'items', ...unwrap(call.body, options, call.origin) };
  const timer = readTimer(value, event, options);
  return timer ?? { kind: 'items', ...unwrapParsed(value, event, options) };
};

/**
 * What an event of the request function is, from its bytes alone: an HTTP call, a tick of a timer, or items.
 * Which trigger sent it follows from the shape, since Function Compute does not say (FC 3.0, event formats of
 * triggers).
 *
 * @param event the bytes of the invocation, not trusted in any way
 * @returns never throws: what cannot be read is an invalid item with its bytes and findings
 */
export const readEvent = (event: Buffer, options: IntakeOptions): Intake => {
  const bytes = plainBytes(event);
  const json = opensList(bytes) ? undefined : readJson(bytes);
  return json?.ok && isObject(json.value)
    ? readObject(json.value, bytes, options)
    : { kind: 'items', ...unwrap(bytes, options) };
};

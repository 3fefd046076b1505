import { readHttp } from './http.ts';
import { type Fields, isObject } from './json/fields.ts';
import { readJson } from './json/read.ts';
import { opensList } from './json/scan.ts';
import type { Intake, IntakeOptions } from './old-types.ts';
import { isTimer, timer } from './triggers/timer.ts';
import { wrappedInvocation } from './triggers/wrapped-invocation.ts';
import { unwrap, unwrapParsed } from './unwrap.ts';

const readTimer = (value: Fields, options: IntakeOptions): Intake | undefined => {
  if (!isTimer(value)) return undefined;
  const { triggerName, triggerTime } = value;
  const letter = timer.open(value, options);
  const isTick = letter === undefined || letter.isOwn === true;
  const items = isTick ? [] : unwrap(letter.payload, options).items;
  return { kind: 'timer', triggerName, triggerTime, items };
};

const readObject = (value: Fields, event: Buffer, options: IntakeOptions): Intake => {
  const wrapped = wrappedInvocation.open(value, options);
  if (wrapped) return readPayload(wrapped.payload, options);
  const call = readHttp(value);
  if (call) return { kind: 'http', call };
  return readTimer(value, options) ?? { kind: 'items', ...unwrapParsed(value, event, options) };
};

const readPayload = (payload: unknown, options: IntakeOptions): Intake =>
  readEvent(Buffer.isBuffer(payload) ? payload : Buffer.from(String(payload)), options);

/**
 * What an event is, from its bytes alone: an HTTP call, a tick of a timer, or items. Which trigger sent
 * it is told by the shape, since Function Compute does not say (FC 3.0, event formats of triggers).
 *
 * @param event the bytes of the invocation, not trusted in any way; kept as they are, not copied
 * @returns never throws: what cannot be read is a poison item with its bytes and findings
 */
export const readEvent = (event: Buffer, options: IntakeOptions): Intake => {
  const json = opensList(event) ? undefined : readJson(event);
  if (json?.ok && isObject(json.value)) return readObject(json.value, event, options);
  return { kind: 'items', ...unwrap(event, options) };
};

import { readHttp } from './http.ts';
import { isObject, readJson } from './json.ts';
import { wrappedInvocation } from './triggers/wrapped-invocation.ts';
import type { Intake, IntakeOptions } from './types.ts';
import { unwrap } from './unwrap.ts';

const timerOf = (value: unknown) =>
  isObject(value) && 'triggerTime' in value && 'triggerName' in value && 'payload' in value
    ? value
    : undefined;

const readTimer = (value: Readonly<Record<string, unknown>>, options: IntakeOptions): Intake => {
  const payload = typeof value.payload === 'string' ? value.payload.trim() : '';
  return {
    kind: 'timer',
    triggerName: String(value.triggerName),
    triggerTime: String(value.triggerTime),
    items: /^[[{]/.test(payload) ? unwrap(payload, options) : [],
  };
};

/**
 * What an event is, from its bytes alone: an HTTP call, a tick of the timer, or items.
 *
 * @param event the bytes of the invocation, not trusted in any way
 * @returns never throws: what cannot be read is a poison item with its bytes and findings
 */
export const readEvent = (event: Buffer, options: IntakeOptions): Intake => {
  const text = Buffer.from(event).toString('utf8');
  const head = text.length < 1_000_000 || /"(version|triggerTime)"/.test(text.slice(0, 4096));
  const json = head ? readJson(text) : undefined;
  const value = json?.ok ? json.value : undefined;
  const call = wrappedInvocation(value, options) ? undefined : readHttp(value);
  if (call) return { kind: 'http', call };
  const timer = timerOf(value);
  if (timer) return readTimer(timer, options);
  return { kind: 'items', trigger: 'items', items: unwrap(text, options) };
};

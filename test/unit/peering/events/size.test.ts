import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  connectionEvent,
  failedEvent,
  rejectedEvent,
} from '../../../../lib/peering/events/build.ts';
import { failedData, rejectedData } from '../../../../lib/peering/events/schema/data.ts';
import type { FollowUpEvent } from '../../../../lib/peering/model/event.ts';
import { arrival, connection, context, failure, original } from './samples.ts';

const LIMIT = 30 * 1024;
const bytesOf = (event: FollowUpEvent) => Buffer.byteLength(JSON.stringify(event), 'utf8');

const facts = { ...context, arrival, requestId: 'r'.repeat(128), action: 'create' } as const;
const large = 'x'.repeat(25_000);

describe('size', () => {
  it('shrinks the same facts to the same event', () => {
    const made = () => failedEvent({ ...facts, failure: { ...failure, message: large + large } });
    expect(made()).toEqual(made());
    expect(bytesOf(made())).toBeLessThanOrEqual(LIMIT);
  });

  it('may be 30 KB to the byte', () => {
    const withMessage = (length: number) =>
      failedEvent({ ...facts, failure: { ...failure, message: 'x'.repeat(length) } });
    const room = LIMIT - bytesOf(withMessage(0));
    expect(bytesOf(withMessage(room))).toBe(LIMIT);
    expect(bytesOf(withMessage(room + 1))).toBeLessThan(LIMIT / 2);
  });

  it('leaves room in a task also for what is escaped twice', () => {
    const escaped = (event: FollowUpEvent) =>
      Buffer.from(JSON.stringify(JSON.stringify(event))).toString('base64').length;
    const quotes = (length: number) =>
      failedEvent({ ...facts, failure: { ...failure, message: '"'.repeat(length) } });
    expect(bytesOf(quotes(12_000))).toBeLessThan(LIMIT);
    expect(escaped(quotes(12_000))).toBeLessThanOrEqual(54 * 1024);
    expect(v.parse(failedData, quotes(9_000).data).failure.message).toHaveLength(9_000);
  });

  it('leaves what fits as it is', () => {
    const event = failedEvent({ ...facts, failure: { ...failure, message: large }, connection });
    expect(v.parse(failedData, event.data).failure.message).toBe(large);
    expect(event.data).not.toHaveProperty('omitted');
  });

  it('keeps the identity, the code and the remedy at any length of the rest', () => {
    const findings = Array.from({ length: 60 }, () => ({
      code: 'A',
      severity: 'warning' as const,
      pointer: '',
      detail: large,
      evidence: { deep: { deeper: Array(10).fill(large) } },
      remedy: large,
    }));
    const event = failedEvent({ ...facts, failure, findings, connection });
    const data = v.parse(failedData, event.data);
    expect(data).toMatchObject({ requestId: facts.requestId, failure });
    expect(data.connection?.instanceId).toBe(connection.instanceId);
    expect(data.omitted?.findings).toBeGreaterThan(0);
  });

  it('never cuts a surrogate pair in two', () => {
    const event = failedEvent({
      ...facts,
      failure: { ...failure, message: `${'𝄞'.repeat(20_000)}` },
    });
    const { message } = v.parse(failedData, event.data).failure;
    expect(message.endsWith('…')).toBe(true);
    expect(Buffer.from(message, 'utf8').toString('utf8')).toBe(message);
  });

  it('turns integers that readers would round into texts', () => {
    const [a, b] = [253460731706911258n, 2 ** 60];
    const event = connectionEvent({
      ...facts,
      type: 'Adopted',
      connection,
      differences: [{ field: 'x', asked: a, actual: b }],
    });
    expect(event.data).toMatchObject({
      differences: [{ asked: '253460731706911258', actual: '1152921504606846976' }],
    });
  });
});

describe('rejected items', () => {
  const errors = Array.from({ length: 120 }, (_, index) => ({
    pointer: `/tag/${index}`,
    detail: 'wrong',
  }));
  const rejected = (detail: string) =>
    rejectedEvent({
      ...context,
      requestId: null,
      messageId: 'm',
      errors: errors.map((error) => ({ ...error, detail })),
      errorCount: errors.length,
      original: {
        ...original,
        base64: Buffer.alloc(6 * 1024, 7).toString('base64'),
        length: 90_000,
      },
    });

  it('list 50 errors and say how many there were', () => {
    const data = v.parse(rejectedData, rejected('wrong').data);
    expect(data.errors).toHaveLength(50);
    expect(data.errorCount).toBe(120);
  });

  it('keep the original readable however long the errors are', () => {
    const event = rejected('\u0001'.repeat(9_000));
    const data = v.parse(rejectedData, event.data);
    expect(bytesOf(event)).toBeLessThanOrEqual(LIMIT);
    expect(data.errorCount).toBe(120);
    expect(data.errors.length).toBeGreaterThan(0);
    expect(Buffer.from(data.original.base64, 'base64')).toEqual(Buffer.alloc(6 * 1024, 7));
  });
});

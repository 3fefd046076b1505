import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { connectionEvent, failedEvent } from '../../../../lib/peering/events/build.ts';
import { eventSchema } from '../../../../lib/peering/events/schema/index.ts';
import type { FollowUpEvent } from '../../../../lib/peering/model/event.ts';
import { arrival, connection, context, failure } from './samples.ts';

const LIMIT = 30 * 1024;
const bytesOf = (event: FollowUpEvent) => Buffer.byteLength(JSON.stringify(event), 'utf8');

/** Texts that cost up to six bytes a unit in JSON, of all lengths. */
const text = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.integer({ min: 0, max: 1_000 }))
  .map(([piece, times]) => `${piece}${'\u0001é𝄞'.repeat(times)}`);

const finding = fc.record({
  code: fc.constantFrom('A', 'B', 'C'),
  severity: fc.constantFrom('error', 'warning', 'info'),
  pointer: fc.constant('/vpcId'),
  detail: text,
  evidence: fc.dictionary(
    fc.string({ maxLength: 8 }),
    fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.nat()),
    {
      maxKeys: 3,
    },
  ),
  remedy: text,
});

const facts = { ...context, arrival, requestId: 'r'.repeat(128), action: 'create' } as const;
describe('size', () => {
  it('never exceeds 30 KB, and what is left is still a valid event', () => {
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 60 }), text, text, (findings, message, name) => {
        const event = failedEvent({
          ...facts,
          failure: { ...failure, message, remedy: message },
          findings,
          connection: { ...connection, name, description: message },
        });
        expect(bytesOf(event)).toBeLessThanOrEqual(LIMIT);
        expect(v.parse(eventSchema('peerflow:Connection:Failed'), event)).toEqual(event);
      }),
      { numRuns: 40 },
    );
  });

  it('holds for adopted connections with endless differences', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 60 }), (pairs) => {
        const event = connectionEvent({
          ...facts,
          type: 'Adopted',
          connection,
          differences: pairs.map(([asked, actual]) => ({ field: 'name', asked, actual })),
        });
        expect(bytesOf(event)).toBeLessThanOrEqual(LIMIT);
        expect(v.parse(eventSchema('peerflow:Connection:Adopted'), event)).toEqual(event);
      }),
      { numRuns: 40 },
    );
  });
});

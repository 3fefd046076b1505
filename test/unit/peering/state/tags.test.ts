import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modificationFingerprint } from '../../../../lib/peering/decide/modification.ts';
import { ACCEPT, ROUTES } from '../../../../lib/peering/model/request.ts';
import { STATUSES } from '../../../../lib/peering/model/status.ts';
import {
  formatOptions,
  type Options,
  parseOptions,
} from '../../../../lib/peering/state/options.ts';
import { formatMark, type Mark, parseMark, without } from '../../../../lib/peering/state/state.ts';
import { readMemory } from '../../../../lib/peering/state/tags.ts';
import { ACCOUNT, connectionIn } from '../samples.ts';

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));
const seconds = fc.integer({ min: 1_700_000_000, max: 4_000_000_000 });
const detail = fc.oneof(
  fc.constant('force'),
  fc.record({ name: fc.string(), bandwidth: fc.nat() }).map(modificationFingerprint),
);

const anyParts: fc.Arbitrary<Mark> = fc.record(
  {
    said: fc.constantFrom('Requested' as const, ...STATUSES),
    pending: fc.record(
      {
        action: fc.constantFrom('accept', 'reject', 'modify', 'delete'),
        id: hex(16),
        detail,
        since: seconds,
      },
      { requiredKeys: ['action', 'id', 'since'] },
    ),
    refused: hex(6),
    routes: fc.record(
      {
        since: fc.oneof(fc.constant(0), seconds),
        told: fc.record({
          id: hex(6),
          lacking: fc.array(hex(6), { minLength: 1, maxLength: 12 }),
        }),
      },
      { requiredKeys: ['since'] },
    ),
    stalled: fc.constantFrom(...STATUSES),
    lacking: fc.record({
      sinks: fc.array(hex(6), { minLength: 1, maxLength: 12 }),
      since: seconds,
    }),
  },
  { requiredKeys: ['said'] },
);

/** A pending action takes the place of one that was refused. */
const anyMark = anyParts.map((mark) => (mark.pending ? without(mark, 'refused') : mark));

describe('the state tag', () => {
  it('reads what it wrote, and too many lacking sinks as all of them', () => {
    fc.assert(
      fc.property(anyMark, (mark) => {
        const read = parseMark(formatMark(mark));
        const all = mark.lacking && { ...mark.lacking, sinks: ['*'] };
        const short = mark.routes && { since: mark.routes.since };
        expect([
          mark,
          { ...mark, routes: short },
          { ...mark, routes: short, lacking: all },
        ]).toContainEqual(read);
      }),
    );
  });

  it('fits into a tag value with everything pending at once', () => {
    fc.assert(
      fc.property(anyMark, (mark) => {
        expect(formatMark(mark).length).toBeLessThan(129);
      }),
    );
  });

  it('reads anything at all without failing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['Requested', ...STATUSES]).toContain(parseMark(text).said);
      }),
    );
    expect(parseMark(undefined)).toEqual({ said: 'Requested' });
    expect(parseMark('Activated;pending=explode:zz;to=@;x')).toEqual({ said: 'Activated' });
  });
});

describe('the options tag', () => {
  it('reads what it wrote', () => {
    const any: fc.Arbitrary<Options> = fc.record(
      {
        routes: fc.constantFrom(...ROUTES),
        accept: fc.constantFrom(...ACCEPT),
        fingerprint: hex(16),
      },
      { requiredKeys: ['routes', 'accept'] },
    );
    fc.assert(
      fc.property(any, (options) => {
        expect(parseOptions(formatOptions(options))).toEqual(options);
      }),
    );
  });

  it('falls back to doing nothing', () => {
    expect(parseOptions('routes=all;accept=yes;f=xyz')).toEqual({
      routes: 'none',
      accept: 'manual',
    });
  });
});

describe('memory', () => {
  const tags = [{ key: 'peerflow:request', value: 'order-7' }];
  const ours = { name: 'peerflow', accountId: ACCOUNT };

  it('counts only where the connection is ours', () => {
    expect(readMemory(connectionIn('Activated', { tags }), ours)?.requestId).toBe('order-7');
    expect(readMemory(connectionIn('Activated', { tags, ownerId: '1' }), ours)).toBeNull();
  });

  it('is not shared by two deployments', () => {
    expect(readMemory(connectionIn('Activated', { tags }), { ...ours, name: 'other' })).toBeNull();
  });
});

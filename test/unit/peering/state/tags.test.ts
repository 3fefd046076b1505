import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Status } from '../../../../lib/peering/model/connection.ts';
import { ACCEPT, ROUTES } from '../../../../lib/peering/model/request.ts';
import { bodyFingerprint } from '../../../../lib/peering/request/identify.ts';
import {
  credible,
  formatOptions,
  hasRoomForOurTags,
  isOwnedBy,
  newTags,
  type Options,
  ORIGINS,
  optionsOf,
  parseOptions,
  parseState,
  readTags,
  requestTagValue,
  STATE_WORDS,
  type StateWord,
  withOptions,
} from '../../../../lib/peering/state/tags.ts';
import { createRequest } from '../queue/items.ts';
import { ACCOUNT, connectionIn } from '../samples.ts';

const settings = { name: 'peerflow', accountId: ACCOUNT };
const fingerprint = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 16, maxLength: 16 })
  .map((digits) => digits.join(''));
const anyOptions: fc.Arbitrary<Options> = fc.record(
  {
    routes: fc.constantFrom(...ROUTES),
    accept: fc.constantFrom(...ACCEPT),
    by: fc.constantFrom(...ORIGINS),
    fingerprint,
  },
  { requiredKeys: ['routes', 'accept', 'by'] },
);

describe('the options tag', () => {
  it('is read as it was written, within the limits of a tag value', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const text = formatOptions(options);
        expect(parseOptions(text)).toEqual(options);
        expect(text).toMatch(/^[\w=;.-]{1,128}$/);
      }),
    );
  });

  it('has a member for the fingerprint only where there is one', () => {
    const options: Options = { routes: 'both', accept: 'auto', by: 'adopt' };
    expect(formatOptions(options)).toBe('routes=both;accept=auto;by=adopt');
    expect(formatOptions({ ...options, fingerprint: '0123456789abcdef' })).toBe(
      'routes=both;accept=auto;by=adopt;f=0123456789abcdef',
    );
  });

  it('of a request says what it wants, how the connection came to us, and which body it was', () => {
    const request = createRequest({ routes: 'requester', accept: 'auto', name: 'orders' });
    for (const by of ORIGINS)
      expect(optionsOf(request, by)).toEqual({
        routes: 'requester',
        accept: 'auto',
        by,
        fingerprint: bodyFingerprint(request),
      });
  });

  it.each([undefined, '', 'routes=both', 'accept=auto', 'routes=all;accept=auto', '\u0000'])(
    'that is %j means unknown, not none',
    (text) => {
      expect(parseOptions(text)).toBeUndefined();
    },
  );

  it('never fails, whatever people write into it', () => {
    fc.assert(fc.property(fc.string(), (text) => parseOptions(text) === undefined || true));
  });
});

describe('the state tag', () => {
  it('is one word', () => {
    for (const word of STATE_WORDS) expect(parseState(word)).toBe(word);
  });

  it('that nobody wrote like that means that nothing was announced', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const known = STATE_WORDS.some((word) => word === text);
        expect(parseState(text)).toBe(known ? text : 'Requested');
      }),
    );
    expect(parseState(undefined)).toBe('Requested');
  });
});

describe('a word that somebody may have written', () => {
  it.each<[Status, readonly StateWord[]]>([
    ['Creating', ['Requested', 'Creating']],
    ['Accepting', ['Requested', 'Creating', 'Accepting', 'Expiring']],
    ['Activated', ['Requested', 'Creating', 'Accepting', 'Expiring', 'Activated']],
    ['Updating', ['Requested', 'Creating', 'Accepting', 'Expiring', 'Activated']],
    ['Deleting', STATE_WORDS.filter((word) => word !== 'Deleted')],
    ['Deleted', STATE_WORDS],
  ])(
    'is believed of a connection that is %s only as far as that may have been announced',
    (status, words) => {
      for (const word of STATE_WORDS)
        expect(credible(word, status)).toBe(words.includes(word) ? word : 'Requested');
    },
  );
});

describe('our tags', () => {
  const options: Options = { routes: 'both', accept: 'auto', by: 'create' };
  const tagged = (requestId: string) =>
    connectionIn('Activated', { tags: newTags('peerflow', requestId, options) });

  it('of a new connection say who made it, what is wanted, and that nothing was announced', () => {
    expect(readTags(tagged('order-7'), settings)).toEqual({
      requestId: 'order-7',
      options,
      state: 'Requested',
    });
  });

  it('count only on connections of our own account', () => {
    const foreign = { ...tagged('order-7'), ownerId: '1' };
    expect(readTags(foreign, settings)).toBeNull();
  });

  it('of another deployment are not ours', () => {
    expect(readTags(tagged('order-7'), { ...settings, name: 'other' })).toBeNull();
  });

  it.each(['acs:ram', 'aliyun-7', 'ALIYUN-7', 'a'.repeat(129), 'see http://x', 'see HTTPS://x'])(
    'hold %s hashed, since it may not be a tag value, and are still recognised by it',
    (requestId) => {
      expect(requestTagValue(requestId)).toMatch(/^h-[0-9a-f]{64}$/);
      expect(isOwnedBy(readTags(tagged(requestId), settings), requestId)).toBe(true);
    },
  );

  it.each(['order-7', 'a'.repeat(128), 'my-aliyun', 'http'])('hold %s as it is', (requestId) => {
    expect(requestTagValue(requestId)).toBe(requestId);
  });

  it('say that a connection is of one request and of no other', () => {
    expect(isOwnedBy(readTags(tagged('order-7'), settings), 'order-7')).toBe(true);
    expect(isOwnedBy(readTags(tagged('order-7'), settings), 'order-8')).toBe(false);
    expect(isOwnedBy(null, 'order-7')).toBe(false);
  });

  it('that lost their options to a write of them have those that were seen', () => {
    const before = formatOptions({ routes: 'both', accept: 'manual', by: 'create' });
    const request = { key: 'peerflow:request', value: 'order-7' };
    const options = { key: 'peerflow:options', value: 'routes=none;accept=manual;by=create' };
    const without = connectionIn('Activated', { tags: [request] });
    expect(withOptions(without, before, settings).tags).toEqual([
      request,
      { key: 'peerflow:options', value: before },
    ]);
    const untouched = [
      [without, undefined],
      [connectionIn('Activated', { tags: [request, options] }), before],
      [connectionIn('Activated', { tags: [] }), before],
    ] as const;
    for (const [connection, seen] of untouched)
      expect(withOptions(connection, seen, settings)).toBe(connection);
  });

  it('need room for three among twenty', () => {
    const tags = Array.from({ length: 17 }, (_, at) => ({ key: `k${at}`, value: 'v' }));
    expect(hasRoomForOurTags(connectionIn('Activated', { tags }))).toBe(true);
    const full = [...tags, { key: 'one-more', value: 'v' }];
    expect(hasRoomForOurTags(connectionIn('Activated', { tags: full }))).toBe(false);
  });
});

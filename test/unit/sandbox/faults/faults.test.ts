import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFaults } from '../../../../sandbox/faults/faults.ts';
import { parseRule, type RuleInput } from '../../../../sandbox/faults/rule.ts';
import type { HttpRequest } from '../../../../sandbox/http.ts';
import { createJournal } from '../../../../sandbox/journal.ts';

const request = (action: string, over: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url: '/?RegionId=cn-hangzhou',
  path: '/',
  query: new URLSearchParams('RegionId=cn-hangzhou'),
  headers: { 'x-acs-action': action, 'x-acs-version': '2022-01-01' },
  body: Buffer.alloc(0),
  ...over,
});

const read = request('GetVpcPeerConnectionAttribute');
const write = request('CreateVpcPeerConnection');

/** Faults before a service that counts what it was asked. */
const faulty = (...rules: readonly RuleInput[]) => {
  let now = 0;
  let asked = 0;
  const journal = createJournal();
  const faults = createFaults({ journal, now: () => now });
  for (const rule of rules) faults.add(rule);
  const call = async (it: HttpRequest = write): Promise<string> => {
    try {
      const answer = await faults.handle(it, async () => {
        asked += 1;
        return { status: 200, body: `answer ${asked}` };
      });
      return `${answer.status} ${answer.body ?? ''}`.trim();
    } catch (error) {
      return error instanceof Error ? error.message.replace(/.*: /, '') : String(error);
    }
  };
  const series = async (count: number): Promise<string> => {
    const outcomes: string[] = [];
    for (let at = 0; at < count; at++) outcomes.push((await call()) === '502' ? 'x' : '.');
    return outcomes.join('');
  };
  const advance = (ms: number) => {
    now += ms;
  };
  return { faults, journal, call, series, advance, asked: () => asked };
};

describe('which calls a rule strikes', () => {
  it.each([
    ['all of them', {}, 'xxxxxx'],
    ['the first ones', { times: 2 }, 'xx....'],
    ['each so-many-th', { every: 3 }, '..x..x'],
    ['none by no chance', { probability: 0 }, '......'],
    ['all by full chance', { probability: 1 }, 'xxxxxx'],
  ])('%s', async (_, when, expected) => {
    expect(await faulty({ kind: 'empty', ...when }).series(6)).toBe(expected);
  });

  it('the same ones for the same seed, about as many as the chance says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (seed, p) => {
          const rule: RuleInput = { kind: 'empty', probability: p, seed };
          const [once, again] = [await faulty(rule).series(400), await faulty(rule).series(400)];
          const share = [...once].filter((each) => each === 'x').length / 400;
          expect(again).toBe(once);
          expect(Math.abs(share - p)).toBeLessThan(0.15);
        },
      ),
      { numRuns: 30 },
    );
  });

  const publish = request('', {
    url: '/queues/orders/messages',
    path: '/queues/orders/messages',
    headers: {},
  });
  it.each([
    ['a service', { service: 'VpcPeer' }, [write, read]],
    ['an action', { action: 'CreateVpcPeerConnection' }, [write]],
    ['another service', { service: 'Vpc' }, []],
    ['a service by its path', { service: 'Mns' }, [publish]],
    ['a message', { service: 'Mns', action: 'SendMessage' }, [publish]],
    ['a path', { path: '/queues/orders/messages' }, [publish]],
    ['a prefix of a path', { path: '/queues/*' }, [publish]],
    ['a text in the query or body', { text: 'cn-hangzhou' }, [write, read]],
    ['anything', {}, [write, read, publish]],
  ] as const)('those of %s', async (_, match, struck) => {
    const { call } = faulty({ kind: 'empty', match });
    const all = [write, read, publish];
    const outcomes = [];
    for (const each of all) if ((await call(each)) === '502') outcomes.push(each);

    expect(outcomes).toEqual(struck);
  });

  it('those of a time, by the business clock', async () => {
    const { call, advance } = faulty({ kind: 'empty', afterMs: 1_000, forMs: 3_600_000 });
    const outcomes: string[] = [];
    for (const ms of [0, 999, 1, 3_599_999, 1]) {
      advance(ms);
      outcomes.push(await call());
    }

    expect(outcomes).toEqual(['200 answer 1', '200 answer 2', '502', '502', '200 answer 3']);
  });

  it('the oldest rule first, and no more once it is removed', async () => {
    const { faults, call, journal } = faulty({ kind: 'reset', times: 1 });
    const remove = faults.add({ kind: 'empty' });

    expect([await call(), await call()]).toEqual(['reset', '502']);
    expect(faults.list()).toMatchObject([
      { rule: { kind: 'reset' }, seen: 2, struck: 1 },
      { rule: { kind: 'empty' }, seen: 1, struck: 1 },
    ]);
    expect(journal.entries.map(({ kind, summary }) => `${kind} ${summary}`)).toEqual([
      'fault CreateVpcPeerConnection reset',
      'fault CreateVpcPeerConnection empty',
    ]);
    remove();
    expect(await call()).toMatch(/^200/);
    faults.clear();
    expect(faults.list()).toEqual([]);
  });
});

describe('what a fault does', () => {
  it.each([
    ['reset', 'reset', 0],
    ['hang', 'hang', 0],
    ['empty', '502', 0],
    ['truncate', 'truncate', 1],
    ['applied-but-lost', 'reset', 1],
    ['duplicate', '200 answer 1', 2],
  ] as const)('%s: the client gets %s, the service is asked %i times', async (kind, got, asked) => {
    const it = faulty({ kind });

    expect([await it.call(), it.asked()]).toEqual([got, asked]);
  });

  it('latency lets the service answer, later', async () => {
    const it = faulty({ kind: 'latency', ms: 1 });

    expect(await it.call()).toBe('200 answer 1');
  });

  it.each([
    ['VpcPeer', write, 'Code', 'RequestId'],
    ['EventBridge', request('', { path: '/openapi/putEvents', headers: {} }), 'code', 'requestId'],
    ['Fc', request('', { path: '/2023-03-30/functions/f/invocations' }), 'Code', 'RequestId'],
  ])('an error has the form of %s', async (_, it, code, requestId) => {
    const answer = await faulty({ kind: 'error', code: 'Busy', requestId: 'R-1' }).call(it);

    expect(JSON.parse(answer.replace('503 ', ''))).toMatchObject({
      [code]: 'Busy',
      [requestId]: 'R-1',
    });
  });

  const MESSAGES = request('', { path: '/queues/q/messages', headers: {} });
  const EVENTS = request('', { path: '/openapi/putEvents', headers: {} });
  it.each([
    ['InvalidSecurityToken.Expired', 400, write, 'token'],
    ['InvalidTimeStamp.Expired', 400, write, 'clock'],
    ['StsAccessIdExpired', 403, EVENTS, 'token'],
    ['TimeExpired', 408, MESSAGES, 'clock'],
  ] as const)('%s is how the service says it (%i)', async (code, status, it, what) => {
    const answer = await faulty({ kind: 'expired', what }).call(it);

    expect(answer).toContain(code);
    expect(answer.startsWith(`${status} `)).toBe(true);
  });

  it('throttling says when to try again, in milliseconds and in seconds', async () => {
    const faults = createFaults({ journal: createJournal(), now: () => 0 });
    faults.add({ kind: 'throttling', retryAfterMs: 1_500 });
    const { headers } = await faults.handle(write, () => Promise.reject(new Error('not asked')));

    expect(headers).toMatchObject({ 'x-acs-retry-after': '1500', 'retry-after': '2' });
  });

  it('an error of a queue is XML', async () => {
    const queue = request('', { path: '/queues/q/messages', headers: {} });

    expect(await faulty({ kind: 'error', code: 'Busy' }).call(queue)).toContain(
      '<Code>Busy</Code>',
    );
  });
});

describe('a wrong rule', () => {
  it.each([
    [{ kind: 'earthquake' }, '/kind'],
    [{ kind: 'latency' }, '/ms'],
    [{ kind: 'reset', times: 0 }, '/times'],
    [{ kind: 'reset', probability: 2 }, '/probability'],
    [{ kind: 'reset', times: 1, every: 2 }, 'not by several'],
    [{ kind: 'expired', what: 'milk' }, '/what'],
    [{ kind: 'empty', forMs: -1 }, '/forMs'],
    [{ kind: 'reset', match: { service: 'Ecs' } }, '/match/service'],
    [{ kind: 'reset', match: { verb: 'GET' } }, '/match/verb'],
    ['reset', 'The fault rule is wrong'],
  ])('%j is told with its place', (rule, place) => {
    expect(() => parseRule(rule)).toThrow(place);
  });
});

import { describe, expect, it } from 'vitest';
import { base64, event, invalidOf, itemsOf, request, requestsOf, smq, text } from './support.ts';

const list = (count: number, entry: string) => `[${Array(count).fill(entry).join(',')}]`;

describe('a message that cannot be read is one invalid item', () => {
  it.each([
    ['a list of 30 000 numbers', list(30_000, '1')],
    ['a list of 900 numbers', list(900, '1')],
    ['a list of 5 000 requests', list(5_000, text)],
    ['the longest list of 64 KB', list(32_000, '1')],
  ])('%s, in a queue message and alone', (_, body) => {
    for (const payload of [[smq(body)], [smq(base64(body))], body])
      expect(itemsOf(payload).map(({ kind }) => kind)).toEqual(['invalid']);
  });

  it('that lists at most 50 errors and their count', () => {
    const [item] = invalidOf([smq(list(900, '1'))]);
    expect(item?.errors).toHaveLength(50);
    expect(item?.errorCount).toBe(900);
    expect(item?.errors[3]).toEqual({ pointer: '/3', detail: 'is a number, not an object' });
    expect(item?.original()).toMatchObject({ length: 1801, truncated: false });
  });

  it('with its own id and bytes, beside the sound messages of its batch', () => {
    const items = itemsOf([smq(text, 'A'), smq('hello', 'B'), smq('[1,2]', 'C'), smq(text, 'D')]);
    expect(items).toMatchObject([
      { kind: 'request', position: 0, id: { value: 'A' } },
      { kind: 'invalid', position: 1, id: { value: 'B' }, errorCount: 1 },
      { kind: 'invalid', position: 2, id: { value: 'C' }, errorCount: 2 },
      { kind: 'request', position: 4, id: { value: 'D' } },
    ]);
    expect(new Set(items.map(({ message }) => message)).size).toBe(4);
  });

  it('whose sound entries are taken all the same', () => {
    expect(itemsOf([smq(`[${text},5,${text}]`)])).toMatchObject([
      { kind: 'request', position: 0, id: { value: 'M1-0' } },
      { kind: 'invalid', position: 1, errors: [{ pointer: '' }], id: { value: 'M1-1' } },
      { kind: 'request', position: 2, id: { value: 'M1-2' } },
    ]);
  });
});

describe('the limits of an invocation', () => {
  it('are 1 000 requests in one message, none of which is taken beyond', () => {
    expect(requestsOf([smq(list(1_000, '{}'))])).toHaveLength(1_000);
    expect(itemsOf([smq(list(1_001, '{}'))])).toMatchObject([
      { kind: 'invalid', errors: [{ detail: 'is a list of more than 1000 entries' }] },
    ]);
    expect(invalidOf(`[${Array(1_001).fill('{}')},5,{},5]`)).toMatchObject([
      { errorCount: 1, errors: [{ detail: 'holds more than 1000 requests' }], position: 1_000 },
    ]);
    expect(itemsOf(list(1_001, text))).toMatchObject([
      { kind: 'invalid', errors: [{ detail: 'holds more than 1000 requests' }] },
    ]);
  });

  it('are 128 KB for a request, and 64 levels', () => {
    const long = JSON.stringify({ ...request, description: 'x'.repeat(131_072) });
    const deep = `{"tag":${'['.repeat(70)}${']'.repeat(70)}}`;
    expect(invalidOf([smq(long), smq(deep)]).map(({ errors }) => errors[0]?.detail)).toEqual([
      'is larger than 128 KB',
      'is nested deeper than 64 levels',
    ]);
  });
});

describe('what a request function never takes from a message', () => {
  it.each([
    ['a watch', { peerflow: 'watch', instanceId: 'pcc-1' }],
    ['requests', { peerflow: 'requests', items: [] }],
    ['a request with the member', { ...request, peerflow: true }],
  ])('is a task: %s', (_, task) => {
    for (const payload of [task, [task], event(task), [smq(JSON.stringify(task))]])
      expect(itemsOf(payload)).toMatchObject([
        { kind: 'invalid', errors: [{ detail: 'is a task, which is never taken from a message' }] },
      ]);
  });

  it('is more than three envelopes deep, except an event of ours, which would come back for ever', () => {
    const wrap = (inner: unknown, times: number): unknown =>
      times === 0 ? inner : wrap(event(inner), times - 1);
    expect(itemsOf(wrap(request, 3))).toMatchObject([{ kind: 'request' }]);
    expect(itemsOf(wrap(request, 4))).toMatchObject([{ kind: 'invalid' }]);
    expect(itemsOf(wrap({ peerflow: 'event' }, 6))).toMatchObject([{ kind: 'ours' }]);
  });

  it('is not an event only because its source or type looks like ours', () => {
    const forged = event(request, { source: 'peerflow', type: 'peerflow:Connection:Activated' });
    expect(itemsOf(forged)).toMatchObject([{ kind: 'request', body: request }]);
  });
});

describe('a member that an object has twice', () => {
  it.each([
    ['as it is', '{"vpcId":"vpc-a","vpcId":"vpc-b"}', 'vpcId'],
    ['spelled with an escape', '{"vpcId":"vpc-a","vpc\\u0049d":"vpc-b"}', 'vpcId'],
    ['within a list', '{"tag":[{"key":"a"},{"key":"b","key":"c"}]}', 'key'],
    ['within an envelope', '{"data":{"a":1,"a":2}}', 'a'],
    ['that cannot be seen', '{"\\u200b":1,"\\u200b":2}', '\\u200b'],
  ])('is refused and shown: %s', (_, body, name) => {
    expect(invalidOf(body)[0]?.errors).toEqual([
      { pointer: '', detail: `has the member "${name}" more than once` },
    ]);
  });

  it('may be in two objects, and in a text', () => {
    const body = '{"a":{"x":1},"b":{"x":1},"c":"{\\"x\\":1,\\"x\\":2}","d":"x","e":["x","x"]}';
    expect(itemsOf(body)).toMatchObject([{ kind: 'request' }]);
  });
});

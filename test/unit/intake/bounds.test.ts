import { describe, expect, it } from 'vitest';
import { base64, bytesOf, itemsOf, requestsOf, smq } from './support.ts';

const MB = 1024 * 1024;
const batch = (count: number, body: string) =>
  Array.from({ length: count }, (_, index) => smq(body, `M${index}`));
const kindsOf = (event: unknown) => {
  const kinds = { request: 0, invalid: 0, ours: 0 };
  for (const { kind } of itemsOf(event)) kinds[kind] += 1;
  return kinds;
};

describe('hostile bytes end in one invalid item', () => {
  it.each([
    ['4 MB of open lists', '['.repeat(4 * MB)],
    ['4 MB of open objects', '{"a":'.repeat(MB)],
    ['4 MB of escaped quotes', `["${'\\"'.repeat(2 * MB)}"]`],
    ['4 MB of backslashes', `{"a":"${'\\\\'.repeat(2 * MB)}"}`],
    ['4 MB of Base64', 'A'.repeat(4 * MB)],
    ['4 MB of blanks', ' '.repeat(4 * MB)],
    ['Base64 of Base64 of Base64 of Base64', base64(base64(base64(base64('{}'))))],
    ['200 000 members', `{${Array.from({ length: 200_000 }, (_, at) => `"k${at}":1`).join(',')}}`],
    ['more than 250 000 values', `{"a":[${'1,'.repeat(250_001)}1]}`],
  ])('%s', (_, event) => {
    expect(kindsOf(Buffer.from(event))).toEqual({ request: 0, invalid: 1, ours: 0 });
  });
});

describe('a batch at its limits', () => {
  it('has one invalid item for each message of 1 000 numbers', () => {
    const event = batch(2_000, `[${Array(1_000).fill('1')}]`);
    expect(kindsOf(event)).toEqual({ request: 0, invalid: 2_000, ours: 0 });
  });

  it('has 10 000 messages at most, each in its order', () => {
    expect(requestsOf(batch(10_000, '{}')).map(({ id }) => id?.value)).toEqual(
      Array.from({ length: 10_000 }, (_, at) => `M${at}`),
    );
    expect(itemsOf(batch(10_001, '{}')).map(({ kind }) => kind)).toEqual(['invalid']);
  });

  it('has 100 000 requests at most, and refuses the messages beyond as a whole', () => {
    const event = batch(102, `[${Array(1_000).fill('{}')}]`);
    expect(kindsOf(event)).toEqual({ request: 100_000, invalid: 2, ours: 0 });
  });

  it('keeps no copy of what it came in: every item shows its own bytes', () => {
    const [first, second] = itemsOf(bytesOf(batch(2, 'no JSON')));
    if (first?.kind !== 'invalid' || second?.kind !== 'invalid') throw new Error('not invalid');
    expect(first.original()).toEqual(second.original());
    expect(first.original().length).toBe('no JSON'.length);
  });
});

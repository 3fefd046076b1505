import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { isWebhookSecret, signatureHeaders } from '../../../../lib/sinks/webhook/sign.ts';

const now = () => Math.floor(Date.now() / 1000);

describe('signature', () => {
  it('is accepted by the official verifier, with or without the prefix of the secret', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        fc.jsonValue(),
        fc.boolean(),
        (bytes, value, prefixed) => {
          const secret = `${prefixed ? 'whsec_' : ''}${Buffer.from(bytes).toString('base64')}`;
          const body = JSON.stringify(value);
          const headers = signatureHeaders({ id: 'pcc-1-Activated', timestamp: now(), body }, [
            secret,
          ]);
          expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
          expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
        },
      ),
    );
  });

  it('is made with each of two secrets: a receiver may know either', () => {
    const secrets = ['old', 'new'].map(
      (name) => `whsec_${Buffer.from(name.padEnd(32)).toString('base64')}`,
    );
    const headers = signatureHeaders({ id: 'i', timestamp: now(), body: '{}' }, secrets);
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const secret of secrets)
      expect(() => new Webhook(secret).verify('{}', headers)).not.toThrow();
    const other = Buffer.from('other'.padEnd(32)).toString('base64');
    expect(() => new Webhook(other).verify('{}', headers)).toThrow();
  });

  it('covers id and time', () => {
    const sign = (id: string, timestamp: number) =>
      signatureHeaders({ id, timestamp, body: '{}' }, ['c2VjcmV0'])['webhook-signature'];
    expect(new Set([sign('a', 1), sign('b', 1), sign('a', 2)]).size).toBe(3);
    expect(sign('a', 1)).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
  });

  it('is absent without a secret; the rest is not', () => {
    const headers = signatureHeaders({ id: 'i', timestamp: 7, body: '{}' }, []);
    expect(headers).toEqual({ 'webhook-id': 'i', 'webhook-timestamp': '7' });
  });
});

describe('a secret', () => {
  const bytes = (count: number) => Buffer.alloc(count, 0xfb).toString('base64');

  it.each([24, 25, 63, 64])('may have %i bytes, with or without padding and prefix', (count) => {
    for (const text of [bytes(count), bytes(count).replace(/=+$/, '')]) {
      expect(isWebhookSecret(text)).toBe(true);
      expect(isWebhookSecret(`whsec_${text}`)).toBe(true);
    }
  });

  it.each([
    ['23 bytes', bytes(23)],
    ['65 bytes', bytes(65)],
    ['nothing', ''],
    ['a prefix alone', 'whsec_'],
    ['a pass phrase', 'a pass phrase of more than two dozen characters'],
    ['Base64 for URLs', bytes(32).replace(/\+/g, '-').replace(/\//g, '_')],
    ['another prefix', `whpk_${bytes(32)}`],
    ['a length that Base64 cannot have', `${bytes(32).replace(/=+$/, '')}AA`],
    ['padding in between', `${bytes(31)}${bytes(31)}`],
  ])('cannot be %s', (_, secret) => {
    expect(isWebhookSecret(secret)).toBe(false);
  });
});

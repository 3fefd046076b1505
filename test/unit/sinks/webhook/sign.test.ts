import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { signatureHeaders } from '../../../../lib/sinks/webhook/sign.ts';

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
          const headers = signatureHeaders(
            { id: 'pcc-1-Activated', timestamp: now(), body },
            secret,
          );
          expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
          expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
        },
      ),
    );
  });

  it('takes a secret that is no Base64 as it is', () => {
    const secret = 'a plain pass phrase!';
    const headers = signatureHeaders({ id: 'i', timestamp: now(), body: '{}' }, secret);
    expect(() => new Webhook(secret, { format: 'raw' }).verify('{}', headers)).not.toThrow();
  });

  it('covers id and time', () => {
    const sign = (id: string, timestamp: number) =>
      signatureHeaders({ id, timestamp, body: '{}' }, 'c2VjcmV0')['webhook-signature'];
    expect(new Set([sign('a', 1), sign('b', 1), sign('a', 2)]).size).toBe(3);
    expect(sign('a', 1)).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
  });

  it('is absent without a secret; the rest is not', () => {
    const headers = signatureHeaders({ id: 'i', timestamp: 7, body: '{}' }, undefined);
    expect(headers).toEqual({ 'webhook-id': 'i', 'webhook-timestamp': '7' });
  });
});

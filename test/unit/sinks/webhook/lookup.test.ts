import type { LookupAddress, LookupOptions } from 'node:dns';
import { describe, expect, it, test } from 'vitest';
import {
  type Address,
  guardedLookup,
  guardOf,
  RefusedAddress,
} from '../../../../lib/sinks/webhook/guard.ts';
import { refusalOf } from '../../../../lib/sinks/webhook.ts';

const PUBLIC: Address = { address: '47.96.0.1', family: 4 };
const PRIVATE: Address = { address: '10.0.0.7', family: 4 };

const looked = (
  addresses: readonly Address[] | Error,
  options: LookupOptions = { all: true },
  allow: readonly string[] = [],
) =>
  new Promise<string | LookupAddress[]>((resolve, reject) => {
    const lookup = guardedLookup(guardOf(allow), async () => {
      if (addresses instanceof Error) throw addresses;
      return addresses;
    });
    lookup('hooks.example.com', options, (error, found) =>
      error ? reject(error) : resolve(found),
    );
  });

describe('guarded name resolution', () => {
  it('hands on public addresses, in both forms that sockets ask for', async () => {
    expect(await looked([PUBLIC])).toEqual([PUBLIC]);
    expect(await looked([PUBLIC], {})).toBe(PUBLIC.address);
  });

  test.each([
    ['alone', [PRIVATE]],
    ['first', [PRIVATE, PUBLIC]],
    ['among others', [PUBLIC, PRIVATE]],
    ['mapped into IPv6', [PUBLIC, { address: '::ffff:10.0.0.7', family: 6 }]],
  ])('refuses a name with a private address: %s', async (_, addresses) => {
    await expect(looked(addresses)).rejects.toBeInstanceOf(RefusedAddress);
    await expect(looked(addresses, {})).rejects.toBeInstanceOf(RefusedAddress);
  });

  it('hands on private addresses of an allowed name', async () => {
    expect(await looked([PRIVATE], {}, ['hooks.example.com'])).toBe(PRIVATE.address);
  });

  it('passes on failures, and has none to connect to when the name has no address', async () => {
    await expect(looked(new Error('ENOTFOUND'))).rejects.toThrow('ENOTFOUND');
    await expect(looked([])).rejects.toThrow('no address');
  });
});

describe('literal addresses', () => {
  const refused = (url: string) => refusalOf(new URL(url), guardOf([]));

  test.each(['169.254.169.254', '127.0.0.1', '[::1]', '[::ffff:7f00:1]', '[5f00::1]'])(
    '%s is refused',
    (host) => {
      expect(refused(`https://${host}/`)).toMatchObject({ ok: false, code: 'RefusedAddress' });
    },
  );

  test.each(['8.8.8.8', '[2400:3200::1]', 'a.name.com'])('%s is not', (host) => {
    expect(refused(`https://${host}/`)).toBeUndefined();
  });

  it.each([
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://[::ffff:127.0.0.1]/',
  ])('are seen through other spellings: %s', (url) => {
    expect(refused(url)).toMatchObject({ code: 'RefusedAddress' });
  });
});

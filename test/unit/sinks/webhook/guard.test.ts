import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { guardOf } from '../../../../lib/sinks/webhook/guard.ts';

const open = guardOf([]);

describe('addresses no webhook may reach', () => {
  test.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '239.255.255.255',
    '255.255.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.31.196.0',
    '192.31.196.255',
    '192.52.193.1',
    '192.88.99.1',
    '192.175.48.1',
    '198.51.100.1',
    '203.0.113.1',
    '240.0.0.1',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:a9fe:a9fe',
    '::ffff:0:a00:1',
    '::ffff:0:127.0.0.1',
    '::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '100::1',
    '100:0:0:1::1',
    '2001::1',
    '2001:2::1',
    '2001:2:0:ffff::1',
    '2001:10::1',
    '2001:1f:ffff::1',
    '2001:20::1',
    '2001:2f:ffff::1',
    '2001:db8::1',
    '2620:4f:8000::1',
    '3fff::1',
    '3fff:fff:ffff::1',
    '4000::1',
    '5f00::1',
    '5f00:ffff::1',
    '2002:7f00:1::',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%lo',
    'fec0::1',
    'ff02::1',
    'no address at all',
  ])('%s', (address) => {
    expect(open.isOpen('hooks.example.com', address)).toBe(false);
  });

  it('are those of every private network', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), fc.nat(255), (b, c, d) => {
        expect(open.isOpen('h', `10.${b}.${c}.${d}`)).toBe(false);
        expect(open.isOpen('h', `172.${16 + (b % 16)}.${c}.${d}`)).toBe(false);
        expect(open.isOpen('h', `192.168.${c}.${d}`)).toBe(false);
        expect(open.isOpen('h', `::ffff:${b}.${b}.${c}.${d}`)).toBe(false);
      }),
    );
  });
});

describe('addresses anybody may reach', () => {
  test.each([
    '8.8.8.8',
    '47.96.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '192.31.195.1',
    '192.31.197.1',
    '192.52.192.1',
    '2400:3200::1',
    '2001:200::1',
    '2001:4860:4860::8888',
    '2600::1',
    '3ffe::1',
    '3fff:1000::1',
  ])('%s', (address) => {
    expect(open.isOpen('hooks.example.com', address)).toBe(true);
  });
});

describe('what is allowed', () => {
  it('is a host by its name, wherever it leads', () => {
    const guard = guardOf(['Hooks.internal', 'other.']);
    expect(guard.isOpen('hooks.internal', '10.0.0.1')).toBe(true);
    expect(guard.isOpen('hooks.internal.', '10.0.0.1')).toBe(true);
    expect(guard.isOpen('x.hooks.internal', '10.0.0.1')).toBe(false);
    expect(guard.isAllowedHost('HOOKS.internal')).toBe(true);
    expect(guard.isAllowedHost('other')).toBe(true);
    expect(guard.isAllowedHost('hooks.example.com')).toBe(false);
  });

  it('is an address or a block of them', () => {
    const guard = guardOf(['10.1.0.0/16', '127.0.0.1', 'fd00::/8']);
    expect(guard.isOpen('h', '10.1.2.3')).toBe(true);
    expect(guard.isOpen('h', '10.2.2.3')).toBe(false);
    expect(guard.isOpen('h', '127.0.0.1')).toBe(true);
    expect(guard.isOpen('h', '127.0.0.2')).toBe(false);
    expect(guard.isOpen('h', 'fd12::1')).toBe(true);
    expect(guard.isAllowedHost('10.1.2.3')).toBe(true);
    expect(guard.isAllowedHost('[fd12::1]')).toBe(true);
    expect(guard.isAllowedHost('10.2.2.3')).toBe(false);
  });
});

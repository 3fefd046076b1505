import { describe, expect, it, test } from 'vitest';
import { allowEntries, isAllowEntry } from '../../../../lib/sinks/webhook/guard.ts';

describe('an entry of PEERFLOW_WEBHOOK_ALLOW', () => {
  test.each([
    'hooks.internal',
    'Hooks.Internal.',
    'localhost',
    'my_hook',
    'xn--bcher-kva.example',
    '10.0.0.1',
    '10.0.0.0/8',
    '0.0.0.0/0',
    '192.168.1.7/32',
    '::1',
    '[::1]',
    'fd00::/8',
    '::/0',
    'fd00::1/128',
  ])('may be %s', (entry) => {
    expect(isAllowEntry(entry)).toBe(true);
  });

  test.each([
    '',
    '/',
    '/8',
    '/99',
    '10.0.0.0/',
    '10.0.0.0//8',
    '10.0.0.0/8/8',
    '10.0.0.0/33',
    '10.0.0.0/99',
    '10.0.0.0/-1',
    '10.0.0.0/+8',
    '10.0.0.0/08',
    '10.0.0.0/8.0',
    '10.0.0.0/x',
    '10.0.0.0/255.0.0.0',
    '10.0.0/8',
    '10.0.0.256',
    '10.0.0',
    '10',
    '0x7f.1',
    '010.0.0.1',
    '10.0.0.1-10.0.0.9',
    '10.*',
    '*',
    '*.example.com',
    'fd00::/129',
    'fd00::/',
    'fd00::1%eth0',
    'fd00:::1',
    '[10.0.0.1]',
    '[fd00::]/8',
    'hooks.internal/24',
    'hooks.internal/path',
    'https://hooks.internal',
    'https://hooks.internal/',
    'hooks.internal:8080',
    'hooks..internal',
    '.internal',
    '-hooks.internal',
    'hooks-.internal',
    'user@host',
    'hôte.example',
    'private',
    'all',
    'None',
    'true',
    `${'x'.repeat(64)}.example`,
    `${'x.'.repeat(127)}xy`,
  ])('cannot be %s', (entry) => {
    expect(isAllowEntry(entry)).toBe(false);
  });
});

describe('the entries', () => {
  it('stand between spaces or commas; a part between commas that is empty stays one', () => {
    expect(allowEntries('a, b  c\td,e')).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(allowEntries('a,,b')).toEqual(['a', '', 'b']);
    expect(allowEntries('a,')).toEqual(['a', '']);
    expect(allowEntries(' , a')).toEqual(['', 'a']);
  });
});

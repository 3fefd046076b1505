import { describe, expect, it } from 'vitest';
import { patternFault } from '../../../../../sandbox/messaging/eventbridge/pattern.ts';

describe('patternFault', () => {
  it.each([
    [{}],
    [{ source: ['a', null, '', 1, true] }],
    [{ data: { state: [{ 'anything-but': ['a', 1, { prefix: 'b' }] }] } }],
    [{ data: { n: [{ numeric: ['>', 0, '<=', 5] }], ip: [{ cidr: '10.0.0.0/24' }] } }],
    [{ a: [{ prefix: 'x' }, { suffix: 'y' }, { contains: 'z' }, { exists: false }, 'five'] }],
  ])('finds nothing in %j', (pattern) => {
    expect(patternFault(pattern)).toBeUndefined();
  });

  it.each([
    [null, 'must be an object'],
    ['text', 'must be an object'],
    [['a'], 'must be an object'],
    [{ source: 'a' }, '/source must be'],
    [{ source: [] }, '/source is an empty list'],
    [{ source: [['a']] }, '/source is a list in a list'],
    [{ source: [{}] }, '/source is an empty expression'],
    [{ source: ['1', '2', '3', '4', '5', '6'] }, '/source has 6 expressions; 5 are allowed'],
    [{ data: { name: [{ like: 'x' }] } }, '/data/name has no operator like'],
    [{ data: { name: [{ constructor: 'x' }] } }, '/data/name has no operator constructor'],
    [{ a: [{ prefix: 1 }] }, '/a prefix takes a text'],
    [{ a: [{ exists: 'yes' }] }, '/a exists takes true or false'],
    [{ a: [{ cidr: '10.0.0.0/33' }] }, '/a cidr takes an IPv4 block'],
    [{ a: [{ cidr: 'fd00::/8' }] }, '/a cidr takes an IPv4 block'],
    [{ a: [{ numeric: ['>'] }] }, '/a numeric takes a list of pairs'],
    [{ a: [{ numeric: ['!=', 1] }] }, '/a numeric takes a list of pairs'],
    [{ a: [{ 'anything-but': [] }] }, '/a anything-but takes'],
    [{ a: [{ 'anything-but': { suffix: 'x' } }] }, '/a anything-but takes'],
  ])('says what is wrong with %j', (pattern, fault) => {
    expect(patternFault(pattern)).toContain(fault);
  });
});

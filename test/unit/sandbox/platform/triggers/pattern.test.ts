import { describe, expect, it } from 'vitest';
import { matches } from '../../../../../sandbox/platform/triggers/pattern.ts';

const event = {
  source: 'peerflow',
  type: 'peerflow:Connection:Activated',
  data: {
    connection: { status: 'Activated', bandwidth: 100, regionId: 'cn-hangzhou' },
    adopted: false,
  },
};

describe('matches', () => {
  it.each([
    ['everything', {}, true],
    ['an exact value', { source: ['peerflow'] }, true],
    ['one of several', { source: ['other', 'peerflow'] }, true],
    ['another value', { source: ['other'] }, false],
    ['another case', { source: ['Peerflow'] }, false],
    ['both keys', { source: ['peerflow'], type: ['peerflow:Connection:Deleted'] }, false],
    ['a nested value', { data: { connection: { status: ['Activated'] } } }, true],
    ['a boolean', { data: { adopted: [false] } }, true],
    ['a prefix', { type: [{ prefix: 'peerflow:Connection:' }] }, true],
    ['another prefix', { type: [{ prefix: 'peerflow:Routes:' }] }, false],
    ['a suffix', { type: [{ suffix: ':Activated' }] }, true],
    ['a part', { type: [{ contains: 'Connection' }] }, true],
    ['anything but it', { source: [{ 'anything-but': 'peerflow' }] }, false],
    ['anything but others', { source: [{ 'anything-but': ['a', 'b'] }] }, true],
    ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'peer' } }] }, false],
    [
      'a number in a range',
      { data: { connection: { bandwidth: [{ numeric: ['>', 50, '<=', 100] }] } } },
      true,
    ],
    ['a number outside', { data: { connection: { bandwidth: [{ numeric: ['>', 100] }] } } }, false],
    ['a field that is there', { data: { connection: { status: [{ exists: true }] } } }, true],
    ['a field that is not', { data: { failure: [{ exists: false }] } }, true],
    ['a field that is missing', { data: { failure: { code: ['X'] } } }, false],
    ['an operator nobody knows', { source: [{ like: 'peer%' }] }, false],
  ])('%s', (_, pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

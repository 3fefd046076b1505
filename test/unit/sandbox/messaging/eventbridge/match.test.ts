import { describe, expect, it } from 'vitest';
import { matches } from '../../../../../sandbox/messaging/eventbridge/pattern.ts';

const event = {
  source: 'peerflow',
  type: 'peerflow:Connection:Activated',
  data: {
    connection: { status: 'Activated', bandwidth: 100, regionId: 'cn-hangzhou' },
    adopted: false,
    previousStatus: null,
    note: '',
    address: '10.0.0.77',
    tags: ['a', 'b'],
    nothing: [],
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
    ['an exact number', { data: { connection: { bandwidth: [100] } } }, true],
    ['a number as a text', { data: { connection: { bandwidth: ['100'] } } }, false],
    ['null', { data: { previousStatus: [null] } }, true],
    ['null where something is', { data: { adopted: [null] } }, false],
    ['an empty text', { data: { note: [''] } }, true],
    ['an address in a block', { data: { address: [{ cidr: '10.0.0.0/24' }] } }, true],
    ['an address outside', { data: { address: [{ cidr: '10.0.1.0/24' }] } }, false],
    ['an address in everything', { data: { address: [{ cidr: '0.0.0.0/0' }] } }, true],
    ['what is no address', { data: { note: [{ cidr: '0.0.0.0/0' }] } }, false],
    ['one of a list', { data: { tags: ['x', 'b'] } }, true],
    ['none of a list', { data: { tags: ['x'] } }, false],
    ['a list that is there', { data: { nothing: [{ exists: true }] } }, true],
    ['a list that is not empty', { data: { nothing: [{ prefix: '' }] } }, false],
    ['two operators at once', { type: [{ prefix: 'peerflow:', suffix: ':Deleted' }] }, false],
    ['a number of an other kind', { source: [{ numeric: ['=', 0] }] }, false],
    ['what every object inherits', { data: { toString: [{ exists: true }] } }, false],
    ['an object where a value is asked for', { data: ['x'] }, false],
    ['a value where an object is asked for', { source: { name: ['x'] } }, false],
    ['a value that is missing', { data: { failure: [{ 'anything-but': 'x' }] } }, false],
    ['an operator nobody knows', { source: [{ like: 'peer%' }] }, false],
  ])('%s', (_, pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

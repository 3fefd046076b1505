import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referencedConnections } from '../../../lib/intake/hints.ts';
import { bytesOf, event, smq } from './support.ts';

const idsOf = (payload: unknown) => referencedConnections(bytesOf(payload));

const record = (over: object = {}) => ({
  eventId: '1',
  eventName: 'DeleteVpcPeerConnection',
  serviceName: 'VpcPeer',
  requestParameters: { InstanceId: 'pcc-abc1' },
  responseElements: { RequestId: 'pcc-' },
  ...over,
});
const trail = (over: object = {}) =>
  event(record(over), { source: 'acs.vpc', type: 'vpc:ActionTrail:ApiCall' });
const ours = (instanceId: unknown) =>
  event(
    { peerflow: 'event', connection: { instanceId } },
    { type: 'peerflow:Connection:Accepting' },
  );

describe('the connections that an event refers to', () => {
  it.each<readonly [string, unknown, readonly string[]]>([
    ['a recorded call', trail(), ['pcc-abc1']],
    ['a recorded call in a list', [trail()], ['pcc-abc1']],
    ['a record without its event', record(), ['pcc-abc1']],
    ['a recorded call in a queue', [smq(JSON.stringify(trail()))], ['pcc-abc1']],
    ['parameters as text', trail({ requestParameters: '{"InstanceId":"pcc-abc2"}' }), ['pcc-abc2']],
    [
      'the answer to a create',
      trail({
        eventName: 'CreateVpcPeerConnection',
        requestParameters: { VpcId: 'vpc-a' },
        responseElements: { InstanceId: 'pcc-new' },
      }),
      ['pcc-new'],
    ],
    [
      'resources',
      trail({ requestParameters: {}, referencedResources: { 'ACS::VpcPeer': ['pcc-1', 'pcc-2'] } }),
      ['pcc-1', 'pcc-2'],
    ],
    ['an event of ours', ours('pcc-abc3'), ['pcc-abc3']],
    ['an event of ours in a queue', [smq(JSON.stringify(ours('pcc-abc3')))], ['pcc-abc3']],
    ['another call', trail({ eventName: 'DeleteRouteEntry' }), []],
    ['a request', { action: 'accept', instanceId: 'pcc-abc1' }, []],
    ['a task', { peerflow: 'watch', instanceId: 'pcc-abc1' }, []],
    ['an id in capitals', ours('pcc-ABC'), []],
    ['an id that is too long', ours(`pcc-${'a'.repeat(61)}`), []],
    ['an id with more behind it', ours('pcc-abc/../x-y'), ['pcc-abc']],
    ['an id that is none', ours({}), []],
    ['nothing', '', []],
    ['no JSON', 'pcc-abc1', []],
  ])('%s', (_, payload, ids) => {
    expect(idsOf(payload)).toEqual(ids);
  });

  it('are at most sixteen, each once', () => {
    const many = Array.from({ length: 100 }, (_, at) => ours(`pcc-${at}`));
    expect(idsOf(many)).toHaveLength(16);
    expect(idsOf([ours('pcc-1'), ours('pcc-1')])).toEqual(['pcc-1']);
  });

  it('are read from any bytes without an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (anything) => {
        expect(Array.isArray(idsOf(anything))).toBe(true);
      }),
    );
  });
});

describe('the search for connections is bounded', () => {
  const record = (...ids: readonly string[]) => ({
    eventName: 'DeleteVpcPeerConnection',
    requestParameters: { ids },
  });
  const found = (payload: unknown) =>
    referencedConnections(
      Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    );
  const nested = (levels: number): unknown =>
    levels === 0 ? record('pcc-1') : [nested(levels - 1)];

  it('to eight levels', () => {
    expect(found(nested(8))).toEqual(['pcc-1']);
    expect(found(nested(9))).toEqual([]);
    const events = (levels: number): unknown =>
      levels === 0
        ? record('pcc-1')
        : { specversion: '1.0', source: 's', type: 't', data: events(levels - 1) };
    expect(found(events(8))).toEqual(['pcc-1']);
    expect(found(events(9))).toEqual([]);
  });

  it('to sixteen connections', () => {
    const ids = Array.from({ length: 20 }, (_, at) => `pcc-${at}`);
    expect(found(record(...ids))).toEqual(ids.slice(0, 16));
    expect(found(ids.map((id) => record(id)))).toEqual(ids.slice(0, 16));
  });

  it('to 256 KB', () => {
    const text = JSON.stringify(record('pcc-1'));
    expect(found(text.padEnd(256 * 1024))).toEqual(['pcc-1']);
    expect(found(text.padEnd(256 * 1024 + 1))).toEqual([]);
  });

  it('and goes past numbers of any size', () => {
    expect(
      found(
        '{"eventName":"DeleteVpcPeerConnection","requestParameters":[253460731706911258,"pcc-1"]}',
      ),
    ).toEqual(['pcc-1']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloud, codeOf, create, make, me, OTHER, them } from './cloud.ts';

interface Move {
  readonly a: string;
  readonly b: string;
  readonly what: string;
  readonly pick: number;
}

const perform = ({ world, advance }: ReturnType<typeof cloud>, { a, b, what, pick }: Move) => {
  const all = world.connections();
  const InstanceId = all[pick % Math.max(all.length, 1)]?.instanceId ?? '';
  if (what === 'wait') return advance(400);
  const [action, params] =
    what === 'create'
      ? (['CreateVpcPeerConnection', create(a, b)] as const)
      : (['DeleteVpcPeerConnection', { InstanceId }] as const);
  return codeOf(() => world.call(me, 'VpcPeer', action, params));
};

describe('the life of a connection', () => {
  const waiting = () => {
    const it = cloud();
    const id = make(it, 'vpc-a', 'vpc-them', { AcceptingAliUid: OTHER });
    return { ...it, id };
  };

  it('waits for the other account, which alone may accept', () => {
    const { world, advance, id } = waiting();
    const params = { InstanceId: id };

    expect(world.connection(id)?.status).toBe('Accepting');
    expect(codeOf(() => world.call(me, 'VpcPeer', 'AcceptVpcPeerConnection', params))).toBe(
      'Forbidden.RAM',
    );
    world.call(them, 'VpcPeer', 'AcceptVpcPeerConnection', params);
    advance(500);
    expect(world.connection(id)?.status).toBe('Activated');
  });

  it('expires after seven days', () => {
    const { world, advance, id } = waiting();
    advance(7 * 24 * 3600 * 1000);
    expect(world.connection(id)?.status).toBe('Expired');
  });

  it('shows tags to the side that set them only', () => {
    const it = cloud();
    const id = make(it, 'vpc-a', 'vpc-them', {
      AcceptingAliUid: OTHER,
      'Tag.1.Key': 'k',
      'Tag.1.Value': 'v',
    });
    const get = { InstanceId: id };

    expect(it.world.call(me, 'VpcPeer', 'GetVpcPeerConnectionAttribute', get).Tags).toEqual([
      { Key: 'k', Value: 'v' },
    ]);
    expect(it.world.call(them, 'VpcPeer', 'GetVpcPeerConnectionAttribute', get).Tags).toEqual([]);
  });

  it('is gone a while after its deletion', () => {
    const it = cloud();
    const id = make(it, 'vpc-a', 'vpc-b');
    const get = () =>
      it.world.call(me, 'VpcPeer', 'GetVpcPeerConnectionAttribute', { InstanceId: id });
    it.world.call(me, 'VpcPeer', 'DeleteVpcPeerConnection', { InstanceId: id });

    expect(get().Status).toBe('Deleting');
    it.advance(600);
    expect(get().Status).toBe('Deleted');
    it.advance(1_000);
    expect(codeOf(get)).toBe('ResourceNotFound.InstanceId');
  });

  it('never has two live connections of one pair, whatever is called in whatever order', () => {
    const vpcs = ['vpc-a', 'vpc-b', 'vpc-c'];
    const step = fc.record({
      a: fc.constantFrom(...vpcs),
      b: fc.constantFrom(...vpcs),
      what: fc.constantFrom('create', 'delete', 'wait'),
      pick: fc.nat(10),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const it = cloud();
        const { world } = it;
        for (const each of steps) {
          perform(it, each);
          const live = world
            .connections()
            .filter(({ status }) => !['Deleting', 'Deleted'].includes(status))
            .map(({ vpcId, acceptingVpcId }) => [vpcId, acceptingVpcId].sort().join());
          expect(new Set(live).size).toBe(live.length);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('limits', () => {
  it('throttle by the minute', () => {
    const it = cloud({ behaviour: { callsPerMinute: { ListVpcPeerConnections: 2 } } });
    const list = () => codeOf(() => it.world.call(me, 'VpcPeer', 'ListVpcPeerConnections', {}));

    expect([list(), list(), list()]).toEqual(['OK', 'OK', 'Throttling.User']);
    it.advance(60_000);
    expect(list()).toBe('OK');
  });
});

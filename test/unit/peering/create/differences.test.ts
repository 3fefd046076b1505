import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { create } from '../../../../lib/peering/commands/create/create.ts';
import { differencesOf } from '../../../../lib/peering/commands/create/differences.ts';
import type { CreateRequest } from '../../../../lib/peering/model/request.ts';
import { request as least } from '../preflight/facts.ts';
import { connectionIn } from '../samples.ts';
import { asking, contextWith } from './context.ts';

const request: CreateRequest = { ...least, name: 'orders', routes: 'none' };
const theirs = connectionIn('Activated', { tags: [{ key: 'team', value: 'data' }] });

const told = v.looseObject({
  differences: v.array(v.object({ field: v.string(), asked: v.unknown(), actual: v.unknown() })),
});

describe('what an adopted connection has otherwise', () => {
  it.each([
    ['nothing', {}, 'none', []],
    ['a name', { name: 'billing' }, 'none', [['name', 'billing', 'orders']]],
    ['a bandwidth', { bandwidth: 100 }, 'none', [['bandwidth', 100, -1]]],
    [
      'a field it has not',
      { resourceGroupId: 'rg-1' },
      'none',
      [['resourceGroupId', 'rg-1', null]],
    ],
    ['a tag', { tag: [{ key: 'team', value: 'web' }] }, 'none', [['tag/team', 'web', 'data']]],
    ['the same tag', { tag: [{ key: 'team', value: 'data' }] }, 'none', []],
    [
      'the other direction',
      { vpcId: 'vpc-b', acceptingVpcId: 'vpc-a' },
      'none',
      [['vpcId', 'vpc-b', 'vpc-a']],
    ],
    ['routes that it does not get', { routes: 'both' }, 'none', [['routes', 'both', 'none']]],
    [
      'routes at another side',
      { routes: 'accepter' },
      'requester',
      [['routes', 'accepter', 'requester']],
    ],
    ['routes that it gets', { routes: 'both' }, 'both', []],
    ['fewer routes than it gets', { routes: 'requester' }, 'both', []],
    ['no routes where it has some', { routes: 'none' }, 'both', []],
  ] as const)('is found: %s', (_, more, routed, expected) => {
    const found = differencesOf({ ...request, ...more }, theirs, routed);
    expect(found.map(({ field, asked, actual }) => [field, asked, actual])).toEqual(expected);
  });

  const tagsOf = (options: string) => [
    { key: 'peerflow:request', value: 'another' },
    { key: 'peerflow:options', value: options },
    { key: 'peerflow:state', value: 'Activated' },
  ];
  const full = Array.from({ length: 20 }, (_, index) => ({ key: `k${index}`, value: 'v' }));

  it.each([
    ['remembers other routes', tagsOf('routes=requester;accept=manual'), ['requester']],
    ['remembers the same routes', tagsOf('routes=both;accept=manual'), []],
    ['is given a memory of them', [], []],
    ['has no room for a memory', full, ['none']],
  ])('tells of routes where the connection %s', async (_, tags, expected) => {
    const known = connectionIn('Activated', { tags });
    const { ctx, events } = contextWith(async () => undefined, {
      peering: { list: async () => ({ items: [known] }), get: async () => known },
    });
    await create(ctx, asking({ ...request, routes: 'both' }), { findings: [], answering: false });

    const [adopted] = events;
    expect(adopted?.type).toBe('peerflow:Connection:Adopted');
    const { differences } = v.parse(told, adopted?.data);
    const about = differences.filter(({ field }) => field === 'routes');
    expect(about.map(({ actual }) => actual)).toEqual(expected);
  });
});

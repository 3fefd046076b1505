import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../sandbox/cloud/world.ts';
import { loadFixture, parseFixture } from '../../../../sandbox/fixture.ts';
import { behaviour } from '../../../../sandbox/fixtures/schema/behaviour.ts';
import { OWN, vpc } from './cloud.ts';

const withVpc = (over: object) => ({
  accounts: [{ id: OWN }],
  regions: [{ id: 'cn-hangzhou' }],
  vpcs: [vpc('vpc-a', over)],
});

describe('a fixture', () => {
  it('is sound by default', () => {
    const world = createWorld(loadFixture(), { now: () => 0 });

    expect(world.network.routeTables('vpc-hub').map(({ routeTableId }) => routeTableId)).toEqual([
      'vtb-hub',
      'vtb-hub-dmz',
      'vtb-hub-gateway',
    ]);
  });

  it.each([
    ['/vpcs/0/cidrBlock', { cidrBlock: '10.0.0.0/33' }],
    ['/vpcs/0/cidrBlock', { cidrBlock: '10.0.0.1/16' }],
    ['/vpcs/0/ipv6CidrBlocks/0', { ipv6CidrBlocks: ['2408::/129'] }],
    ['/vpcs/0: a route table names', { routeTables: [{ id: 'vtb-x', vSwitchIds: ['vsw-no'] }] }],
    [
      '/vpcs/0: a route table names',
      {
        vSwitches: [{ id: 'vsw-1', cidrBlock: '10.0.1.0/24' }],
        routeTables: ['vtb-x', 'vtb-y'].map((id) => ({ id, vSwitchIds: ['vsw-1'] })),
      },
    ],
    [
      '/vpcs/0: a VPC has one system',
      { routeTables: ['vtb-x', 'vtb-y'].map((id) => ({ id, kind: 'System' })) },
    ],
    ['/vpcs/0/routeTable', { routeTable: [] }],
  ])('that is wrong is told with its place: %s', (place, over: object) => {
    expect(() => parseFixture(withVpc(over))).toThrow(place);
  });

  it('gives no two route tables one id', () => {
    const fixture = parseFixture(withVpc({ routeTables: [{ id: 'vtb-a' }] }));

    expect(() => createWorld(fixture, { now: () => 0 })).toThrow('vtb-a');
  });
});

describe('docs/sandbox.md', () => {
  it('has every switch of the behaviour in its table, and no other', async () => {
    const text = await readFile('docs/sandbox.md', 'utf8');
    const table = text.slice(text.indexOf('### Switches'));
    const named = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);

    expect(named.toSorted()).toEqual(Object.keys(behaviour.entries).toSorted());
  });
});

import { describe, expect, it } from 'vitest';
import type { World } from '../../../../../sandbox/cloud/world.ts';
import type { FixtureInput } from '../../../../../sandbox/fixture.ts';
import { cloud, codeOf, create, make, me, OTHER, OWN } from '../cloud.ts';

const allow = (Action: string | string[], Resource: string | string[] = '*') => ({
  Version: '1' as const,
  Statement: [{ Effect: 'Allow' as const, Action, Resource }],
});

const ACCEPTER = `acs:ram::${OTHER}:role/accepter`;
const worker = { accountId: OWN, role: 'worker' };
const bystander = { accountId: OWN, role: 'bystander' };

const accounts: FixtureInput['accounts'] = [
  {
    id: OWN,
    roles: [
      { name: 'worker', policies: [allow(['vpc:*']), allow('sts:AssumeRole', ACCEPTER)] },
      { name: 'bystander', policies: [allow('vpc:*')] },
      { name: 'nobody' },
    ],
  },
  {
    id: OTHER,
    roles: [
      {
        name: 'accepter',
        trusts: [OWN],
        externalId: 'shared-id',
        allow: ['vpc:Get*', 'vpc:List*'],
      },
      {
        name: 'picky',
        policies: [allow('vpc:*')],
        trust: {
          Version: '1',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sts:AssumeRole',
              Principal: { RAM: [`acs:ram::${OWN}:role/worker`] },
            },
          ],
        },
      },
    ],
  },
];

const assume = (world: World, caller: { accountId: string }, over: Record<string, string> = {}) =>
  world.call(caller, 'Sts', 'AssumeRole', {
    RoleArn: ACCEPTER,
    RoleSessionName: 'session',
    ExternalId: 'shared-id',
    ...over,
  });

const keyOf = (world: World, { Credentials }: Record<string, unknown>) => {
  const id =
    typeof Credentials === 'object' && Credentials && 'AccessKeyId' in Credentials
      ? String(Credentials.AccessKeyId)
      : '';
  const key = world.keys.find(id);
  if (!key) throw new Error('no key was issued');
  return key;
};

describe('AssumeRole', () => {
  it.each([
    ['OK', worker, {}],
    ['NoPermission', worker, { ExternalId: 'wrong-id' }],
    ['NoPermission', worker, { RoleArn: `acs:ram::${OTHER}:role/other` }],
    ['NoPermission', worker, { RoleArn: `acs:ram::${OTHER}:role/picky` }],
    ['NoPermission', bystander, {}],
    ['NoPermission', me, {}],
    ['NoPermission', { accountId: OTHER, role: 'picky' }, {}],
    ['InvalidParameter.RoleSessionName', worker, { RoleSessionName: '!' }],
    ['InvalidParameter.DurationSeconds', worker, { DurationSeconds: '60' }],
    ['InvalidParameter.DurationSeconds', worker, { DurationSeconds: '1e3' }],
    ['InvalidParameter.PolicyGrammar', worker, { Policy: '{"Statement":[]}' }],
  ])('answers %s (%j, %j)', (code, caller, over: Record<string, string>) => {
    const { world } = cloud({ accounts });
    expect(codeOf(() => assume(world, caller, over))).toBe(code);
  });

  it('lets a role be assumed only by the roles that its trust policy names', () => {
    const picky = { RoleArn: `acs:ram::${OTHER}:role/picky` };
    const anyRole = accounts.map((account) => ({
      ...account,
      roles: account.roles?.map((role) =>
        'trust' in role ? role : { ...role, policies: [allow('sts:AssumeRole')] },
      ),
    }));
    const { world } = cloud({ accounts: anyRole });

    expect(codeOf(() => assume(world, worker, picky))).toBe('OK');
    expect(codeOf(() => assume(world, bystander, picky))).toBe('NoPermission');
  });

  it('gives what the role allows, narrowed by the policy of the session', () => {
    const { world, advance } = cloud({ accounts });
    const id = make({ world, advance }, 'vpc-a', 'vpc-them', { AcceptingAliUid: OTHER });
    const role = keyOf(world, assume(world, worker));
    const Policy = JSON.stringify(allow(['vpc:Get*', 'vpc:Delete*']));
    const narrowed = keyOf(world, assume(world, worker, { Policy }));
    const outcome = (caller: { accountId: string }, action: string) =>
      codeOf(() => world.call(caller, 'VpcPeer', action, { InstanceId: id }));

    expect(outcome(role, 'GetVpcPeerConnectionAttribute')).toBe('OK');
    expect(outcome(role, 'ListVpcPeerConnections')).toBe('OK');
    expect(outcome(role, 'DeleteVpcPeerConnection')).toBe('Forbidden.RAM');
    expect(outcome(narrowed, 'GetVpcPeerConnectionAttribute')).toBe('OK');
    expect(outcome(narrowed, 'ListVpcPeerConnections')).toBe('Forbidden.RAM');
    expect(outcome(narrowed, 'DeleteVpcPeerConnection')).toBe('Forbidden.RAM');
  });
});

describe('a principal without a policy', () => {
  const nobody = { accountId: OWN, role: 'nobody' };
  const outcome = (allowAll: boolean, caller: { accountId: string }) => {
    const { world } = cloud({ accounts, allowAll });
    return codeOf(() =>
      world.call(caller, 'VpcPeer', 'CreateVpcPeerConnection', create('vpc-a', 'vpc-b')),
    );
  };

  it('may do nothing, unless the fixture says so', () => {
    expect([outcome(false, nobody), outcome(true, nobody)]).toEqual(['Forbidden.RAM', 'OK']);
    expect(outcome(false, { accountId: OWN, role: 'unknown' } as typeof nobody)).toBe(
      'Forbidden.RAM',
    );
    expect(outcome(true, { accountId: OTHER, role: 'accepter' } as typeof nobody)).toBe(
      'Forbidden.RAM',
    );
  });
});

describe('a denial', () => {
  it.each([
    ['Forbidden.RAM', 403],
    ['NoPermission', 403],
    ['Forbidden.NoPermission', 400],
  ] as const)('is called %s, with its details', (ramDenial, status) => {
    const { world } = cloud({ accounts, behaviour: { ramDenial } });
    const call = () =>
      world.call({ accountId: OWN, allow: [] }, 'VpcPeer', 'ListVpcPeerConnections', {});

    expect(call).toThrow(
      expect.objectContaining({
        code: ramDenial,
        status,
        detail: {
          AccessDeniedDetail: expect.objectContaining({
            AuthAction: 'vpc:ListVpcPeerConnections',
            NoPermissionType: 'ImplicitDeny',
          }),
        },
      }),
    );
  });
});

describe('resources of routes', () => {
  it('are the route tables: one that the policy does not name fails the whole batch', () => {
    const tables = [
      { name: 'router', policies: [allow('vpc:*', `acs:vpc:cn-hangzhou:${OWN}:routetable/vtb-a`)] },
    ];
    const { world } = cloud({ accounts: [{ id: OWN, roles: tables }, { id: OTHER }] });
    const router = { accountId: OWN, role: 'router' };
    const remove = (...ids: readonly string[]) =>
      codeOf(() =>
        world.call(router, 'Vpc', 'DeleteRouteEntries', {
          RegionId: 'cn-hangzhou',
          ...Object.fromEntries(
            ids.flatMap((id, at) => [
              [`RouteEntries.${at + 1}.RouteTableId`, id],
              [`RouteEntries.${at + 1}.RouteEntryId`, 'rte-no'],
            ]),
          ),
        }),
      );

    expect(remove('vtb-a')).toBe('OK');
    expect(remove('vtb-a', 'vtb-b')).toBe('Forbidden.RAM');
  });
});

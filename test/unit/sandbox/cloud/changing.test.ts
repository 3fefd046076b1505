import { describe, expect, it } from 'vitest';
import type { FixtureInput } from '../../../../sandbox/fixture.ts';
import { cloud, codeOf, create, make, me, OTHER, OWN, them, vpc } from './cloud.ts';

const ABROAD = { AcceptingRegionId: 'us-east-1', AcceptingAliUid: OTHER } as const;

/** A connection to another account: Accepting, and whatever else a test makes of it. */
const offered = (over: Partial<FixtureInput> = {}, params: Record<string, string> = {}) => {
  const it = cloud(over);
  const id = make(it, 'vpc-a', 'vpc-them', { AcceptingAliUid: OTHER, ...params });
  const act = (action: string, more: Record<string, string> = {}, caller = me) =>
    codeOf(() =>
      it.world.call(caller, 'VpcPeer', `${action}VpcPeerConnection`, { InstanceId: id, ...more }),
    );
  const status = () => it.world.connection(id)?.status;
  return { ...it, id, act, status };
};

const activated = (over: Partial<FixtureInput> = {}, params: Record<string, string> = {}) => {
  const it = offered(over, params);
  it.act('Accept', {}, them);
  it.advance(500);
  return it;
};

describe('Accept and Reject', () => {
  it.each([
    ['Accept', 'Updating'],
    ['Reject', 'Rejected'],
  ] as const)('%s is for the accepting account, once, while Accepting', (action, after) => {
    const it = offered();

    expect(it.act(action)).toBe('Forbidden.RAM');
    expect([it.act(action, { DryRun: 'true' }, them), it.status()]).toEqual([
      'DryRunOperation',
      'Accepting',
    ]);
    expect([it.act(action, {}, them), it.status()]).toEqual(['OK', after]);
    expect(it.act(action, {}, them)).toBe('IncorrectStatus.VpcPeer');
  });

  it('are too late after expiry, and not meant for connections within an account', () => {
    const it = offered();
    const own = make(it, 'vpc-b', 'vpc-c');
    it.advance(7 * 24 * 3600 * 1000);

    expect([it.act('Accept', {}, them), it.act('Reject', {}, them)]).toEqual([
      'IncorrectStatus.VpcPeer',
      'IncorrectStatus.VpcPeer',
    ]);
    expect(it.act('Accept', { InstanceId: own })).toBe('IncorrectStatus.VpcPeer');
  });

  const account = (over: object) => ({ accounts: [{ id: OWN }, { id: OTHER, ...over }] });
  const abroad = {
    vpcs: [vpc('vpc-a'), vpc('vpc-them', { ownerId: OTHER, regionId: 'us-east-1' })],
  };
  it.each([
    ['OperationFailed.NotExist.ResourceGroup', {}, { ResourceGroupId: 'rg-no' }],
    ['IllegalParam.TagKey', {}, { 'Tag.1.Key': 'acs:x' }],
    ['ResourceNotFound.InstanceId', {}, { InstanceId: 'pcc-no' }],
    ['MissingParameter', {}, { InstanceId: '' }],
    ['IllegalParam.ClientToken', {}, { ClientToken: 'é' }],
    ['IllegalParam.ClientToken', {}, { ClientToken: 'x'.repeat(65) }],
  ])('Accept answers %s', (code, over, params: Record<string, string>) => {
    expect(offered(over).act('Accept', params, them)).toBe(code);
  });

  it('Accept needs what the account of the accepter lost meanwhile', () => {
    const crossing = offered({ ...account({}), ...abroad }, ABROAD);
    const accepter = crossing.world.fixture.accounts[1];
    if (!accepter) throw new Error('no accepter');

    Object.assign(accepter, { crossBorderCdt: false });
    expect(crossing.act('Accept', {}, them)).toBe('OperationFailed.CrossBorderCdtNotOpened');
    Object.assign(accepter, { cdt: false });
    expect(crossing.act('Accept', {}, them)).toBe('OperationFailed.CdtNotOpened');
    Object.assign(accepter, { businessStatus: 'FinancialLocked' });
    expect(crossing.act('Accept', {}, them)).toBe('IncorrectBusinessStatus.VpcPeer');
  });

  it('Accept writes tags of the accepting side', () => {
    const it = offered();
    it.act('Accept', { 'Tag.1.Key': 'team', 'Tag.1.Value': 'b' }, them);
    const tagsOf = (caller: { accountId: string }) =>
      it.world.call(caller, 'VpcPeer', 'GetVpcPeerConnectionAttribute', { InstanceId: it.id }).Tags;

    expect([tagsOf(them), tagsOf(me)]).toEqual([[{ Key: 'team', Value: 'b' }], []]);
  });
});

describe('Modify', () => {
  it('is Updating, then Activated with the new values', () => {
    const it = activated();

    expect(it.act('Modify', { Name: 'new', Description: 'x' })).toBe('OK');
    expect(it.world.connection(it.id)).toMatchObject({ status: 'Updating', name: '' });
    it.advance(500);
    expect(it.world.connection(it.id)).toMatchObject({ status: 'Activated', name: 'new' });
  });

  it.each([
    ['IllegalParam.Name', { Name: '' }],
    ['IllegalParam.Name', { Name: 'x'.repeat(129) }],
    ['IllegalParam.Name', { Name: 'http://x' }],
    ['IllegalParam.Description', { Description: 'https://x' }],
    ['IllegalParam.Description', { Description: 'x'.repeat(257) }],
    ['OperationFailed.BandwidthCannotBeChangedInSameRegion', { Bandwidth: '10' }],
    ['OperationFailed.InterRegionLinkTypeNotSupported', { LinkType: 'Gold' }],
    ['DryRunOperation', { Name: 'x', DryRun: 'true' }],
  ])('answers %s to %j', (code, params: Record<string, string>) => {
    const it = activated();
    expect([it.act('Modify', params), it.status()]).toEqual([code, 'Activated']);
  });

  it.each([
    ['OK', { Bandwidth: '1024', LinkType: 'Platinum' }],
    ['IllegalParam.Bandwidth', { Bandwidth: '0' }],
    ['IllegalParam.Bandwidth', { Bandwidth: '1.5' }],
    ['QuotaExceeded.Bandwidth', { Bandwidth: '1025' }],
    ['IllegalParam.LinkType', { LinkType: 'Silver' }],
  ])('between regions answers %s to %j', (code, params: Record<string, string>) => {
    const abroad = {
      vpcs: [vpc('vpc-a'), vpc('vpc-them', { ownerId: OTHER, regionId: 'us-east-1' })],
    };
    expect(activated(abroad, ABROAD).act('Modify', params)).toBe(code);
  });

  it('waits for Activated', () => {
    const it = offered();
    expect(it.act('Modify', { Name: 'x' })).toBe('IncorrectStatus.VpcPeer');
  });

  it('is for either account, or for the requester alone', () => {
    const change = (accepterModifies: 'allow' | 'refuse') =>
      activated({ behaviour: { accepterModifies } }).act('Modify', { Name: 'x' }, them);

    expect([change('allow'), change('refuse')]).toEqual(['OK', 'Forbidden.RAM']);
  });
});

describe('Delete', () => {
  const inStatus = (status: string, over: Partial<FixtureInput> = {}) => {
    if (status === 'Activated') return activated(over);
    const it = offered(over);
    if (status === 'Rejected') it.act('Reject', {}, them);
    if (status === 'Expired') it.advance(7 * 24 * 3600 * 1000);
    if (status === 'Updating') it.act('Accept', {}, them);
    if (status === 'Deleting') it.act('Delete');
    expect(it.status()).toBe(status);
    return it;
  };

  it.each([
    ['Accepting', 'OK'],
    ['Activated', 'OK'],
    ['Rejected', 'OK'],
    ['Expired', 'OK'],
    ['Updating', 'IncorrectStatus.VpcPeer'],
    ['Deleting', 'IncorrectStatus.VpcPeer'],
  ])(
    'of a connection that is %s: %s, for either account, after a dry run that says so',
    (status, code) => {
      for (const caller of [me, them]) {
        const it = inStatus(status);
        expect(it.act('Delete', { DryRun: 'true' }, caller)).toBe(
          code === 'OK' ? 'DryRunOperation' : code,
        );
        expect([it.status(), it.act('Delete', {}, caller)]).toEqual([status, code]);
      }
    },
  );

  it('takes the statuses that the fixture says', () => {
    const behaviour = { deletableStatuses: ['Activated' as const] };
    const refused = ['Accepting', 'Rejected', 'Expired'].map((status) =>
      inStatus(status, { behaviour }).act('Delete'),
    );
    expect(new Set(refused)).toEqual(new Set(['IncorrectStatus.VpcPeer']));
  });

  it('calls an operation under way a conflict, where the fixture says so', () => {
    const behaviour = { busyConnection: 'Conflict.Operation' as const };
    expect(inStatus('Updating', { behaviour }).act('Delete')).toBe('Conflict.Operation');
    expect(inStatus('Accepting', { behaviour }).act('Modify')).toBe('IncorrectStatus.VpcPeer');
  });

  it('is not for connections that another service manages', () => {
    const it = activated();
    const connection = it.world.connection(it.id);
    if (connection) connection.managedService = 'SWAS';

    expect([it.act('Delete'), it.act('Modify', { Name: 'x' })]).toEqual([
      'OperationDenied.ServiceManagedInstance',
      'OperationDenied.ServiceManagedInstance',
    ]);
  });

  it('frees the pair and the quota once it is over', () => {
    const it = activated();
    it.act('Delete');
    const again = () =>
      codeOf(() =>
        it.world.call(me, 'VpcPeer', 'CreateVpcPeerConnection', {
          ...create('vpc-a', 'vpc-them'),
          AcceptingAliUid: OTHER,
        }),
      );

    expect(again()).toBe('Conflict.Operation');
    it.advance(500);
    expect(again()).toBe('OK');
  });
});

import { describe, expect, it } from 'vitest';
import {
  askPolicy,
  askPolicyOfGone,
  policyDenied,
  readerOfConnection,
  readerOfCreate,
  readerOfGone,
} from '../../../lib/peering/admission.ts';
import type { Context } from '../../../lib/peering/context.ts';
import { ApiError } from '../../../lib/peering/model/failure.ts';
import type { CreateRequest } from '../../../lib/peering/model/request.ts';
import type { PolicyRule } from '../../../lib/peering/policy/rule.ts';
import { fakeContext } from '../support/context.ts';
import { ACCOUNT, connectionIn } from './samples.ts';

const rules: readonly PolicyRule[] = [
  { name: 'no-force', effect: 'deny', when: { action: ['delete'], force: true } },
  { name: 'queue', effect: 'allow', when: { via: ['smq:*'] } },
];
const ask = (action: 'delete' | 'accept', via: string, force?: boolean) =>
  askPolicy(fakeContext({ settings: { policy: rules } }).ctx, connectionIn('Activated'), {
    action,
    via,
    ...(force === undefined ? {} : { force }),
  });

describe('policy about a connection', () => {
  it('is asked with the action, the door and the circumstances', () => {
    expect(ask('delete', 'smq:q', true)).toEqual({ effect: 'deny', rule: 'no-force' });
    expect(ask('delete', 'smq:q', false)).toEqual({ effect: 'allow', rule: 'queue' });
    expect(ask('accept', 'smq:q')).toEqual({ effect: 'allow', rule: 'queue' });
    expect(ask('accept', 'http').effect).toBe('deny');
  });

  it('is asked about a connection that is gone as for its routes, by the timer, on its last look', () => {
    const view = connectionIn('Deleted');
    const only = (when: PolicyRule['when']) =>
      fakeContext({ settings: { policy: [{ name: 'only', effect: 'allow', when }] } }).ctx;
    expect(askPolicyOfGone(only({ action: ['routes'] }), view)).toEqual({
      effect: 'allow',
      rule: 'only',
    });
    expect(askPolicyOfGone(only({ via: ['timer'] }), view)?.rule).toBe('only');
    expect(askPolicyOfGone(only({ vpcId: ['vpc-of-others'] }), view)?.effect).toBe('deny');
    expect(askPolicyOfGone(only({}), { instanceId: 'pcc-1' })).toBe(undefined);
  });

  it('says which rule was in the way', () => {
    expect(policyDenied({ effect: 'deny', rule: 'no-force' })).toMatchObject({
      code: 'PolicyDenied',
      message: expect.stringContaining('no-force'),
      retryable: false,
    });
  });
});

const PARTNER = '283117732402483989';

const createBy = (via: string) => ({
  request: {
    action: 'create',
    regionId: 'cn-hangzhou',
    vpcId: 'vpc-a',
    acceptingVpcId: 'vpc-b',
    acceptingAliUid: PARTNER,
    acceptingRegionId: 'cn-hangzhou',
    routes: 'none',
    accept: 'manual',
    preflight: 'off',
    dryRun: false,
    tag: [],
  } satisfies CreateRequest,
  requestId: 'r1',
  idKind: 'explicit' as const,
  origin: { via },
  arrival: 0,
});

/** Readers of the same two VPCs: of a create, of a connection, of one that is gone. */
const READERS = [
  ['a create', (ctx: Context, via: string) => readerOfCreate(ctx, createBy(via))],
  [
    'a connection',
    (ctx: Context, via: string) =>
      readerOfConnection(ctx, connectionIn('Activated', { acceptingOwnerUid: PARTNER }), via),
  ],
  [
    'one that is gone',
    (ctx: Context) => readerOfGone(ctx, connectionIn('Deleted', { acceptingOwnerUid: PARTNER })),
  ],
] as const;

describe('policy about reading the VPCs of another account', () => {
  const contextWith = (policy: readonly PolicyRule[]) => {
    const assumed: string[] = [];
    const network = async (accountId: string) => {
      assumed.push(accountId);
      return undefined;
    };
    return { ...fakeContext({ settings: { policy }, context: { network } }), assumed };
  };
  const only = (when: PolicyRule['when']): readonly PolicyRule[] => [
    { name: 'only', effect: 'allow', when },
  ];

  describe.each(READERS)('for %s', (_, readerOf) => {
    it('is asked as `read`, before a role is assumed there', async () => {
      const allowed = contextWith(only({ action: ['read'] }));
      await readerOf(allowed.ctx, 'timer').network(PARTNER);
      expect(allowed.assumed).toEqual([PARTNER]);
      const denied = contextWith([{ name: 'closed', effect: 'deny', when: { action: ['read'] } }]);
      const error = await readerOf(denied.ctx, 'timer')
        .network(PARTNER)
        .catch((it) => it);
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({
        kind: 'api',
        operation: 'AssumeRole',
        code: 'PolicyDenied',
        status: 403,
        message: `Policy does not allow reading in account ${PARTNER} (closed).`,
      });
      expect(denied.assumed).toEqual([]);
    });

    it('is asked about the door', async () => {
      const { ctx, assumed } = contextWith(only({ via: ['timer'] }));
      await readerOf(ctx, 'timer').network(PARTNER);
      expect(assumed).toEqual([PARTNER]);
      const other = contextWith(only({ via: ['smq:*'] }));
      await expect(readerOf(other.ctx, 'timer').network(PARTNER)).rejects.toThrow('Policy');
    });

    it('does not judge the own account', async () => {
      const denied = contextWith([{ name: 'closed', effect: 'deny', when: {} }]);
      await readerOf(denied.ctx, 'timer').network(ACCOUNT);
      expect(denied.assumed).toEqual([ACCOUNT]);
    });
  });

  it('is asked about the door that the request came through', async () => {
    for (const [, readerOf] of READERS.slice(0, 2)) {
      const { ctx, assumed } = contextWith(only({ via: ['smq:*'] }));
      await readerOf(ctx, 'smq:orders').network(PARTNER);
      expect(assumed).toEqual([PARTNER]);
    }
  });

  it('lets be read what it cannot be asked about: a last look that shows no VPCs', async () => {
    const { ctx, assumed } = contextWith([{ name: 'closed', effect: 'deny', when: {} }]);
    await readerOfGone(ctx, { instanceId: 'pcc-1' }).network(PARTNER);
    expect(assumed).toEqual([PARTNER]);
  });
});

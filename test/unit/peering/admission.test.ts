import { describe, expect, it } from 'vitest';
import {
  askPolicy,
  askPolicyOfGone,
  policyDenied,
  readingAs,
} from '../../../lib/peering/admission.ts';
import { connectionSubject, type PolicyRule } from '../../../lib/peering/policy/rule.ts';
import { fakeContext } from '../support/context.ts';
import { connectionIn } from './samples.ts';

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

describe('reading', () => {
  const OTHER = '283117732402483989';
  const read = async (accountId: string, policy: readonly PolicyRule[]) => {
    const asked: string[] = [];
    const network = async (account: string) => {
      asked.push(account);
      return undefined;
    };
    const ctx = { ...fakeContext({ settings: { policy } }).ctx, network };
    const connection = connectionIn('Activated', { acceptingOwnerUid: OTHER });
    const subject = connectionSubject('read', connection, ctx.settings, { via: 'http' });
    const error = await readingAs(ctx, subject)
      .network(accountId, 'request-0')
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    return { asked, error };
  };
  const denied: PolicyRule = { name: 'not there', effect: 'deny', when: { action: ['read'] } };
  const all: PolicyRule = { name: 'all', effect: 'allow', when: {} };

  it('assumes no role of another account where policy denies it', async () => {
    const { asked, error } = await read(OTHER, [denied, all]);
    expect(asked).toEqual([]);
    expect(error).toMatchObject({
      code: 'PolicyDenied',
      message: `Policy does not allow reading in account ${OTHER} (not there).`,
    });
  });

  it('is not judged in the own account, and goes on elsewhere where a rule allows it', async () => {
    expect(await read(connectionIn('Activated').ownerId, [denied])).toMatchObject({
      error: undefined,
    });
    expect(await read(OTHER, [all])).toMatchObject({ asked: [OTHER], error: undefined });
  });
});

import { describe, expect, it } from 'vitest';
import { askPolicy, policyDenied } from '../../../lib/peering/admission.ts';
import type { PolicyRule } from '../../../lib/peering/policy/rule.ts';
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

  it('says which rule was in the way', () => {
    expect(policyDenied({ effect: 'deny', rule: 'no-force' })).toMatchObject({
      code: 'PolicyDenied',
      message: expect.stringContaining('no-force'),
      retryable: false,
    });
  });
});

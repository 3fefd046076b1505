import { describe, expect, it } from 'vitest';
import { attemptOf, failed, wait } from '../../../lib/peering/attempt.ts';
import { ownFailure } from '../../../lib/peering/errors/failure.ts';
import { ApiError } from '../../../lib/peering/model/failure.ts';
import { apiError } from '../support/context.ts';

const CARRY = { generation: 'pcc-0' };

describe('an error of the API', () => {
  it('that will not pass is the end of the request, with what is known of it', async () => {
    const about = {
      requestId: 'r',
      instanceId: 'pcc-1',
      policy: { effect: 'allow', rule: 'all' },
    } as const;
    const error = apiError('QuotaExceeded.VpcPeer');
    const attempt = await attemptOf(error, about, CARRY);
    expect(attempt).toMatchObject({
      kind: 'ended',
      outcome: { outcome: 'failed', ...about, failure: { code: 'QuotaExceeded.VpcPeer' } },
    });
    expect(attempt).not.toHaveProperty('carry');
  });

  it('that passes is a wait, as long as the service asks, with what the next attempt has to know', async () => {
    const error = new ApiError({
      kind: 'api',
      operation: 'Test',
      code: 'Throttling',
      message: 'slow down',
      retryAfterMs: 700,
    });
    expect(await attemptOf(error, { requestId: 'r' }, CARRY)).toEqual({
      kind: 'wait',
      reason: 'throttled',
      detail: 'Throttling: slow down',
      retryAfterMs: 700,
      error,
      carry: CARRY,
    });
    expect(await attemptOf(error, { requestId: 'r' })).not.toHaveProperty('carry');
  });

  it('is what the cloud answered: anything else is thrown', async () => {
    const fault = new TypeError('a fault of ours');
    await expect(attemptOf(fault, { requestId: 'r' })).rejects.toBe(fault);
  });
});

describe('a failure', () => {
  const failure = ownFailure('NotFound', 'There is none.');

  it('has no members without a value', () => {
    expect(failed({ requestId: 'r', findings: [] }, failure)).toStrictEqual({
      kind: 'ended',
      outcome: { outcome: 'failed', requestId: 'r', failure },
    });
  });

  it('has the routes that were planned', () => {
    const plan = { entries: [], counts: {} };
    expect(failed({ requestId: 'r', plan }, failure)).toMatchObject({ outcome: { plan } });
  });

  it('has the findings that led to it', () => {
    const finding = {
      code: 'VpcMissing',
      severity: 'error',
      pointer: '/vpcId',
      detail: '',
      remedy: '',
    } as const;
    expect(failed({ requestId: 'r', findings: [finding] }, failure)).toMatchObject({
      outcome: { findings: [finding] },
    });
  });
});

describe('a wait', () => {
  it('carries something only where there is something', () => {
    expect(wait('pending', 'not yet')).toStrictEqual({
      kind: 'wait',
      reason: 'pending',
      detail: 'not yet',
    });
    expect(wait('pending', 'not yet', CARRY)).toHaveProperty('carry', CARRY);
  });
});

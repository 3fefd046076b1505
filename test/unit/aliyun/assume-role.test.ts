import { describe, expect, it } from 'vitest';
import { createRoleSource, sessionNameOf } from '../../../lib/aliyun/sts.ts';
import { fakeSts, REQUEST, ROLE, sdkError } from './fake-sts.ts';

const MINUTE = 60_000;

const sourceWith = () => {
  let now = Date.parse('2026-11-29T00:00:00Z');
  const sts = fakeSts(() => now);
  const clock = { now: () => now };
  return {
    source: createRoleSource(sts.client, clock),
    calls: sts.calls,
    advance: (ms: number) => {
      now += ms;
    },
  };
};

describe('AssumeRole sessions', () => {
  it('use their credentials again until two minutes before they end', async () => {
    const { source, calls, advance } = sourceWith();

    expect((await source(REQUEST).credentials()).accessKeyId).toBe('STS.1');
    advance(12 * MINUTE);
    expect((await source(REQUEST).credentials()).accessKeyId).toBe('STS.1');
    advance(2 * MINUTE);
    expect((await source(REQUEST).credentials()).accessKeyId).toBe('STS.2');
    expect(calls).toHaveLength(2);
  });

  it('share one call among those that ask at the same time', async () => {
    const { source, calls } = sourceWith();

    await Promise.all([1, 2, 3].map(() => source(REQUEST).credentials()));

    expect(calls).toHaveLength(1);
  });

  it.each([
    ['role', { roleArn: 'acs:ram::1410123456123456:role/other' }],
    ['external id', { externalId: 'another' }],
    ['policy', { policy: '{}' }],
  ])('are told apart by %s', async (_, other) => {
    const { source, calls } = sourceWith();

    await source(REQUEST).credentials();
    await source({ ...REQUEST, ...other }).credentials();

    expect(calls).toHaveLength(2);
  });

  it('are taken anew after a service refused them', async () => {
    const { source } = sourceWith();
    const session = source(REQUEST);
    const refused = await session.credentials();

    session.drop(refused);

    expect((await session.credentials()).accessKeyId).toBe('STS.2');
  });

  it('are kept when somebody drops older credentials', async () => {
    const { source, calls } = sourceWith();
    const session = source(REQUEST);
    const first = await session.credentials();
    session.drop(first);
    await session.credentials();

    session.drop(first);
    await session.credentials();

    expect(calls).toHaveLength(2);
  });

  it('say which variable and which trust policy to look at when the role is refused', async () => {
    const refusing = createRoleSource(
      async () => {
        throw sdkError('NoPermission', 403);
      },
      { now: () => 0 },
    );

    const failure = refusing(REQUEST).credentials();

    await expect(failure).rejects.toMatchObject({
      operation: 'AssumeRole',
      code: 'NoPermission',
      status: 403,
      requestId: 'R-1',
      message: expect.stringMatching(
        /PEERFLOW_ACCEPTER_ROLE.*No, sorry\..*trust policy.*PEERFLOW_ACCEPTER_EXTERNAL_ID.*sts:AssumeRole/,
      ),
    });
    await expect(failure).rejects.toMatchObject({ message: expect.stringContaining(ROLE) });
    await expect(failure).rejects.toMatchObject({ message: expect.not.stringContaining('shared') });
  });

  it('ask again after a failure', async () => {
    let fails = true;
    const sts = fakeSts(() => 0);
    const source = createRoleSource(
      async (call) => {
        if (fails) throw sdkError('ServiceUnavailable', 503);
        return sts.client(call);
      },
      { now: () => 0 },
    );

    await expect(source(REQUEST).credentials()).rejects.toMatchObject({
      code: 'ServiceUnavailable',
      message: 'No, sorry.',
    });
    fails = false;
    expect((await source(REQUEST).credentials()).accessKeyId).toBe('STS.1');
  });

  it('refuse an answer without a time at which they end', async () => {
    const source = createRoleSource(
      async () => ({
        statusCode: 200,
        headers: {},
        body: '{"Credentials":{"AccessKeyId":"a","AccessKeySecret":"b","SecurityToken":"c","Expiration":"soon"}}',
      }),
      { now: () => 0 },
    );

    await expect(source(REQUEST).credentials()).rejects.toMatchObject({
      code: 'MalformedResponse',
    });
  });
});

describe('the name of a session', () => {
  it.each([
    ['peerflow', 'peerflow@1210123456123456'],
    ['p', 'p@1210123456123456'],
    ['bad name/中', 'bad-name--@1210123456123456'],
    ['n'.repeat(64), `${'n'.repeat(47)}@1210123456123456`],
  ])('of deployment %s is %s', (name, expected) => {
    const found = sessionNameOf(name, '1210123456123456');
    expect(found).toBe(expected);
    expect(found).toMatch(/^[A-Za-z0-9.@_-]{2,64}$/);
  });
});

import { describe, expect, it } from 'vitest';
import { error, json, page, paramsOf, throttled, vpcBody, xmlError } from '../answers.ts';
import { entry, networkWith, REGION } from './support.ts';

describe('failures of the VPC API', () => {
  it.each([
    ['a refusal', error(403, 'Forbidden.RAM'), 'api', 'Forbidden.RAM', 403],
    ['a refusal in XML', xmlError(403, 'Forbidden.RAM'), 'api', 'Forbidden.RAM', 403],
    ['an error of the service', error(500, 'InternalError'), 'api', 'InternalError', 500],
    ['a page of a gateway', page, 'malformed', 'MalformedResponse', undefined],
    ['an empty 503', { status: 503 }, 'malformed', 'MalformedResponse', undefined],
    ['200 with a page', { ...page, status: 200 }, 'malformed', 'MalformedResponse', undefined],
    ['200 without the VPC', json({ RequestId: 'R' }), 'malformed', 'MalformedResponse', undefined],
  ] as const)('takes %s for what it is', async (_, reply, kind, code, status) => {
    const { network, calls } = await networkWith(() => reply);

    const failure: unknown = await network.vpc(REGION, 'vpc-a').catch((thrown: unknown) => thrown);

    expect(failure).toMatchObject({
      name: 'ApiError',
      operation: 'DescribeVpcAttribute',
      kind,
      code,
      status,
    });
    expect(String(failure)).not.toMatch(/127\.0\.0\.1|FAKE|fake-secret/);
    expect(calls).toHaveLength(1);
  });

  it('passes on how long a throttled call is to wait', async () => {
    const { network } = await networkWith(() => throttled('700'));

    await expect(network.vpc(REGION, 'vpc-a')).rejects.toMatchObject({
      code: 'Throttling.User',
      retryAfterMs: 700,
    });
  });

  it('tries a read and a write with a token once more when the connection is cut', async () => {
    const { network, calls } = await networkWith((_, index) =>
      index % 2 === 0 ? 'reset' : json(vpcBody),
    );

    await network.vpc(REGION, 'vpc-a');
    await network.createRouteEntry(REGION, entry(1), 'token-1');

    expect(calls).toHaveLength(4);
    expect(calls.slice(2).map((call) => paramsOf(call).ClientToken)).toEqual([
      'token-1',
      'token-1',
    ]);
  });

  it('never repeats a batch, which knows no token', async () => {
    const { network, calls } = await networkWith(() => 'reset');

    await expect(network.createRouteEntries(REGION, [entry(1)])).rejects.toMatchObject({
      kind: 'network',
    });
    expect(calls).toHaveLength(1);
  });
});

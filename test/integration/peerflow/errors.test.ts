import { describe, expect, it } from 'vitest';
import { ab, call, calls, eventOf, kinds, withSandbox } from './with-sandbox.ts';

const BAD: readonly (readonly [string, unknown, string])[] = [
  ['no JSON', '{"regionId":', ''],
  ['a list', [], ''],
  ['a missing field', { regionId: 'cn-hangzhou', vpcId: 'vpc-a' }, '/acceptingVpcId'],
  ['an unknown field', { ...ab, acceptingVpc: 'vpc-b' }, '/acceptingVpc'],
  [
    'a rounded account id',
    `{"regionId":"cn-hangzhou","vpcId":"vpc-a","acceptingVpcId":"vpc-b","acceptingAliUid":253460731706911258}`,
    '/acceptingAliUid',
  ],
  ['a VPC with itself', { ...ab, acceptingVpcId: 'vpc-a' }, '/acceptingVpcId'],
  ['bandwidth within a region', { ...ab, bandwidth: 100 }, '/bandwidth'],
  ['an action', { ...ab, action: 'delete' }, '/action'],
];

describe.concurrent('bad input', () => {
  it('is answered with every finding, and never reaches the API', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });
    for (const [what, body, pointer] of BAD) {
      const answer = await call(sandbox, 'POST', '/peerings', body);
      expect([what, answer.status, answer.headers.get('content-type')]).toEqual([
        what,
        400,
        'application/problem+json; charset=utf-8',
      ]);
      const errors = Array.isArray(answer.body.errors) ? answer.body.errors : [];
      if (pointer) expect(errors.map((each) => each.pointer)).toContain(pointer);
    }
    expect(sandbox.journal.entries.filter(({ kind }) => kind === 'api')).toHaveLength(0);
  });

  it('is told what path, method and type would serve', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });

    const nowhere = await call(sandbox, 'GET', '/nowhere');
    const put = await call(sandbox, 'PUT', '/peerings');
    const text = await call(sandbox, 'POST', '/peerings', 'hello', {
      'content-type': 'text/plain',
    });
    const big = await call(sandbox, 'POST', '/peerings', { ...ab, name: 'x'.repeat(140_000) });

    expect([nowhere.status, put.status, text.status, big.status]).toEqual([404, 405, 415, 413]);
    expect(put.headers.get('allow')).toBe('GET, POST, HEAD, OPTIONS');
  });

  it('from a queue is announced once, beside the good message of its batch', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished });
    for (const body of ['no json', JSON.stringify({ ...ab, vpc: 'x' }), JSON.stringify(ab)])
      sandbox.smq.send('peerflow-requests', Buffer.from(body).toString('base64'));

    await eventOf(sandbox, 'Connection:Activated');
    await sandbox.idle(5_000);

    expect(kinds(sandbox).filter((kind) => kind === 'Request:Rejected')).toHaveLength(2);
    expect(calls(sandbox, 'CreateVpcPeerConnection')).toBe(1);
  });
});

describe.concurrent('a wrong configuration', () => {
  it('is reported on the first invocation, every variable at once', async ({ onTestFinished }) => {
    const env = {
      PEERFLOW_SINKS: 'kafka://x',
      PEERFLOW_STALL_AFTER: 'soon',
      PEERFLOW_POLICY: '[{"nme":1}]',
    };
    const sandbox = await withSandbox({ onTestFinished, env });

    const answer = await call(sandbox, 'POST', '/peerings', ab);

    expect([answer.status, answer.body.code]).toEqual([503, 'NotConfigured']);
    const errors = Array.isArray(answer.body.errors) ? answer.body.errors : [];
    const pointers = errors.map((each) => each.pointer);
    expect(pointers).toEqual(expect.arrayContaining(Object.keys(env).map((each) => `/${each}`)));
  });
});

describe.concurrent('trouble of the cloud', () => {
  it('passes by itself', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });
    sandbox.faults.add({
      match: { action: 'CreateVpcPeerConnection' },
      times: 2,
      kind: 'html',
      status: 503,
    });

    const answer = await call(sandbox, 'POST', '/peerings', ab);
    await eventOf(sandbox, 'Connection:Activated');

    expect(answer.status).toBe(202);
    expect(sandbox.world.connections()).toHaveLength(1);
  });

  it('that will not pass is a problem over HTTP and an event from a queue', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished });
    sandbox.faults.add({
      match: { action: 'CreateVpcPeerConnection' },
      kind: 'error',
      status: 400,
      code: 'OperationFailed.CdtNotOpened',
      message: 'The operation failed because the Cdt service is not opened.',
      requestId: 'REQ-1',
    });

    const answer = await call(sandbox, 'POST', '/peerings', ab);
    const silent = kinds(sandbox);
    sandbox.smq.send('peerflow-requests', Buffer.from(JSON.stringify(ab)).toString('base64'));
    const failed = await eventOf(sandbox, 'Connection:Failed');

    expect([
      answer.status,
      answer.body.code,
      answer.body.apiRequestId,
      answer.body.retryable,
    ]).toEqual([409, 'OperationFailed.CdtNotOpened', 'REQ-1', false]);
    expect(String(answer.body.remedy)).toContain('OpenCdtService');
    expect(silent).toEqual([]);
    expect(failed.data).toMatchObject({ failure: { code: 'OperationFailed.CdtNotOpened' } });
  });
});

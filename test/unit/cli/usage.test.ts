import { describe, expect, it } from 'vitest';
import { run } from './harness.ts';

describe('wrong usage', () => {
  it.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['list', '--nope'], "unknown option '--nope'"],
    [['accept'], "missing required argument 'instance-id'"],
    [['create', '--timeout', 'soon'], 'must be a number of seconds'],
    [['create', '--bandwidth', '0'], 'must be a whole number above 0'],
    [['create', '--accepting-account', '007'], 'must be an account id'],
    [['redrive', '--queue', 'others'], 'failed, parked, dead'],
    [['list', '--output', 'xml'], 'text, json'],
    [['list', '--status', 'Bogus'], 'Rejected, Expired, Accepting'],
    [['events', '--queue', 'q'], 'Which account and region?'],
  ])('of %j exits with 2 and says: %s', async (args, text) => {
    const ran = await run(args);
    expect(ran.exit).toBe(2);
    expect(ran.err).toContain(text);
    expect(ran.asked).toEqual([]);
  });

  it('asks which Peerflow is meant, naming deployment and sandbox', async () => {
    const ran = await run(['list'], { env: { PEERFLOW_URL: '' } });
    expect(ran.exit).toBe(2);
    expect(ran.err).toContain('--endpoint or PEERFLOW_URL');
    expect(ran.err).toContain('npm start');
  });

  it.each(['PEERFLOW_REGION', 'ALIBABA_CLOUD_REGION_ID'])(
    'takes the region of %s',
    async (name) => {
      const env = { ALIBABA_CLOUD_ACCOUNT_ID: '1001', [name]: 'cn-hangzhou' };
      const ran = await run(['events', '--queue', 'q', '--profile', 'nobody'], { env });
      expect(ran.err).toContain('No credentials were found');
    },
  );

  it.each(['ftp://x', 'nowhere'])('refuses %s as an endpoint', async (endpoint) => {
    const ran = await run(['list', '--endpoint', endpoint]);
    expect(ran.exit).toBe(2);
  });
});

describe('help', () => {
  it('names every command and the exit codes, and exits with 0', async () => {
    const { exit, out } = await run(['--help']);
    expect(exit).toBe(0);
    for (const name of [
      'plan',
      'create',
      'list',
      'watch',
      'accept',
      'reject',
      'delete',
      'routes',
      'events',
      'redrive',
      'page',
      'doctor',
    ])
      expect(out).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    expect(out).toContain('0 done, 1 failed, 2 wrong usage, 3 still waiting');
  });
});

describe('trouble with the service', () => {
  it('says that nobody answers, and asks whether the sandbox runs', async () => {
    const ran = await run(['list']);
    expect(ran.exit).toBe(1);
    expect(ran.err).toContain('http://127.0.0.1:9000 cannot be reached');
    expect(ran.err).toContain('npm start');
  });

  it('says that something else answers', async () => {
    const ran = await run(['list'], { answers: { 'GET /peerings': { json: 'hello' } } });
    expect(ran.exit).toBe(1);
    expect(ran.err).toContain('does not answer as Peerflow does');
  });

  it('reads the errors of Function Compute itself, and says what to check', async () => {
    const json = { Code: 'AccessDenied', Message: 'required authorization', RequestId: 'R1' };
    const ran = await run(['list'], { answers: { 'GET /peerings': { status: 403, json } } });
    expect(ran.exit).toBe(1);
    expect(ran.err).toContain('AccessDenied (HTTP 403): required authorization');
    expect(ran.err).toContain('fc:InvokeFunction');
    expect(ran.err).toContain('API request R1');
  });

  it('sends a bearer token instead of a signature where one is set', async () => {
    const answers = { 'GET /peerings': { json: { connections: [], nextToken: null } } };
    const { asked } = await run(['list'], { answers, env: { PEERFLOW_TOKEN: ' abc ' } });
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer abc');
  });

  it('asks for Chinese texts where the shell speaks Chinese', async () => {
    const answers = { 'GET /peerings': { json: { connections: [], nextToken: null } } };
    const { asked } = await run(['list'], { answers, env: { LANG: 'zh_CN.UTF-8' } });
    expect(asked[0]?.headers.get('accept-language')).toBe('zh');
  });
});

import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/runtime/config.ts';

const around = {
  accountId: '1210123456123456',
  region: 'cn-hangzhou',
  functionName: 'peerflow-poller',
  readFile: (path: string): string => {
    throw new Error(`no file ${path}`);
  },
};
const read = (env: Record<string, string> = {}, over: Partial<typeof around> = {}) =>
  readConfig(env, { ...around, ...over });

const configOf = (env: Record<string, string> = {}, over: Partial<typeof around> = {}) => {
  const result = read(env, over);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.config;
};

const faultsOf = (env: Record<string, string>, over: Partial<typeof around> = {}) => {
  const result = read(env, over);
  return result.ok ? [] : result.faults;
};

const SECRET = `whsec_${Buffer.from('a secret of two dozen by').toString('base64')}`;
const OTHER = Buffer.from('another secret, also of enough bytes').toString('base64');

describe('the configuration', () => {
  it('has a default for everything; empty means unset', () => {
    expect(configOf({ PEERFLOW_NAME: '', PEERFLOW_SINKS: ' ', PEERFLOW_PAGE: '\n' })).toEqual({
      name: 'peerflow',
      source: 'peerflow',
      accountId: '1210123456123456',
      region: 'cn-hangzhou',
      regions: ['cn-hangzhou'],
      functions: {
        request: 'peerflow-request',
        worker: 'peerflow-worker',
        poller: 'peerflow-poller',
        accepter: 'peerflow-accepter',
        router: 'peerflow-router',
      },
      defaults: { routes: 'none', accept: 'manual', preflight: 'off' },
      policy: expect.any(Array),
      accepterRole: undefined,
      accepterExternalId: undefined,
      routeTables: [],
      drift: 'off',
      driftEveryMs: 3600_000,
      stallAfterMs: 600_000,
      language: 'en',
      failedQueue: undefined,
      parkedQueue: undefined,
      sinks: [],
      endpoints: {},
      webhookSecrets: [],
      webhookAllow: [],
      page: false,
      logLevel: 'info',
      warnings: ['PEERFLOW_SINKS names no sink: follow-up events are only logged'],
    });
  });

  it('takes every variable', () => {
    const config = configOf({
      PEERFLOW_NAME: 'net.peerflow-1',
      PEERFLOW_SOURCE: 'https://example.com/peerflow',
      PEERFLOW_SINKS: 'eventbridge://orders',
      PEERFLOW_REGIONS: 'cn-hangzhou, us-east-1 cn-hangzhou',
      PEERFLOW_WORKER_FUNCTION: 'other_worker',
      PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
      PEERFLOW_ACCEPTER_EXTERNAL_ID: 'id-1',
      PEERFLOW_POLICY: '[{"name":"all","effect":"allow"}]',
      PEERFLOW_ROUTES: 'both',
      PEERFLOW_ACCEPT: 'auto',
      PEERFLOW_PREFLIGHT: 'strict',
      PEERFLOW_DRIFT: 'repair',
      PEERFLOW_DRIFT_EVERY: '60',
      PEERFLOW_STALL_AFTER: '604800',
      PEERFLOW_WEBHOOK_SECRET: `${SECRET} ${OTHER}`,
      PEERFLOW_WEBHOOK_ALLOW: 'hooks.internal, 10.0.0.0/8',
      PEERFLOW_FAILED_QUEUE: 'peerflow-failed',
      PEERFLOW_PARKED_QUEUE: 'peerflow-parked',
      PEERFLOW_LANGUAGE: 'zh',
      PEERFLOW_PAGE: 'on',
      PEERFLOW_LOG_LEVEL: 'debug',
    });
    expect(config).toMatchObject({
      name: 'net.peerflow-1',
      source: 'https://example.com/peerflow',
      sinks: [{ target: { kind: 'eventbridge', bus: 'orders' } }],
      regions: ['cn-hangzhou', 'us-east-1'],
      functions: { worker: 'other_worker', poller: 'peerflow-poller' },
      accepterRole: 'acs:ram::{accountId}:role/peerflow-accepter',
      accepterExternalId: 'id-1',
      policy: [{ name: 'all', effect: 'allow' }],
      defaults: { routes: 'both', accept: 'auto', preflight: 'strict' },
      drift: 'repair',
      driftEveryMs: 60_000,
      stallAfterMs: 604_800_000,
      webhookSecrets: [SECRET, OTHER],
      webhookAllow: ['hooks.internal', '10.0.0.0/8'],
      failedQueue: 'peerflow-failed',
      parkedQueue: 'peerflow-parked',
      language: 'zh',
      page: true,
      logLevel: 'debug',
      warnings: [],
    });
  });

  it.each([
    ['peerflow-request', 'peerflow-worker'],
    ['request', 'worker'],
    ['a-b-c', 'a-b-worker'],
  ])('names the siblings of %s by the last part of its name: %s', (functionName, worker) => {
    expect(configOf({}, { functionName }).functions.worker).toBe(worker);
  });

  it('takes one endpoint for every service, and one for each', () => {
    const { endpoints } = configOf({
      PEERFLOW_ENDPOINT: 'http://127.0.0.1:9000',
      PEERFLOW_ENDPOINT_STS: 'https://sts.example',
    });
    const all = 'http://127.0.0.1:9000';
    expect(endpoints).toEqual({
      VPCPEER: all,
      VPC: all,
      STS: 'https://sts.example',
      EVENTBRIDGE: all,
      MNS: all,
      FC: all,
      FC2: all,
    });
    expect(configOf({ PEERFLOW_ENDPOINT_FC2: all }).endpoints).toEqual({ FC2: all });
  });

  it('takes route tables by id and by tag', () => {
    const { routeTables } = configOf({ PEERFLOW_ROUTE_TABLES: 'vtb-bp1z8aaw6, tier=app stage=' });
    expect(routeTables).toEqual([
      { routeTableId: 'vtb-bp1z8aaw6' },
      { key: 'tier', value: 'app' },
      { key: 'stage', value: '' },
    ]);
  });

  it('warns of a variable that does not exist', () => {
    const { warnings } = configOf({ PEERFLOW_SINK: 'x', PEERFLOW_SINKS: 'fc://f' });
    expect(warnings).toEqual([
      'PEERFLOW_SINK is set, but it is not a variable of the configuration',
    ]);
  });
});

describe('a fault of the configuration', () => {
  const WRONG = {
    PEERFLOW_NAME: ['acs:x-tell', 'Aliyun-peering', 'ALIYUN', '1-tell', 'a b', 'x'.repeat(65)],
    PEERFLOW_SOURCE: ['a tell', 'x'.repeat(129), 'é-tell'],
    PEERFLOW_SINKS: ['kafka://tell', 'eventbridge://default'],
    PEERFLOW_REGIONS: ['Tell', 'tell', 'cn-hangzhou tell'],
    PEERFLOW_REQUEST_FUNCTION: ['a/tell'],
    PEERFLOW_WORKER_FUNCTION: ['-tell'],
    PEERFLOW_POLLER_FUNCTION: ['tell tell'],
    PEERFLOW_ACCEPTER_FUNCTION: ['1tell'],
    PEERFLOW_ROUTER_FUNCTION: ['t.ell'],
    PEERFLOW_ACCEPTER_ROLE: [
      'tell',
      'acs:ram::{ACCOUNTID}:role/tell',
      'acs:ram::{accountid}:role/tell',
      'acs:ram::{account_id}:role/tell',
      'acs:ram::$accountId:role/tell',
      'acs:ram::0123:role/tell',
      'ACS:ram::{accountId}:role/tell',
      'acs:ram::{accountId}:role/',
      'acs:ram::{accountId}:user/tell',
    ],
    PEERFLOW_ACCEPTER_EXTERNAL_ID: ['t', 'tell tell'],
    PEERFLOW_POLICY: ['[{"name":"x","effect":"hold"}]'],
    PEERFLOW_ROUTES: ['tell', 'BOTH'],
    PEERFLOW_ACCEPT: ['tell'],
    PEERFLOW_PREFLIGHT: ['tell'],
    PEERFLOW_ROUTE_TABLES: ['tell', '=tell', 'vtb-1 rtb-tell'],
    PEERFLOW_DRIFT: ['tell'],
    PEERFLOW_DRIFT_EVERY: ['0', '-1', '1.5', '1e3', '0x10', '604801', '9999999', 'tell'],
    PEERFLOW_STALL_AFTER: ['0', '604801', '10m', ' 1 0', '٣'],
    PEERFLOW_WEBHOOK_SECRET: [
      'tell',
      'whsec_',
      Buffer.from('23 bytes are not enough').toString('base64'),
      Buffer.alloc(65, 'tell').toString('base64'),
      'not base 64 tell!!',
      `${SECRET} ${SECRET}`,
      `${SECRET} ${OTHER} ${Buffer.alloc(32).toString('base64')}`,
    ],
    PEERFLOW_WEBHOOK_ALLOW: ['10.0.0.0/', '10.0.0.0/99', 'hooks.tell/24', '10.0.0.1,,tell'],
    PEERFLOW_FAILED_QUEUE: ['te/ll', '-tell', 'x'.repeat(121)],
    PEERFLOW_PARKED_QUEUE: ['tell_queue'],
    PEERFLOW_LANGUAGE: ['tell', 'de'],
    PEERFLOW_PAGE: ['tell', 'true'],
    PEERFLOW_LOG_LEVEL: ['tell'],
    PEERFLOW_ENDPOINT: ['tell', 'http://x/path', 'http://user:tell@x', 'ftp://tell'],
    PEERFLOW_ENDPOINT_VPCPEER: ['tell'],
    PEERFLOW_ENDPOINT_VPC: ['http://tell?x'],
    PEERFLOW_ENDPOINT_STS: ['http://tell#x'],
    PEERFLOW_ENDPOINT_EVENTBRIDGE: ['127.0.0.1:80'],
    PEERFLOW_ENDPOINT_MNS: ['//tell'],
    PEERFLOW_ENDPOINT_FC: ['http://x/y?z'],
    PEERFLOW_ENDPOINT_FC2: ['http://[tell'],
  } as const;
  const CASES = Object.entries(WRONG).flatMap(([variable, values]) =>
    values.map((value) => [variable, value] as const),
  );

  it.each(CASES)('%s: %s', (variable, value) => {
    const faults = faultsOf({ [variable]: value });
    expect(new Set(faults.map((fault) => fault.variable))).toEqual(new Set([variable]));
  });

  it('tells the rule, never the value', () => {
    for (const [variable, value] of CASES) {
      const text = JSON.stringify(faultsOf({ [variable]: value }));
      expect(text).not.toMatch(/tell/i);
    }
  });

  it('is told with all others at once', () => {
    const env = Object.fromEntries(
      Object.entries(WRONG).map(([variable, values]) => [variable, values[0]]),
    );
    const named = faultsOf(env, { accountId: '' }).map(({ variable }) => variable);
    expect([...new Set(named)].sort()).toEqual([...Object.keys(WRONG), 'FC_ACCOUNT_ID'].sort());
  });

  it('names the entries of a list that are wrong', () => {
    expect(faultsOf({ PEERFLOW_ROUTE_TABLES: 'rtb-1 vtb-1 =app' })).toEqual([
      {
        variable: 'PEERFLOW_ROUTE_TABLES',
        detail: 'entry 1 must be the id of a route table or a tag key=value',
      },
      {
        variable: 'PEERFLOW_ROUTE_TABLES',
        detail: 'entry 3 must be the id of a route table or a tag key=value',
      },
    ]);
  });

  it('is what Function Compute does not tell', () => {
    const named = faultsOf({}, { accountId: '', region: '' }).map(({ variable }) => variable);
    expect(named).toEqual(['FC_ACCOUNT_ID', 'PEERFLOW_REGIONS']);
    expect(configOf({ PEERFLOW_REGIONS: 'us-east-1' }, { region: '' }).region).toBe('us-east-1');
  });

  it('is one name for two functions: each trusts what another one may not send', () => {
    expect(faultsOf({ PEERFLOW_WORKER_FUNCTION: 'peerflow-request' })).toMatchObject([
      { variable: 'PEERFLOW_WORKER_FUNCTION', detail: expect.stringContaining('must differ') },
    ]);
  });

  it('is one queue for failed and parked tasks', () => {
    const faults = faultsOf({ PEERFLOW_FAILED_QUEUE: 'q', PEERFLOW_PARKED_QUEUE: 'q' });
    expect(faults).toMatchObject([{ variable: 'PEERFLOW_PARKED_QUEUE' }]);
  });

  it('is a webhook without a secret, unless it is unsigned on purpose', () => {
    const hook = 'https://hooks.example.com/tell';
    expect(faultsOf({ PEERFLOW_SINKS: `fc://f ${hook}` })).toEqual([
      {
        variable: 'PEERFLOW_SINKS',
        detail: 'sink 2 needs PEERFLOW_WEBHOOK_SECRET, or #unsigned',
      },
    ]);
    expect(faultsOf({ PEERFLOW_SINKS: `${hook}#unsigned` })).toEqual([]);
    expect(faultsOf({ PEERFLOW_SINKS: hook, PEERFLOW_WEBHOOK_SECRET: SECRET })).toEqual([]);
  });

  it.each([
    ['{"name":"x"}', 'must be a list'],
    ['[{"name":"x","effect":"allow","when":{"vpc":"y"}}]', '/0/when/vpc'],
    ['[{"effect":"allow"}]', '/0/name'],
    ['no/such/file.json', 'neither JSON nor the path'],
    ['[', 'neither JSON'],
  ])('tells where policy %s is wrong', (policy, what) => {
    expect(faultsOf({ PEERFLOW_POLICY: policy })[0]?.detail).toContain(what);
  });
});

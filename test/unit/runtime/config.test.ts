import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/runtime/config.ts';

const around = {
  accountId: '1210123456123456',
  region: 'cn-hangzhou',
  functionName: 'peerflow-poller',
  readFile: (path: string) => {
    throw new Error(`no file ${path}`);
  },
};
const read = (env: Record<string, string> = {}, over: Partial<typeof around> = {}) =>
  readConfig(env, { ...around, ...over });

describe('the configuration', () => {
  it('has a default for everything; empty means unset', () => {
    const result = read({ PEERFLOW_NAME: '', PEERFLOW_SINKS: ' ' });
    expect(result).toMatchObject({
      ok: true,
      config: {
        name: 'peerflow',
        source: 'peerflow',
        sinks: [],
        regions: ['cn-hangzhou'],
        functions: {
          request: 'peerflow-request',
          poller: 'peerflow-poller',
          accepter: 'peerflow-accepter',
          router: 'peerflow-router',
        },
        defaults: { routes: 'none', accept: 'manual', preflight: 'off' },
        stallAfterMs: 600_000,
        routeTables: [],
        drift: 'off',
        driftEveryMs: 3600_000,
        logLevel: 'info',
        endpoints: {},
      },
    });
  });

  it('takes route tables by id and by tag, and names the words that are neither', () => {
    const words = (text: string) => read({ PEERFLOW_ROUTE_TABLES: text });
    expect(words('vtb-bp1z8aaw6, tier=app stage=')).toMatchObject({
      config: {
        routeTables: [
          { routeTableId: 'vtb-bp1z8aaw6' },
          { key: 'tier', value: 'app' },
          { key: 'stage', value: '' },
        ],
      },
    });
    expect(words('rtb-1 vtb-1 =app')).toMatchObject({
      faults: [
        {
          variable: 'PEERFLOW_ROUTE_TABLES',
          detail: expect.stringMatching(/table nor a tag key=value: rtb-1; .*: =app$/),
        },
      ],
    });
  });

  it('takes lists by spaces or commas, and one endpoint over all of them', () => {
    const result = read({
      PEERFLOW_REGIONS: 'cn-hangzhou, cn-shanghai us-east-1',
      PEERFLOW_SINKS:
        'eventbridge://default fc2://svc/fn?qualifier=1,mns://queues/q https://x.example/hook',
      PEERFLOW_ENDPOINT: 'http://127.0.0.1:9000',
      PEERFLOW_ENDPOINT_STS: 'https://sts.example',
    });
    expect(result).toMatchObject({
      config: {
        regions: ['cn-hangzhou', 'cn-shanghai', 'us-east-1'],
        sinks: [
          { kind: 'eventbridge', bus: 'default' },
          { kind: 'fc2', service: 'svc', function: 'fn', qualifier: '1' },
          { kind: 'mns-queue', name: 'q' },
          { kind: 'webhook' },
        ],
        endpoints: { VPCPEER: 'http://127.0.0.1:9000', STS: 'https://sts.example' },
      },
    });
  });

  it('names every wrong variable at once', () => {
    const env = {
      PEERFLOW_NAME: 'acs:x',
      PEERFLOW_SINKS: 'kafka://x',
      PEERFLOW_REGIONS: 'Hangzhou',
      PEERFLOW_ROUTES: 'left',
      PEERFLOW_ACCEPT: 'maybe',
      PEERFLOW_PREFLIGHT: 'yes',
      PEERFLOW_DRIFT: 'loud',
      PEERFLOW_STALL_AFTER: '1h',
      PEERFLOW_LOG_LEVEL: 'noisy',
      PEERFLOW_POLICY: '[{"name":"x","effect":"hold"}]',
      PEERFLOW_ENDPOINT: 'here',
      PEERFLOW_ENDPOINT_FC: 'http://x/y?z',
      PEERFLOW_ACCEPTER_ROLE: 'role',
      PEERFLOW_POLLER_FUNCTION: 'a b',
    };
    const result = read(env);
    const named = result.ok ? [] : result.faults.map(({ variable }) => variable);
    expect([...new Set(named)].sort()).toEqual(Object.keys(env).sort());
  });

  it('says what Function Compute did not', () => {
    const result = read({}, { accountId: '', region: '' });
    const named = result.ok ? [] : result.faults.map(({ variable }) => variable);
    expect(named).toEqual(['FC_ACCOUNT_ID', 'PEERFLOW_REGIONS']);
  });

  it.each([
    ['{"name":"x"}', 'must be a list'],
    ['[{"name":"x","effect":"allow","when":{"vpc":"y"}}]', '/0/when/vpc'],
    ['[{"effect":"allow"}]', '/0/name'],
    ['no/such/file.json', 'neither JSON nor the path'],
    ['[', 'neither JSON'],
  ])('tells where policy %s is wrong', (policy, what) => {
    const result = read({ PEERFLOW_POLICY: policy });
    expect(result.ok ? '' : result.faults[0]?.detail).toContain(what);
  });
});

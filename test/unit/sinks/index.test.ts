import { createHash } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { parseSinks, type SinkEnvironment, sinkWarnings } from '../../../lib/sinks/index.ts';
import { eventNamed } from './fakes.ts';

const sinksOf = (...words: readonly string[]) => {
  const { sinks, faults } = parseSinks(words, true);
  expect(faults).toEqual([]);
  return sinks;
};
const faultsOf = (...words: readonly string[]) => parseSinks(words, true).faults;

const environment: SinkEnvironment = {
  accountId: '1210123456123456',
  region: 'cn-hangzhou',
  credentials: undefined,
  endpointOf: () => ({ host: '127.0.0.1:9', protocol: 'http' }),
  clock: { now: () => 0 },
  webhookSecrets: [],
  webhookAllow: [],
};

describe('a sink URL', () => {
  test.each([
    ['eventbridge://orders', 'eventbridge:orders', { kind: 'eventbridge', bus: 'orders' }],
    ['mns://queues/facts', 'mns:queues/facts', { kind: 'mns', of: 'queues', name: 'facts' }],
    ['mns://topics/facts', 'mns:topics/facts', { kind: 'mns', of: 'topics', name: 'facts' }],
    ['fc://handle', 'fc:handle', { kind: 'fc', functionName: 'handle', qualifier: undefined }],
    [
      'fc://svc$handle?qualifier=live',
      'fc:svc$handle',
      { kind: 'fc', functionName: 'svc$handle', qualifier: 'live' },
    ],
    [
      'fc2://svc/handle?qualifier=1',
      'fc2:svc/handle',
      { kind: 'fc2', service: 'svc', functionName: 'handle', qualifier: '1' },
    ],
    [
      'https://user:secret@hooks.example.com:8443/T/secret?key=secret',
      'https:hooks.example.com:8443',
      {
        kind: 'webhook',
        url: 'https://user:secret@hooks.example.com:8443/T/secret?key=secret',
        signed: true,
      },
    ],
  ])('%s', (url, label, target) => {
    const [sink] = sinksOf(url);
    expect(sink).toMatchObject({ label, target });
    expect(sink?.id).toBe(createHash('sha256').update(url).digest('hex').slice(0, 16));
  });

  test.each([
    ['kafka://x', 'must be one of eventbridge://{custom bus}, mns://{queues|topics}/{name}'],
    ['orders', 'must be one of'],
    ['EVENTBRIDGE://orders', 'must be one of'],
    ['eventbridge://', 'must look like eventbridge://{custom bus}'],
    ['eventbridge://a/b', 'must look like'],
    ['eventbridge://default', 'must name a custom bus'],
    ['eventbridge://Default', 'must name a custom bus'],
    ['eventbridge://eventbridge-reserved-x', 'must name a custom bus'],
    ['mns://facts', 'must look like mns://{queues|topics}/{name}'],
    ['mns://queues/a/b', 'must look like'],
    ['mns://queues/../topics', 'must look like'],
    ['mns://tables/a', 'must look like'],
    ['fc://a/b', 'must look like fc://{function}'],
    ['fc://a?qualifer=x', 'must look like'],
    ['fc://a?qualifier=', 'must look like'],
    ['fc2://handle', 'must look like fc2://{service}/{function}'],
    ['https://', 'must look like https://{host}/{path}'],
    ['https://[::1', 'must look like'],
    ['https:///hook', 'must look like'],
    ['https://?x', 'must look like'],
  ])('%s is a fault', (url, what) => {
    const [fault] = faultsOf('fc://first', url);
    expect(fault).toMatch(/^sink 2 must /);
    expect(fault).toContain(what);
  });

  it('is never told in a fault', () => {
    const secret = 'hunter2hunter2';
    const words = [
      `kafka://${secret}`,
      `https://[${secret}`,
      `fc://f#${secret}`,
      `fc://${secret}/`,
    ];
    const { faults } = parseSinks([...words, `https://x/${secret}`], false);
    expect(faults).toHaveLength(5);
    expect(faults.join()).not.toContain(secret);
  });

  it('stands once, whatever its fragment says', () => {
    expect(faultsOf('fc://f#types=Activated', 'fc://g', 'fc://f#types=Failed')).toEqual([
      'sink 3 has the URL of another sink',
    ]);
  });
});

describe('what the fragment chooses', () => {
  const takes = (fragment: string, type: string) =>
    sinksOf(`fc://f${fragment}`)[0]?.takes(`peerflow:${type}`);

  test.each([
    ['', ['Connection:Activated', 'Routes:Ready', 'Request:Rejected'], []],
    ['#types=*', ['Connection:Activated', 'Routes:Ready', 'Request:Rejected'], []],
    [
      '#types=Activated|Routes:*',
      ['Connection:Activated', 'Routes:Ready', 'Routes:Drifted'],
      ['Connection:Failed', 'Request:Rejected'],
    ],
    ['#types=Rejected', ['Connection:Rejected'], ['Request:Rejected']],
    ['#types=Request:Rejected', ['Request:Rejected'], ['Connection:Rejected']],
    ['#types=Connection:*', ['Connection:Failed'], ['Routes:Failed']],
    ['#types=*:Failed', ['Connection:Failed', 'Routes:Failed'], ['Connection:Activated']],
    ['#types=peerflow:Routes:Ready', ['Routes:Ready'], ['Routes:Failed']],
    ['#types=Acc*', ['Connection:Accepting'], ['Connection:Activated']],
  ])('%s', (fragment, taken, left) => {
    for (const type of taken) expect(takes(fragment, type)).toBe(true);
    for (const type of left) expect(takes(fragment, type)).toBe(false);
  });

  test.each([
    '#types=',
    '#types=Activatd',
    '#types=activated',
    '#types=Activated|',
    '#types=Activated,Failed',
    '#types=Ready',
    '#types=Nothing:*',
    '#types=Activated|Nope',
    '#types=Nope|Activated',
    '#types=Activated|Fail.d',
    '#types=*|*|A*t*v*d',
    `#types=${'*'.padEnd(65, 'a')}`,
    '#kinds=Activated',
    '#Activated',
    '#types=.*',
    '#types=Activated&type=Failed',
    '#Activated',
    '#',
    '#unsigned',
    '#types=%2A',
  ])('%s is a fault', (fragment) => {
    expect(faultsOf(`fc://f${fragment}`)).toHaveLength(1);
  });

  it('is that a webhook is not signed', () => {
    const targetOf = (url: string) => sinksOf(url)[0]?.target;
    expect(targetOf('https://x.example/#unsigned')).toMatchObject({ signed: false });
    expect(targetOf('https://x.example/#unsigned&types=Failed')).toEqual({
      kind: 'webhook',
      url: 'https://x.example/',
      signed: false,
    });
    expect(parseSinks(['https://x.example/'], false).faults).toEqual([
      'sink 1 needs PEERFLOW_WEBHOOK_SECRET, or #unsigned',
    ]);
    expect(parseSinks(['https://x.example/#unsigned'], false).faults).toEqual([]);
  });
});

describe('a sink that is opened', () => {
  test.each(['eventbridge://orders', 'mns://queues/q', 'fc://f', 'fc2://s/f'])(
    '%s reports missing credentials',
    async (url) => {
      const sink = sinksOf(url)[0]?.open(environment);
      expect(await sink?.send(eventNamed('pcc-1'), 1_000)).toMatchObject({
        ok: false,
        kind: 'refused',
        code: 'InvalidCredentials',
      });
    },
  );

  test.each(['mns://queues/q', 'fc2://s/f'])(
    '%s reports what the client refuses before it sends as our fault',
    async (url) => {
      const credentials = { accessKeyId: 'k', accessKeySecret: 's', securityToken: '' };
      const sink = sinksOf(url)[0]?.open({ ...environment, accountId: '', credentials });
      expect(await sink?.send(eventNamed('pcc-1'), 1_000)).toMatchObject({
        ok: false,
        kind: 'refused',
        code: 'NotSent',
      });
    },
  );
});

describe('the warnings about sinks', () => {
  const warnings = (url: string, allow: readonly string[] = []) =>
    sinkWarnings(sinksOf(url), allow).join();

  it('name what is only logged', () => {
    expect(sinkWarnings([], []).join()).toContain('only logged');
    expect(warnings('fc://f')).toBe('');
    expect(warnings('https://hooks.example.com/T/secret')).toBe('');
  });

  test.each([
    'https://oapi.dingtalk.com/robot/send?access_token=secret',
    'https://open.feishu.cn/open-apis/bot/v2/hook/secret',
    'https://open.larksuite.com/open-apis/bot/v2/hook/secret',
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=secret',
  ])('name a chat robot: %s', (url) => {
    expect(warnings(url)).toMatch(/^sink https:[a-z.]+ is a chat robot/);
    expect(warnings(url)).not.toContain('secret');
  });

  it('do not take every host for a chat robot whose name ends like one', () => {
    expect(warnings('https://notdingtalk.com/')).toBe('');
    expect(warnings('https://feishu.cn.example.com/')).toBe('');
  });

  it('name a host that can never be reached', () => {
    expect(warnings('http://hooks.example.com/')).toContain('http is for hosts in');
    expect(warnings('http://hooks.example.com/', ['hooks.example.com'])).toBe('');
    expect(warnings('https://10.0.0.1/')).toContain('neither public nor');
    expect(warnings('https://10.0.0.1/', ['10.0.0.0/8'])).toBe('');
  });
});

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  loadManifest,
  ManifestFault,
  parseManifest,
} from '../../../../../sandbox/platform/manifest/load.ts';

const options = { env: {}, folder: '/app', accountId: '1000' };

const manifest = (props: string, vars = ''): string => `
edition: 3.0.0
name: t
vars:
  region: cn-hangzhou
${vars}
resources:
  one:
    component: fc3
    props:
      region: \${vars.region}
      functionName: demo-one
      runtime: nodejs20
      handler: index.handler
      code: ./dist/one
${props}
`;

const faultOf = (text: string): ManifestFault => {
  try {
    parseManifest(text, options);
  } catch (error) {
    if (error instanceof ManifestFault) return error;
    throw error;
  }
  throw new Error('no fault was found');
};

describe('parseManifest', () => {
  it('fills in what the platform defaults', () => {
    expect(parseManifest(manifest(''), options)).toEqual([
      {
        resource: 'one',
        name: 'demo-one',
        region: 'cn-hangzhou',
        accountId: '1000',
        role: undefined,
        runtime: 'nodejs20',
        handler: 'index.handler',
        code: '/app/dist/one',
        memorySize: 512,
        timeout: 3,
        environment: {},
        asyncInvoke: { maxAsyncRetryAttempts: 3, maxAsyncEventAgeInSeconds: 86_400 },
        triggers: [],
        props: expect.objectContaining({ code: './dist/one', runtime: 'nodejs20' }),
      },
    ]);
  });

  it('completes the bare name of a role, in lower case', () => {
    const [one] = parseManifest(manifest('      role: Demo-Worker'), options);
    expect(one?.role).toBe('acs:ram::1000:role/demo-worker');
  });

  it('knows the account by config()', () => {
    const text = manifest(`      description: \${config('AccountID')}`);
    const [one] = parseManifest(text, options);
    expect(one?.props.description).toBe('1000');
  });

  it('takes the account from the role', () => {
    const [one] = parseManifest(manifest('      role: acs:ram::42:role/worker'), options);
    expect(one?.accountId).toBe('42');
  });

  it('resolves variables and the environment, and keeps the type of a whole placeholder', () => {
    const text = manifest(
      [
        `      timeout: \${vars.seconds}`,
        '      environmentVariables:',
        `        A: \${env('SET', 'unused')}-\${env('UNSET','x')}`,
        `        B: \${env('EMPTY', 'default')}`,
      ].join('\n'),
      '  seconds: 7',
    );
    const env = { SET: 'set', EMPTY: '' };
    const [one] = parseManifest(text, { ...options, env });
    expect(one?.timeout).toBe(7);
    expect(one?.environment).toEqual({ A: 'set-x', B: 'default' });
  });

  it('names everything that is wrong at once', () => {
    const text = manifest(
      [
        '      memorySize: 100',
        '      timeout: 0',
        '      role: a role',
        '      environmentVariables:',
        `        A: \${vars.nothing}`,
        '        N: 5',
        '      asyncInvokeConfig: { maxAsyncRetryAttempts: 9 }',
      ].join('\n'),
    );
    const pointers = faultOf(text).findings.map((each) => each.pointer);
    for (const field of [
      'memorySize',
      'timeout',
      'role',
      'environmentVariables/A',
      'environmentVariables/N',
      'asyncInvokeConfig/maxAsyncRetryAttempts',
    ]) {
      expect(pointers).toContain(`/resources/one/props/${field}`);
    }
  });

  it.each([
    ['a reserved variable', 'environmentVariables: { FC_REGION: x }', 'FC_'],
    ['a large environment', `environmentVariables: { A: ${'x'.repeat(4100)} }`, '4096'],
    ['cpu without disk', 'cpu: 0.1', 'diskSize'],
    ['too little memory for the cpu', 'cpu: 2\n      diskSize: 512', 'vCPU'],
    [
      'a schedule nobody understands',
      "triggers: [{triggerName: t, triggerType: timer, triggerConfig: {cronExpression: '* * *', enable: true}}]",
      'six',
    ],
    [
      'a pattern that is no JSON',
      "triggers: [{triggerName: t, triggerType: eventbridge, triggerConfig: {triggerEnable: true, asyncInvocationType: false, eventRuleFilterPattern: '{', eventSourceConfig: {eventSourceType: Default, eventSourceParameters: {}}, eventSinkConfig: {deliveryOption: {}}, runOptions: {mode: event-driven}}}]",
      'pattern',
    ],
    [
      'two triggers of one name',
      "triggers: [{triggerName: t, triggerType: timer, triggerConfig: {cronExpression: '@every 1m', enable: true}}, {triggerName: t, triggerType: timer, triggerConfig: {cronExpression: '@every 1m', enable: true}}]",
      'two triggers',
    ],
  ])('refuses %s', (_, props, word) => {
    expect(faultOf(manifest(`      ${props}`)).message).toContain(word);
  });

  it('says on which line the YAML is broken', () => {
    expect(faultOf('edition: 3.0.0\nresources: [').message).toMatch(/line \d+/);
  });
});

describe('the deployment file of this repository', () => {
  const path = fileURLToPath(new URL('../../../../../s.yaml', import.meta.url));

  it('declares five functions whose tasks are kept for a week', async () => {
    const functions = await loadManifest(path, { env: {}, accountId: '1' });
    expect(functions.map((each) => each.name)).toEqual([
      'peerflow-request',
      'peerflow-worker',
      'peerflow-poller',
      'peerflow-accepter',
      'peerflow-router',
    ]);
    for (const { asyncInvoke } of functions) {
      expect(asyncInvoke).toMatchObject({
        asyncTask: true,
        maxAsyncRetryAttempts: 8,
        maxAsyncEventAgeInSeconds: 604_800,
      });
      expect(asyncInvoke.destinationConfig?.onFailure?.destination).toMatch(
        /^acs:mns:.*queues\/peerflow-failed\/messages$/,
      );
    }
  });
});

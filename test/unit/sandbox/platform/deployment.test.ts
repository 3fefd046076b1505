import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDeployment } from '../../../../sandbox/platform/deployment.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deployment-'));
});
afterEach(() => rm(folder, { recursive: true }));

const read = async (props: string, changes: object = {}) => {
  const file = path.join(folder, 's.yaml');
  await writeFile(
    file,
    `edition: 3.0.0
resources:
  one:
    component: fc3
    props:
      region: cn-hangzhou
      functionName: demo-one
      runtime: nodejs20
      handler: index.handler
      code: ./dist/one
${props}`,
  );
  const [one] = await readDeployment({
    file,
    endpoint: 'http://127.0.0.1:1',
    accountId: '42',
    regions: ['cn-hangzhou', 'cn-beijing'],
    env: {},
    ...changes,
  });
  return one;
};

describe('readDeployment', () => {
  it('points functions at the sandbox and at the bus peerflow', async () => {
    expect((await read(''))?.environment).toEqual({
      PEERFLOW_ENDPOINT: 'http://127.0.0.1:1',
      PEERFLOW_SINKS: 'eventbridge://peerflow',
    });
  });

  it('keeps what the file says, except empty values; the caller has the last word', async () => {
    const props = [
      '      environmentVariables:',
      '        PEERFLOW_SINKS: mns://queues/out',
      '        PEERFLOW_ENDPOINT: ""',
      '        PEERFLOW_NAME: file',
    ].join('\n');
    const one = await read(props, { env: { PEERFLOW_NAME: 'caller' } });
    expect(one?.environment).toEqual({
      PEERFLOW_ENDPOINT: 'http://127.0.0.1:1',
      PEERFLOW_SINKS: 'mns://queues/out',
      PEERFLOW_NAME: 'caller',
    });
  });

  it('fits a file that asks the environment for account and regions', async () => {
    const props = [
      `      role: acs:ram::\${env('ALIBABA_CLOUD_ACCOUNT_ID', '1')}:role/r`,
      '      environmentVariables:',
      `        R: \${env('PEERFLOW_REGIONS', 'none')}`,
    ].join('\n');
    const one = await read(props);
    expect(one).toMatchObject({ accountId: '42', environment: { R: 'cn-hangzhou cn-beijing' } });
  });

  it('refuses an environment of more than 4 KB, whoever sets it', async () => {
    const env = { PEERFLOW_POLICY: 'x'.repeat(4096) };
    await expect(read('', { env })).rejects.toThrow('4096 are allowed');
  });

  it('refuses an account that the sandbox does not run functions in', async () => {
    await expect(read('      role: acs:ram::7:role/r')).rejects.toThrow(
      'demo-one belongs to account 7; functions run in 42 here',
    );
  });

  it('takes bundles from elsewhere when told so', async () => {
    expect((await read('', { dist: '/elsewhere' }))?.code).toBe('/elsewhere/one');
  });
});

import { spawn } from 'node:child_process';
import path from 'node:path';
import * as v from 'valibot';
import { startSandbox } from '../sandbox/start.ts';
import { type Spread, spreadOf } from './spawn.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const ROUNDS = 15;

/** What the sandbox must not do here: nobody measures how it starts functions. */
const NOTHING = 'exports.handler = async () => ({ statusCode: 202 });';

const event = JSON.stringify({
  version: 'v1',
  rawPath: '/peerings',
  headers: {},
  queryParameters: {},
  isBase64Encoded: false,
  body: JSON.stringify({ regionId: 'cn-hangzhou', vpcId: 'vpc-A', acceptingVpcId: 'vpc-B' }),
  requestContext: { http: { method: 'POST', path: '/peerings' }, requestId: 'round-A' },
});

const context = (keys: object): string =>
  JSON.stringify({
    requestId: 'bench',
    region: 'cn-hangzhou',
    accountId: '1210123456123456',
    credentials: keys,
    function: { name: 'peerflow-request', timeout: 60 },
  });

const answer = v.object({ statusCode: v.number() });

const run = (load: string, ask: string, keys: object, endpoint: string): Promise<number> => {
  const code = `const m = (() => { ${load} })();
    m.handler(Buffer.from(${JSON.stringify(ask)}), ${context(keys)})
      .then((a) => { process.stdout.write(JSON.stringify({ statusCode: a.statusCode }) + '\\n'); process.exit(0); });`;
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-e', code], {
      env: {
        PATH: process.env.PATH ?? '',
        PEERFLOW_ENDPOINT: endpoint,
        PEERFLOW_SINKS: 'eventbridge://default',
        PEERFLOW_LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.once('data', (chunk: Buffer) => {
      const took = performance.now() - startedAt;
      const { statusCode } = v.parse(
        answer,
        JSON.parse(chunk.toString().trim().split('\n').at(-1) ?? ''),
      );
      if (statusCode === 202) resolve(took);
      else reject(new Error(`the measured function answered ${statusCode}`));
    });
    child.once('error', reject);
  });
};

const WHOLE_SDKS = ['vpc20160428', 'openapi-core', 'eventbridge', 'mns', 'fc2', 'tea-util'];

/** Process spawn to first answered create, against doing nothing and against loading the whole SDKs. */
export const measureColdStart = async (): Promise<Readonly<Record<string, Spread>>> => {
  const vpcs = Array.from({ length: ROUNDS * 2 }, (_, index) => ({
    id: `vpc-bench${index}`,
    regionId: 'cn-hangzhou',
    ownerId: '1210123456123456',
    cidrBlock: '10.0.0.0/16',
  }));
  const sandbox = await startSandbox({
    functions: false,
    fixture: {
      accounts: [{ id: '1210123456123456', quotas: { vpc_quota_peer_num: 10_000 } }],
      regions: [{ id: 'cn-hangzhou' }],
      vpcs,
    },
  });
  sandbox.services.unshift(async ({ path: where }) =>
    where.endsWith('/invocations') ? { status: 202 } : undefined,
  );
  const { expiresAt: _, ...keys } = sandbox.world.keys.issue({ accountId: '1210123456123456' });
  const bundle = `return require(${JSON.stringify(path.join(ROOT, 'dist/request/index.js'))});`;
  const whole =
    `${WHOLE_SDKS.map((name) => `require(${JSON.stringify(path.join(ROOT, 'node_modules/@alicloud', name))});`).join(' ')} ${NOTHING.replace('exports.handler =', 'return { handler:')}`.replace(
      /;$/,
      ' };',
    );
  const results: Record<string, number[]> = {
    'do nothing': [],
    Peerflow: [],
    'whole SDKs, loading only': [],
  };
  for (let round = 0; round < ROUNDS; round++) {
    const ask = event
      .replace('vpc-A', `vpc-bench${round * 2}`)
      .replace('vpc-B', `vpc-bench${round * 2 + 1}`)
      .replace('round-A', `round-${round}`);
    const nothing = `return { handler: async () => ({ statusCode: 202 }) };`;
    results['do nothing']?.push(await run(nothing, ask, keys, sandbox.endpoint));
    results.Peerflow?.push(await run(bundle, ask, keys, sandbox.endpoint));
    results['whole SDKs, loading only']?.push(await run(whole, ask, keys, sandbox.endpoint));
  }
  await sandbox.close();
  return Object.fromEntries(
    Object.entries(results).map(([name, values]) => [name, spreadOf(values)]),
  );
};

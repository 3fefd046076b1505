import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Sandbox } from '../../start.ts';
import type { Cloud } from '../cloud.ts';
import type { Row } from '../story.ts';
import { consume } from '../user.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const FOLDER = path.join(ROOT, 'examples/consumers');

/** The queue that rule.template.json of the examples makes. */
const ACTIVATED_QUEUE = 'activated';
/** The queue that the worker reads. */
const WORKER_QUEUE = 'facts';
const ACTIVATED = 'peerflow:Connection:Activated';

interface Script {
  /** Resolves with the first line that has a text in it. */
  said(text: string): Promise<string>;
  readonly child: ChildProcess;
}

const run = (script: string, env: Readonly<Record<string, string>>): Script => {
  const child = spawn(process.execPath, [path.join(FOLDER, script)], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines: string[] = [];
  const input = createInterface({ input: child.stdout });
  input.on('line', (line) => lines.push(line));
  const said = async (text: string): Promise<string> => {
    const found = () => lines.find((line) => line.includes(text));
    while (found() === undefined) await once(input, 'line');
    return found() ?? '';
  };
  return { said, child };
};

const workerOf = ({ accountId, regionId, endpoint, keys }: Cloud): Script =>
  run('queue-worker.mjs', {
    ALIBABA_CLOUD_ACCOUNT_ID: accountId,
    ALIBABA_CLOUD_ACCESS_KEY_ID: keys.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: keys.accessKeySecret,
    PEERFLOW_REGION: regionId,
    PEERFLOW_ENDPOINT: endpoint,
    EVENTS_QUEUE: WORKER_QUEUE,
  });

/** The first event that the rule of the examples led into its queue; rejects when it is stopped before. */
const ruled = (cloud: Cloud, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    const take = (text: string): void => {
      const { type, id } = Object(JSON.parse(text));
      resolve(`${type} ${id}`);
    };
    consume(cloud, ACTIVATED_QUEUE, take, signal).catch(reject);
  });

/** The VPC that a connection of the story begins at. */
const vpcOf = (rows: readonly Row[]): string => {
  const { connection } = Object(rows[0]?.event?.data);
  return String(connection?.vpc?.vpcId);
};

/** Resolves when a VPC has the tag that the chained function gives it. */
const tagged = ({ world, journal }: Sandbox, vpcId: string): Promise<string> =>
  new Promise((resolve) => {
    const check = (): void => {
      const neighbour = world.vpc(vpcId)?.tags['peered-with'];
      if (neighbour !== undefined) resolve(`${vpcId} has the tag peered-with=${neighbour}`);
    };
    journal.follow(check);
    check();
  });

/** The consumers of examples/consumers: a chained function, a rule, a queue worker, a webhook receiver. */
export const startConsumers = async () => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const webhook = run('webhook.mjs', { PEERFLOW_WEBHOOK_SECRET: secret, PORT: '0' });
  const children = [webhook.child];
  const port = (await webhook.said('port ')).replace('port ', '');
  return {
    /** Environment of the functions, and sinks beside those of the demo. */
    env: { PEERFLOW_WEBHOOK_SECRET: secret, PEERFLOW_WEBHOOK_ALLOW: '127.0.0.1' },
    sinks: `mns://queues/${WORKER_QUEUE} fc://peered#types=Activated http://127.0.0.1:${port}/`,
    /** Comes in when the cloud is there; what it returns shows what the consumers did. */
    join: (cloud: Cloud, sandbox: Sandbox, signal: AbortSignal) => {
      const worker = workerOf(cloud);
      children.push(worker.child);
      const first = ruled(cloud, signal);
      // It may fail while it is not awaited.
      first.catch(() => undefined);
      return async (rows: readonly Row[], write: (line: string) => void): Promise<void> => {
        const effects = [
          ['function peered', tagged(sandbox, vpcOf(rows))],
          [`rule to queue ${ACTIVATED_QUEUE}`, first],
          ['queue worker', worker.said(ACTIVATED)],
          ['webhook receiver', webhook.said(ACTIVATED)],
        ] as const;
        for (const [consumer, effect] of effects) write(`${consumer}: ${await effect}`);
      };
    },
    stop: (): void => {
      for (const child of children) child.kill();
    },
  };
};

/** What the demo has beside Peerflow while it runs. */
export type Consumers = Awaited<ReturnType<typeof startConsumers>>;

import { fork } from 'node:child_process';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CREATING } from '../../build/cache/answers.ts';
import { create, httpCall } from '../../build/cache/rehearsals.ts';
import { startService } from '../integration/sinks/service.ts';
import { DIST } from './functions.ts';

const told = v.object({ statusCode: v.number(), files: v.array(v.string()) });

let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  service = await startService(({ headers, url }) => {
    const { status = 200, body } = CREATING[String(headers['x-acs-action'] ?? url)] ?? {};
    return { status, body: JSON.stringify(body ?? {}) };
  });
});
afterAll(() => service.stop());

/** The answer to a create that is not the first of its process, and the source files that it ran through. */
const secondCreate = (): Promise<v.InferOutput<typeof told>> =>
  new Promise((resolve, reject) => {
    const event = JSON.stringify(httpCall('POST', '/peerings', create));
    const files = [path.join(DIST, 'request'), path.join(`${DIST}-maps`, 'request.js.map')];
    const child = fork(
      path.join(import.meta.dirname, 'files-child.cjs'),
      [...files, event, event],
      {
        env: {
          PATH: process.env.PATH ?? '',
          PEERFLOW_LOG_LEVEL: 'error',
          PEERFLOW_SINKS: 'eventbridge://facts',
          PEERFLOW_ENDPOINT: `http://${service.host}`,
        },
        execArgv: [],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    );
    child.once('message', (message) => resolve(v.parse(told, message)));
    child.once('exit', (code) => reject(new Error(`The child ended with ${code}`)));
  });

describe('a create over HTTP', () => {
  it('runs through fewer than 50 files of lib, its events and tasks included', async () => {
    const { statusCode, files } = await secondCreate();

    expect(statusCode).toBe(202);
    const ours = files.filter((file) => file.startsWith('../lib/'));
    expect(ours).toContain('../lib/peering/commands/create/create.ts');
    expect(ours).toContain('../lib/sinks/eventbridge.ts');
    expect(ours.length, ours.join(' ')).toBeLessThan(50);
  });
});

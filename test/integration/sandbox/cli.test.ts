import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const FOLDER = path.resolve(import.meta.dirname, '../../../sandbox/cli');
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

/** Runs a command as npm does; `said` resolves when its output has a text in it. */
const run = (command: string, ...words: string[]) => {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(FOLDER, command), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const listeners = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const said = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const check = () => {
        if (output.includes(text)) resolve(output);
      };
      listeners.add(check);
      check();
    });
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, output }));
  return { child, said, ended };
};

describe('npm run sandbox', () => {
  it('says where it listens and with which keys, answers there, and stops on Ctrl-C', async () => {
    const { child, said, ended } = run('sandbox.ts', '--port', '0');
    const greeting = await said('Ctrl-C stops it');
    expect(greeting).toContain('LTAIsandboxrequester');
    const url = /export PEERFLOW_ENDPOINT=(\S+)/.exec(greeting)?.[1] ?? '';
    const response = await fetch(`${url}/nothing`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ Code: 'NotFound' });
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, output: expect.stringContaining('Stopping') });
  });

  it('explains a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, output } = await run('sandbox.ts', '--port', String(port)).ended;
    server.close();
    expect(code).toBe(1);
    expect(output).toContain(`Port ${port} is in use`);
    expect(output).not.toContain('    at ');
  });

  it.each(['sandbox.ts', 'start.ts'])(
    '%s shows its usage for what it does not know',
    async (file) => {
      const { code, output } = await run(file, '--nope').ended;
      expect(code).toBe(1);
      expect(output).toContain('--nope');
      expect(output).toContain('Usage:');
    },
  );
});

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { run } from './run.ts';

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
});

describe.each([
  ['sandbox.ts', []],
  ['start.ts', ['--no-build']],
])('%s', (file, words) => {
  it('explains a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, output } = await run(file, ...words, '--port', String(port)).ended;
    server.close();
    expect(code).toBe(1);
    expect(output).toContain(`Port ${port} is in use`);
    expect(output).not.toContain('    at ');
  });
});

describe('both, which share their reading of words and files', () => {
  it.each([
    [['--nope'], ['--nope', 'Usage:']],
    [['stray'], ['Usage:']],
    [['--port', 'x'], ['A port is 0 to 65535']],
    [['--port'], ['--port', 'Usage:']],
    [
      ['--port', '70000'],
      ['70000', 'A port is 0 to 65535', 'Usage:'],
    ],
    [['--fixture', 'nowhere.json'], ['nowhere.json cannot be read: there is no such file']],
    [['--fixture', 'README.md'], ['README.md is not JSON']],
    [
      ['--fixture', 'examples/hub-and-spoke1.json'],
      ['The fixture is wrong', '/accounts: Invalid key', '/regions: Invalid key'],
    ],
  ])('says what is wrong with %j', async (words, says) => {
    const { code, output } = await run('sandbox.ts', ...words).ended;
    expect(code).toBe(1);
    for (const text of says) expect(output).toContain(text);
    expect(output).not.toContain('    at ');
  });
});

describe('npm start', () => {
  it('deploys under the name and stage of the shell, whose tools have variables of their own', async () => {
    vi.stubEnv('PEERFLOW_NAME', 'net');
    vi.stubEnv('PEERFLOW_STAGE', '-dev');
    vi.stubEnv('PEERFLOW_REGION', 'cn-beijing');
    vi.stubEnv('PEERFLOW_URL', 'http://127.0.0.1:9');
    const { child, said, ended } = run('start.ts', '--no-build', '--port', '0');
    vi.unstubAllEnvs();
    const greeting = await said('Ctrl-C stops it');
    expect(greeting).toContain('Deployed: net-dev-request, ');
    const line = /^ {2}(curl .*\/peerings)$/m.exec(greeting)?.[1] ?? '';
    await promisify(execFile)('bash', ['-c', `${line} --silent`]);
    child.kill('SIGINT');
    const { output } = await ended;
    expect(output).toContain('GET /peerings 200');
    expect(output).not.toContain('"level":"warn","msg":"PEERFLOW_');
  });

  it('prints a curl line that works', async () => {
    const { child, said, ended } = run('start.ts', '--no-build', '--port', '0');
    const greeting = await said('Ctrl-C stops it');
    const line = /^ {2}(curl .*)$/m.exec(greeting)?.[1] ?? '';
    const { stdout } = await promisify(execFile)('bash', ['-c', `${line} --silent`]);
    expect(stdout).toMatch(/^HTTP\/1\.1 202 /);
    expect(stdout).toMatch(/"instanceId":"pcc-[a-z0-9]+"/);
    await said('peerflow:Connection:Activated');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0 });
  });
});

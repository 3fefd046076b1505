import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { descendantsOf, isAlive, isRunning, run } from './run.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'demo-test-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** A file of a user's own; text as it is, anything else as JSON. */
const file = async (name: string, content: unknown): Promise<string> => {
  const where = path.join(folder, name);
  await writeFile(where, typeof content === 'string' ? content : JSON.stringify(content));
  return where;
};

const REQUEST = { regionId: 'cn-hangzhou', vpcId: 'vpc-spoke1', acceptingVpcId: 'vpc-spoke2' };

/** The bundles were built before the tests; building them anew would pull them away from others. */
const demo = (...words: string[]) => run('demo.ts', '--no-build', ...words);

describe.concurrent('npm run demo', () => {
  it('sends requests three ways, shows what happens, and ends when every event arrived', async () => {
    const { code, output } = await demo().ended;
    expect(code).toBe(0);
    for (const text of [
      'SendMessage to peerflow-requests with beijing-apps-and-data.json',
      'putEvents to default with landing-zone-account-ready.json',
      'POST /peerings with hub-and-spoke1.json',
      'CreateVpcPeerConnection 200 pcc-',
      'Creating → Activated',
      'Every expected event arrived.',
    ])
      expect(output).toContain(text);
    const facts = output.match(
      /fact .*: peerflow:Connection:Activated, id pcc-\w+-Activated, [\d.]+ s after it was sent/g,
    );
    expect(facts).toHaveLength(5);
    const received = output.match(
      /queue +peerflow-events: peerflow:Connection:Activated pcc-\w+-Activated/g,
    );
    expect(received?.length).toBeGreaterThanOrEqual(5);
    // A pipe gets plain lines.
    expect(output).not.toContain('\u001b');
  });

  it('sends a file of the user’s own', async () => {
    const own = await file('own.json', REQUEST);
    const { code, output } = await demo(own).ended;
    expect(code).toBe(0);
    expect(output).toMatch(/fact +own: peerflow:Connection:Activated, id pcc-/);
    expect(output).not.toContain('hub-and-spoke1');
  });

  it('makes routes, and ends with the route tables of both VPCs', async () => {
    const { code, output } = await demo('--routes').ended;
    expect(code).toBe(0);
    expect(output).toMatch(
      /fact +hub-and-spoke1-routed: peerflow:Routes:Ready, id pcc-\w+-RoutesReady-/,
    );
    for (const [table, destination] of [
      ['vtb-hub (System) of vpc-hub', '10.1.0.0/16'],
      ['vtb-hub-dmz (Custom) of vpc-hub', '10.1.0.0/16'],
      ['vtb-spoke1 (System) of vpc-spoke1', '10.100.0.0/16'],
    ] as const) {
      const shown = output.slice(output.indexOf(table));
      expect(shown.split(' of vpc-')[1]).toMatch(
        new RegExp(`${destination} +VpcPeer pcc-\\w+ +Available +peerflow-[0-9a-f]{16}`),
      );
    }
  });

  it('answers a wrong file with every finding', async () => {
    const wrong = await file('wrong.json', { ...REQUEST, vpcId: 7, bandwith: 100, name: 'x' });
    const { code, output } = await demo(wrong).ended;
    expect(code).toBe(1);
    expect(output).toContain('wrong: HTTP 400 InvalidRequest');
    for (const finding of ['/vpcId ', '/bandwith ', '/name ']) expect(output).toContain(finding);
    expect(output).toContain('bandwidth');
  });

  it.each<[string, string | undefined, string]>([
    ['nowhere.json', undefined, 'cannot be read: there is no such file'],
    ['.', undefined, 'it is a folder; name a JSON file'],
    ['empty.json', ' \n', 'is empty'],
    ['text.json', '{\n  "vpcId": vpc-1\n}', 'is not JSON: '],
    ['--cross', undefined, 'Usage:'],
  ])('says in a line what is wrong with %s', async (name, content, says) => {
    const isOption = name.startsWith('--');
    const where = content === undefined ? path.join(folder, name) : await file(name, content);
    const { code, output } = await demo(isOption ? name : where).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^demo: /);
    expect(output).toContain(says);
    expect(output).not.toContain('    at ');
    expect(output).not.toContain('Starting');
  });
});

describe.concurrent('a demo in which something is killed', () => {
  /** A demo with a connection under way, and everything it started. */
  const underWay = async (moment = 'new → Creating') => {
    const own = await file('own.json', REQUEST);
    const started = demo(own);
    await started.said(moment);
    const all = descendantsOf(started.pid);
    const [server = 0] = all.filter((pid) => isRunning(pid, 'demo/server/main.ts'));
    const [instance = 0] = all.filter((pid) => isRunning(pid, 'bootstrap/runtime.cjs'));
    expect(Math.min(server, instance)).toBeGreaterThan(0);
    return { ...started, server, instance, all };
  };

  const expectGone = (pids: readonly number[]) =>
    vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 20_000 });

  it.each([
    ['while it is asked', 'new → Creating'],
    ['while events are waited for', 'POST /peerings 202'],
  ])('says that its sandbox ended %s', async (_, moment) => {
    const { server, all, ended } = await underWay(moment);
    process.kill(server, 'SIGKILL');
    const { code, output } = await ended;
    expect(code).toBe(1);
    expect(output).toContain('demo: the sandbox ended in the middle of the demo (SIGKILL)');
    await expectGone(all);
  });

  it('says that a function ended', async () => {
    const { instance, all, ended } = await underWay();
    process.kill(instance, 'SIGKILL');
    const { code, output } = await ended;
    expect(code).toBe(1);
    expect(output).toMatch(/demo: peerflow-\w+: a process ended by itself \(SIGKILL\)/);
    await expectGone(all);
  });

  it('leaves nothing behind when it is killed itself', async () => {
    const { child, all, ended } = await underWay();
    child.kill('SIGKILL');
    await ended;
    await expectGone(all);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const { child, all, ended } = await underWay();
    child.kill('SIGINT');
    expect((await ended).code).not.toBe(0);
    await expectGone(all);
  });
});

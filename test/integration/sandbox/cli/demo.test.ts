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
const EVENT = {
  id: 'own-1',
  source: 'own',
  specversion: '1.0',
  type: 'peering:Connection:Requested',
  data: REQUEST,
};

/**
 * The bundles were built before the tests; building them anew would pull them away from others. How long
 * the machine takes says nothing about the demo.
 */
const demo = (...words: string[]) => run('demo.ts', '--no-build', '--wait', '999', ...words);

describe.concurrent('npm run demo', () => {
  it('sends requests three ways, and ends when every event arrived', async () => {
    const { code, output } = await demo().ended;
    expect(code).toBe(0);
    for (const text of [
      'beijing-apps-and-data (queue peerflow-requests): sent',
      'landing-zone-account-ready (bus peerflow): sent',
      'hub-and-spoke1 (HTTP): sent',
      '5 requests: 5 done.',
    ])
      expect(output).toContain(text);
    const facts = output.match(
      /fact +[\w-]+: Activated, event pcc-\w+-Activated, [\d.]+ s after it was sent/g,
    );
    expect(facts).toHaveLength(5);
    // A pipe gets plain lines, and what happens in the cloud is for those who ask.
    expect(output).not.toContain('\u001b');
    expect(output).not.toContain('CreateVpcPeerConnection');
  });

  it('shows everything that happens to who asks, in the order of the times', async () => {
    const own = await file('own.json', REQUEST);
    const { code, output } = await demo('--verbose', own).ended;
    expect(code).toBe(0);
    for (const text of ['api     CreateVpcPeerConnection 200 pcc-', 'Creating → Activated'])
      expect(output).toContain(text);
    const times = [...output.matchAll(/^ *\+([\d.]+) s /gm)].map(([, time]) => Number(time));
    expect(times.length).toBeGreaterThan(10);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('sends files of the user’s own through the doors that their shapes ask for', async () => {
    const { code, output } = await demo(
      await file('event.json', EVENT),
      await file('list.json', [REQUEST, { ...REQUEST, vpcId: 'vpc-hub', requestId: 'own-2' }]),
      await file('action.json', { action: 'create', ...REQUEST }),
      await file('bom.json', `\ufeff${JSON.stringify(REQUEST)}`),
    ).ended;
    for (const text of [
      'event (bus peerflow): sent',
      'list-0 (queue peerflow-requests): sent',
      'list-1 (queue peerflow-requests): sent',
      'list-1: Activated',
      'action (queue peerflow-requests): sent',
      'bom (HTTP): sent',
      '5 requests: 5 done.',
    ])
      expect(output).toContain(text);
    expect(output).not.toContain('hub-and-spoke1');
    expect(code).toBe(0);
  });

  it('names who has to accept, and calls that no failure', async () => {
    const own = await file('partner.json', {
      ...{ regionId: 'cn-hangzhou', vpcId: 'vpc-hub', acceptingVpcId: 'vpc-partner' },
      acceptingAliUid: '253460731706911258',
    });
    const { code, output } = await demo('--cross-account', own).ended;
    expect(output).toContain('partner: waits for account 253460731706911258 to accept');
    expect(output).toContain('1 request: 1 waiting for somebody else.');
    expect(code).toBe(0);
  });

  it('makes routes, and ends with the route tables of both VPCs', async () => {
    const { code, output } = await demo('--routes').ended;
    expect(code).toBe(0);
    expect(output).toMatch(/fact +hub-and-spoke1-routed: Routes:Ready, event pcc-\w+-RoutesReady-/);
    for (const [table, destination] of [
      ['vtb-hub (System) of vpc-hub', '10.1.0.0/16'],
      ['vtb-hub-dmz (Custom) of vpc-hub', '10.1.0.0/16'],
      ['vtb-spoke1 (System) of vpc-spoke1', '10.100.0.0/16'],
    ] as const) {
      const shown = output.slice(output.lastIndexOf(table));
      expect(shown.split(' of vpc-')[1]).toMatch(
        new RegExp(`${destination} +VpcPeer pcc-\\w+ +Available +peerflow`),
      );
    }
  });

  it('shows what the consumers of the examples did with the event', async () => {
    const { code, output } = await demo('--chain').ended;
    expect(output).toMatch(/^function peered: vpc-hub has the tag peered-with=vpc-spoke1$/m);
    for (const consumer of ['rule to queue activated', 'queue worker', 'webhook receiver'])
      expect(output).toMatch(
        new RegExp(`^${consumer}: .*peerflow:Connection:Activated pcc-\\w+`, 'm'),
      );
    expect(code).toBe(0);
  });

  it('ends when a message is refused while its function still runs', async () => {
    const { code, output } = await demo(await file('of-none.json', [])).ended;
    expect(output).toContain('of-none: Rejected');
    expect(output).toContain('1 request: 1 failed.');
    expect(code).toBe(1);
  });

  it('says what is wrong with requests, and which VPCs there are', async () => {
    const wrong = await file('wrong.json', { ...REQUEST, vpcId: 7, bandwith: 100, name: 'x' });
    const nope = await file('nope.json', { ...REQUEST, vpcId: 'vpc-nope' });
    const { code, output } = await demo(wrong, nope).ended;
    expect(code).toBe(1);
    expect(output).toContain('wrong: refused: HTTP 400 InvalidRequest');
    for (const finding of ['/vpcId ', '/bandwith ', '/name ']) expect(output).toContain(finding);
    expect(output).toContain('bandwidth');
    expect(output).toContain('The sandbox has no vpc-nope. It has these VPCs:');
    expect(output).toMatch(/^ vpc-hub +cn-hangzhou +1210123456123456 +10\.0\.0\.0\/16 +hub$/m);
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
  const underWay = async () => {
    const own = await file('own.json', REQUEST);
    const started = demo('--verbose', own);
    await started.said('new → Creating');
    const all = descendantsOf(started.pid);
    const [instance = 0] = all.filter((pid) => isRunning(pid, 'bootstrap/runtime.cjs'));
    expect(instance).toBeGreaterThan(0);
    return { ...started, instance, all };
  };

  const expectGone = (pids: readonly number[]) =>
    vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 20_000 });

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

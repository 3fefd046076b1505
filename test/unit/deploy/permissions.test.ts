import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACCEPTER_ROLE_PERMISSION, FUNCTIONS, PERMISSIONS } from '../../../deploy/permissions.ts';
import { resolvedStatements } from '../../../deploy/policies.ts';
import { SINK_KINDS } from '../../../deploy/sinks.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Operations that the clients offer and no function calls, each with the reason. */
const WITHOUT_A_RIGHT: Readonly<Record<string, string>> = {
  GetCallerIdentity: 'needs no right',
  MoveResourceGroup: 'part of the API client; no command moves connections',
};

const VERBS =
  'Accept|Assume|ChangeMessage|Create|Delete|Describe|Get|Invoke|List|Modify|MoveResource|Peek|Publish|Put|Receive|Reject|Send|TagResource|UnTagResource';
const QUOTED = new RegExp(`'(?:Batch)?((?:${VERBS})[A-Za-z]+)'`, 'g');
const CALLED = new RegExp(
  `\\bclient\\.(?:batch)?((?:${VERBS})[A-Za-z]+?)(?:WithOptions)?\\(`,
  'gi',
);

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const operationsIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((each) => each.endsWith('.ts'))
    .map((each) => readFileSync(join(ROOT, folder, each), 'utf8'))
    .flatMap((source) => [...source.matchAll(QUOTED), ...source.matchAll(CALLED)])
    .flatMap(([, name]) => (name === undefined ? [] : [capital(name)]));

const called = new Set([...operationsIn('lib/aliyun'), ...operationsIn('lib/sinks')]);

const granted = new Set(
  [...PERMISSIONS, ACCEPTER_ROLE_PERMISSION, ...SINK_KINDS.flatMap((each) => each.permissions)]
    .filter((each) => each.platform !== true)
    .map(({ action }) => action.replace(/^\w+:/, '')),
);

describe('the table of permissions', () => {
  it('grants every operation that the clients call', () => {
    const missing = [...called].filter((each) => !granted.has(each) && !(each in WITHOUT_A_RIGHT));
    expect(missing).toEqual([]);
  });

  it('grants nothing that no client calls', () => {
    const idle = [...granted].filter((each) => !called.has(each));
    expect(idle).toEqual([]);
  });

  it('excuses no operation that is granted after all', () => {
    expect(Object.keys(WITHOUT_A_RIGHT).filter((each) => granted.has(each))).toEqual([]);
  });

  it('gives a reason for every right, and grants no wildcard action', () => {
    for (const each of PERMISSIONS) {
      expect(each.action).toMatch(/^(vpc|fc|mns|eventbridge|log):[A-Z][A-Za-z]+$/);
      expect(each.why.length, each.action).toBeGreaterThan(3);
      expect(each.by.length, each.action).toBeGreaterThan(0);
    }
  });
});

describe('the rights of one deployment', () => {
  const values = { region: 'cn-hangzhou', account: '1000000000000001', name: 'peerflow-dev' };
  const allowed = (name: (typeof FUNCTIONS)[number], more = {}): string[] =>
    resolvedStatements(name, { ...values, ...more }).flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)),
    );

  it('leave no placeholder', () => {
    const all = FUNCTIONS.flatMap((name) => allowed(name, { accepterRole: 'acs:ram::2:role/a' }));
    expect(all.filter((each) => /[{}]/.test(each))).toEqual([]);
  });

  it('let only the poller take messages, and only from the failure queue', () => {
    for (const name of FUNCTIONS) {
      const takes = allowed(name).filter((each) => each.startsWith('mns:ReceiveMessage'));
      const failed =
        'mns:ReceiveMessage acs:mns:cn-hangzhou:1000000000000001:/queues/peerflow-dev-failed/messages';
      expect(takes).toEqual(name === 'poller' ? [failed] : []);
    }
  });

  it('let only the router write routes', () => {
    const writers = FUNCTIONS.filter((name) =>
      allowed(name).some((each) => /^vpc:(Create|Delete)RouteEntr/.test(each)),
    );
    expect(writers).toEqual(['router']);
  });

  it('let nobody send to the queue of dead letters or to the requests queue', () => {
    const sends = FUNCTIONS.flatMap((name) => allowed(name))
      .filter((each) => each.startsWith('mns:SendMessage'))
      .map((each) => each.replace(/.*\/queues\/peerflow-dev-(\w+)\/messages$/, '$1'));
    expect([...new Set(sends)].sort()).toEqual(['failed', 'parked']);
  });

  it('let the request function, worker, accepter and router speak for the other account', () => {
    const accepterRole = 'acs:ram::2:role/peerflow-accepter';
    const assuming = FUNCTIONS.filter((name) =>
      allowed(name, { accepterRole }).includes(`sts:AssumeRole ${accepterRole}`),
    );
    expect(assuming).toEqual(['request', 'worker', 'accepter', 'router']);
    expect(FUNCTIONS.flatMap((name) => allowed(name)).join()).not.toContain('sts:');
  });

  it.each(FUNCTIONS)('for %s grow by exactly one sink', (name) => {
    const before = allowed(name);
    const after = allowed(name, { sinks: { SinkQueues: ['facts'] } });
    const added = after.filter((each) => !before.includes(each));
    const queue = 'acs:mns:cn-hangzhou:1000000000000001:/queues/facts';
    const health = name === 'request' ? [`mns:GetQueueAttributes ${queue}`] : [];
    expect(added).toEqual([`mns:SendMessage ${queue}/messages`, ...health]);
  });

  it.each(FUNCTIONS)('for %s fit into one RAM policy', (name) => {
    const document = { Version: '1', Statement: resolvedStatements(name, values) };
    expect(JSON.stringify(document).length).toBeLessThan(6144);
  });
});

import { describe, expect, it } from 'vitest';
import { change } from '../../../../lib/peering/commands/change.ts';
import type { Connection } from '../../../../lib/peering/model/connection.ts';
import type { NetworkApi, RouteEntry, RouteTable } from '../../../../lib/peering/network/model.ts';
import { apiError } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';
import { codeOf, deleteRequest, FIRST, itemOf, outcomeOf } from './items.ts';

const ENTRIES_EXIST = apiError('OperationDenied.RouteEntryExist');
const PASSED = apiError('DryRunOperation');

const TABLE: RouteTable = {
  routeTableId: 'vtb-1',
  routeTableType: 'System',
  associateType: 'VSwitch',
  status: 'Available',
  vSwitchIds: [],
  tags: [],
};

/** An entry that somebody made by hand. */
const FOREIGN: RouteEntry = {
  routeEntryId: 'rte-1',
  routeTableId: 'vtb-1',
  destinationCidrBlock: '10.9.0.0/16',
  status: 'Available',
  type: 'Custom',
  nextHops: [{ nextHopId: 'pcc-1', nextHopType: 'VpcPeer' }],
};

const unused = async (): Promise<never> => {
  throw new Error('was not expected');
};

const networkWith = (entries: readonly RouteEntry[] | Error): NetworkApi => ({
  vpc: unused,
  vSwitches: async () => [],
  routeTables: async () => [TABLE],
  routeEntries: async () => {
    if (entries instanceof Error) throw entries;
    return entries;
  },
  createRouteEntry: unused,
  createRouteEntries: unused,
  deleteRouteEntries: unused,
});

const routed = (tags: Connection['tags'] = ourTags('maker', 'Activated', { routes: 'both' })) =>
  connectionIn('Activated', { instanceId: 'pcc-1', tags });
const plain = routed(ourTags('maker', 'Activated'));

const engineWith = (connection: Connection, entries: readonly RouteEntry[] | Error = []) =>
  engine({
    connections: [connection],
    context: { network: async () => networkWith(entries) },
  });

const item = itemOf(deleteRequest);
const forced = itemOf({ ...deleteRequest, force: true });
const dry = itemOf({ ...deleteRequest, dryRun: true });

describe('a delete of a connection that has routes, or may have', () => {
  const withoutOptions = routed(ourTags('maker').filter(({ key }) => key !== 'peerflow:options'));

  it.each([
    ['has', routed()],
    ['may have', withoutOptions],
  ])('goes to the router where it %s some: nothing is deleted before', async (_, connection) => {
    const it = engineWith(connection);
    expect(outcomeOf(await change(it.ctx, item, FIRST))).toMatchObject({
      outcome: 'queued',
      requestId: 'request-0',
      instanceId: 'pcc-1',
      connection: { instanceId: 'pcc-1', status: 'Activated', tags: [] },
    });
    expect(it.effects()).toEqual(['task routes']);
    expect(it.enqueued('routes')).toMatchObject([
      { instanceId: 'pcc-1', purpose: 'delete', ownerRequestId: 'maker' },
    ]);
  });

  it('is refused for an entry of somebody else', async () => {
    const it = engineWith(routed(), [FOREIGN]);
    expect(outcomeOf(await change(it.ctx, item, FIRST))).toMatchObject({
      outcome: 'failed',
      failure: { code: 'OperationDenied.RouteEntryExist' },
      findings: [{ severity: expect.any(String) }],
    });
    expect(it.effects()).toEqual([]);
  });

  it('waits while the tables cannot be read for a reason that passes', async () => {
    const it = engineWith(routed(), apiError('ServiceUnavailable', 503));
    expect(await change(it.ctx, item, FIRST)).toMatchObject({ kind: 'wait', reason: 'transient' });
    expect(it.effects()).toEqual([]);
  });

  it('is made at once with `force`, whatever leads there', async () => {
    const it = engineWith(routed(), [FOREIGN]);
    expect(outcomeOf(await change(it.ctx, forced, FIRST)).outcome).toBe('done');
    expect(it.effects()).toEqual(['task watch', 'delete']);
  });
});

describe('a delete that the API refuses for route entries', () => {
  it('goes to the router, though none were wanted', async () => {
    const it = engineWith(plain);
    it.cloud.fail('delete', ENTRIES_EXIST, 1);
    expect(outcomeOf(await change(it.ctx, item, FIRST)).outcome).toBe('queued');
    expect(it.enqueued('routes')).toHaveLength(1);
  });

  it('fails with `force`, which the API heeds itself', async () => {
    const it = engineWith(plain);
    it.cloud.fail('delete', ENTRIES_EXIST);
    expect(codeOf(await change(it.ctx, forced, FIRST))).toBe(ENTRIES_EXIST.code);
    expect(it.enqueued('routes')).toEqual([]);
  });

  it('waits while the tables cannot be read, and is followed once, however often it is tried', async () => {
    const it = engineWith(plain, apiError('ServiceUnavailable', 503));
    it.cloud.fail('delete', ENTRIES_EXIST);
    const first = await change(it.ctx, item, FIRST);
    expect(first).toMatchObject({ kind: 'wait', carry: { lastSeen: { instanceId: 'pcc-1' } } });
    const carry = first.kind === 'wait' ? first.carry : {};
    expect(await change(it.ctx, { ...item, ...carry }, FIRST)).toMatchObject({ kind: 'wait' });
    expect(it.enqueued('watch')).toHaveLength(1);
  });

  it('is refused where the entries cannot be seen from here', async () => {
    const it = engineWith(plain, apiError('Forbidden.RAM', 403));
    it.cloud.fail('delete', ENTRIES_EXIST, 1);
    expect(codeOf(await change(it.ctx, item, FIRST))).toBe('RouteConflict');
    expect(it.enqueued('routes')).toEqual([]);
  });
});

describe('a dry run of a delete', () => {
  it.each([
    ['with routes', routed(), PASSED],
    ['whose entries the API reports', plain, ENTRIES_EXIST],
  ])('%s looks at them, and says what is in the way', async (_, connection, answer) => {
    const free = engineWith(connection);
    free.cloud.fail('delete', answer);
    expect(outcomeOf(await change(free.ctx, dry, FIRST))).toMatchObject({
      outcome: 'dry-run',
      policy: { rule: 'all' },
      findings: [],
    });
    const blocked = engineWith(connection, [FOREIGN]);
    blocked.cloud.fail('delete', answer);
    expect(codeOf(await change(blocked.ctx, dry, FIRST))).toBe(ENTRIES_EXIST.code);
    const unread = engineWith(connection, apiError('ServiceUnavailable', 503));
    unread.cloud.fail('delete', answer);
    expect(await change(unread.ctx, dry, FIRST)).toMatchObject({ kind: 'wait' });
    for (const each of [free, blocked, unread]) expect(each.effects()).toEqual(['delete dry']);
  });

  it('with `force` asks the API alone', async () => {
    const dryForced = itemOf({ ...deleteRequest, dryRun: true, force: true });
    const it = engineWith(routed(), [FOREIGN]);
    it.cloud.fail('delete', PASSED);
    expect(outcomeOf(await change(it.ctx, dryForced, FIRST))).toMatchObject({ findings: [] });
    const refused = engineWith(routed(), [FOREIGN]);
    refused.cloud.fail('delete', ENTRIES_EXIST);
    expect(codeOf(await change(refused.ctx, dryForced, FIRST))).toBe(ENTRIES_EXIST.code);
    expect(it.cloud.inputs.at(-1)?.input).toMatchObject({ force: true, dryRun: true });
  });
});

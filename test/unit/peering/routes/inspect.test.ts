import { describe, expect, it } from 'vitest';
import {
  type InspectOptions,
  inspectRemoval,
} from '../../../../lib/peering/routes/removal/inspect.ts';
import { over, routed } from './removing.ts';
import { BOTH, bothMade, type Router, type RouterOptions, router, unreadable } from './router.ts';
import { entry, hopTo, ourEntry } from './samples.ts';

const blind = { status: 403, id: 'vpc-b' };

const inspect = (it: Router, more: Partial<InspectOptions> = {}) =>
  inspectRemoval(it.ctx, it.connection(), { isWriter: true, ...more });
const tried = (it: Router) => it.journal.filter((each) => each.startsWith('try'));

describe('a look before routes are taken away', () => {
  it('records every entry of ours that leads there, and says that it goes', async () => {
    const it = routed();
    expect(await inspect(it)).toMatchObject({
      kind: 'ready',
      ours: [
        { side: 'requester', routeTableIds: ['vtb-a'], destinations: ['10.2.0.0/16'] },
        { side: 'accepter', routeTableIds: ['vtb-b'], destinations: ['10.1.0.0/16'] },
      ],
      findings: [{ code: 'RoutesRemoved', evidence: { count: 2 } }],
    });
    expect(tried(it)).toEqual(BOTH.map((each) => `try ${each}`));
  });

  it('leaves out entries of ours that lead to another connection, and those of others', async () => {
    const it = router();
    it.network.entries.push(
      ourEntry('vtb-a', '10.2.0.0/16', hopTo('pcc-other', '10.2.0.0/16')),
      entry('vtb-a', '10.3.0.0/16'),
      entry('vtb-b', '10.7.0.0/16', { ...over, status: 'Deleting' }),
    );
    expect(await inspect(it)).toEqual({ kind: 'ready', ours: [], findings: [] });
  });

  it('tries nothing where it may not write, nor what is not Available', async () => {
    const reader = routed();
    expect((await inspect(reader, { isWriter: false })).kind).toBe('ready');
    expect(tried(reader)).toEqual([]);
    const it = router();
    it.network.entries.push(
      ourEntry('vtb-a', '10.2.0.0/16', { status: 'Deleting' }),
      ourEntry('vtb-a', '10.3.0.0/16'),
    );
    await inspect(it);
    expect(tried(it)).toEqual(['try vtb-a 10.3.0.0/16']);
  });

  it.each([
    ['InvalidRouteEntry.NotFound', 'ready'],
    ['VPC_ROUTE_ENTRY_STATUS_ERROR', 'wait'],
    ['OperationDenied.DeleteManagedRouteEntry', 'refused'],
  ])('goes by what the API says of one entry: %s, %s', async (code, kind) => {
    const it = routed();
    it.network.refusedDeletes.set('10.1.0.0/16', code);
    expect(await inspect(it)).toMatchObject(
      kind === 'refused' ? { kind, failure: { code }, findings: [] } : { kind },
    );
  });

  it.each([
    ['Throttling.User', 429, 'wait'],
    ['InvalidRouteTableId.NotFound', 404, 'ready'],
    ['Forbidden.RAM', 403, 'refused'],
  ])('goes by what the API says of the call: %s %i, %s', async (code, status, kind) => {
    const it = routed();
    it.network.fail('deleteRouteEntries', code, { status, id: 'vtb-b' });
    expect((await inspect(it)).kind).toBe(kind);
  });

  it.each([
    [1, 1, ''],
    [5, 5, ''],
    [7, 5, ' and 2 more'],
  ])('names of %i entries of others %i', async (count, named, more) => {
    const it = routed();
    for (let at = 0; at < count; at++)
      it.network.entries.push(entry('vtb-a', `10.${at + 100}.0.0/16`, over));
    const found = await inspect(it);
    if (found.kind !== 'refused') throw new Error(found.kind);
    expect(found.failure.message.split('; ')).toHaveLength(named);
    expect(found.failure.message.endsWith(`)${more}.`)).toBe(true);
    expect(found.findings).toMatchObject([{ code: 'RouteNotOurs', evidence: { count } }]);
  });

  it('waits while a side cannot be read for a reason that passes, for so long as it may', async () => {
    const it = routed();
    it.network.fail('routeTables', 'ServiceUnavailable', { status: 503, times: 4 });
    expect((await inspect(it)).kind).toBe('ready');
    it.network.fail('routeTables', 'ServiceUnavailable', { status: 503, times: 4 });
    expect((await inspect(it, { patienceMs: 100 })).kind).toBe('wait');
  });

  it.each<[string, RouterOptions, Partial<InspectOptions>, string]>([
    ['has routes', { routes: 'accepter' }, {}, 'refused'],
    ['may have routes, for no tag says so', { isTagged: false }, {}, 'refused'],
    [
      'may have routes, for nobody can read what is wanted',
      { connection: unreadable },
      {},
      'refused',
    ],
    ['has none', { routes: 'requester' }, {}, 'ready'],
    ['has none, and nothing says that the API knows of entries', { routes: 'none' }, {}, 'ready'],
    [
      'has none, while the API knows of entries',
      { routes: 'none' },
      { isBlocked: true },
      'refused',
    ],
    [
      'has none, while those that it knows of may be ours',
      { routes: 'requester' },
      { isBlocked: true },
      'ready',
    ],
  ])('of a side that cannot be read: it %s', async (_, options, more, kind) => {
    const it = router(options);
    if (options.routes === 'requester') it.network.entries.push(...bothMade().slice(0, 1));
    it.network.fail('routeTables', 'Forbidden.RAM', blind);
    const found = await inspect(it, more);
    expect(found.kind).toBe(kind);
    expect(found.kind !== 'wait' && found.findings.map(({ code }) => code)).toContain(
      'UnreadRoutes',
    );
  });

  it('is ready where the API knows of entries and everything can be read', async () => {
    expect((await inspect(router(), { isBlocked: true })).kind).toBe('ready');
  });
});

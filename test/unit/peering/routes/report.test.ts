import { describe, expect, it } from 'vitest';
import { ApiError, type Failure } from '../../../../lib/peering/model/failure.ts';
import type { RouteEntry } from '../../../../lib/peering/network/model.ts';
import {
  type CheckedEnd,
  driftFindings,
  driftsIn,
} from '../../../../lib/peering/routes/check/drift.ts';
import { entryStatesOf } from '../../../../lib/peering/routes/plan/entry-states.ts';
import { planOf, type RoutedEnd } from '../../../../lib/peering/routes/plan/plan.ts';
import { factsOf } from '../../../../lib/peering/routes/report/facts.ts';
import { findingsOf, unreadRoutes } from '../../../../lib/peering/routes/report/findings.ts';
import {
  entriesToRemove,
  failureIn,
  foreignRoutes,
  worstFirst,
} from '../../../../lib/peering/routes/report/result.ts';
import type { EndState } from '../../../../lib/peering/routes/state.ts';
import { end, entry, ourEntry, PCC, readingOf, table, vSwitch } from './samples.ts';

const OWN = end().accountId;
const OTHER = '283117732402483989';
const owner = { name: 'peerflow', accountId: OWN };

const error = (code: string, operation = 'DescribeRouteTableList', status = 403): ApiError =>
  new ApiError({ kind: 'api', operation, code, message: `why ${code}`, status });

const failure: Failure = {
  code: 'QuotaExceeded',
  message: 'full',
  category: 'quota',
  retryable: false,
  remedy: 'raise it',
};

/** Two tables that lead to two ranges; the entries say how they stand. */
const state = (
  entries: readonly RouteEntry[],
  more: Partial<EndState> = {},
  at: Partial<RoutedEnd> = {},
): EndState => {
  const here = end({ destinations: ['10.2.0.0/16', '10.3.0.0/16'], ...at });
  const place = { tables: [table('vtb-1'), table('vtb-2')], vSwitches: [vSwitch('10.1.1.0/24')] };
  const entryStates = entryStatesOf(planOf(here, place), readingOf(place.tables, entries), PCC);
  return { end: here, entryStates, refused: new Map(), ...more };
};

const results = (each: EndState) => factsOf(each, owner).map(({ result }) => result);

describe('what is said of entries', () => {
  it('tells ours from those that somebody else made', () => {
    const there = [
      ourEntry('vtb-1', '10.2.0.0/16'),
      ourEntry('vtb-1', '10.3.0.0/16', { routeEntryName: 'by-hand' }),
      ourEntry('vtb-2', '10.2.0.0/16', { status: 'Pending' }),
    ];
    expect(results(state(there))).toEqual(['created', 'present', 'pending', 'missing']);
  });

  it('gives reasons for those that will not be', () => {
    const refused = new Map([['vtb-1 10.2.0.0/16', failure]]);
    const facts = factsOf(state([entry('vtb-2', '10.3.0.0/16')], { refused }), owner);
    expect(facts.map(({ result, detail }) => [result, detail])).toEqual([
      ['failed', 'QuotaExceeded: full'],
      ['missing', undefined],
      ['missing', undefined],
      ['conflict', 'Entry rte-vtb-2-10.3.0.0/16 for 10.3.0.0/16 leads to Instance i-1.'],
    ]);
  });

  it.each([
    ['NotConfigured', 'AssumeRole', OTHER, 'handed-over'],
    ['EntityNotExist.Role', 'AssumeRole', OTHER, 'handed-over'],
    ['Forbidden.RAM', 'CreateRouteEntries', OTHER, 'handed-over'],
    ['Forbidden.RAM', 'CreateRouteEntries', OWN, 'failed'],
    ['InvalidVpcId.NotFound', 'DescribeRouteTableList', OTHER, 'unread'],
    ['Throttling', 'AssumeRole', OTHER, 'unread'],
    ['Forbidden.RAM', 'DescribeRouteTableList', OWN, 'unread'],
  ] as const)(
    'is handed over, unread or failed for %s of %s at account %s: %s',
    (code, operation, accountId, result) => {
      const accessError = error(code, operation, code.includes('NotExist') ? 404 : 403);
      const open = state([ourEntry('vtb-1', '10.2.0.0/16')], { accessError }, { accountId });
      const blind = state([], { accessError, entryStates: undefined }, { accountId });

      expect(results(open)).toEqual(['created', result, result, result]);
      expect(factsOf(blind, owner)).toEqual(
        ['10.2.0.0/16', '10.3.0.0/16'].map((destinationCidrBlock) =>
          expect.objectContaining({ vpcId: 'vpc-a', destinationCidrBlock, result }),
        ),
      );
      expect(factsOf(blind, owner)[0]).not.toHaveProperty('routeTableId');
      const findings = findingsOf([blind], owner).map((each) => each.code);
      const expected = {
        'handed-over': ['RoutesHandedOver'],
        unread: ['UnreadRoutes'],
        failed: [],
      };
      expect(findings).toEqual(expected[result]);
    },
  );

  it('says why entries are not there: what the API said, what could not be read, what is narrower', () => {
    const accessError = error('Forbidden.RAM');
    expect(factsOf(state([], { accessError }), owner)[0]).toMatchObject({
      result: 'unread',
      detail: 'Forbidden.RAM: why Forbidden.RAM',
    });
    const [first] = state([]).entryStates ?? [];
    if (!first) throw new Error('no plan');
    const unread = { planned: first.planned, state: 'unread' as const, error: accessError };
    expect(factsOf(state([], { entryStates: [unread] }), owner)).toMatchObject([
      {
        result: 'unread',
        detail: 'The table could not be read: Forbidden.RAM: why Forbidden.RAM',
      },
    ]);
    const narrower = Array.from({ length: 7 }, (_, at) => entry('vtb-1', `10.2.${at}.0/24`));
    const [partial] = factsOf(state([ourEntry('vtb-1', '10.2.0.0/16'), ...narrower]), owner);
    expect(partial).toMatchObject({ result: 'partial' });
    expect(partial?.detail).toMatch(/: 10\.2\.\d\.0\/24(, 10\.2\.\d\.0\/24){4}\.$/);
  });

  it('notes a side where no table gets routes, unless nothing would lead there', () => {
    expect(findingsOf([state([], { entryStates: [] })], owner)).toMatchObject([
      {
        code: 'NoRouteTable',
        severity: 'error',
        pointer: '/routes',
        evidence: { regionId: 'cn-hangzhou', vpcId: 'vpc-a' },
      },
    ]);
    expect(findingsOf([state([], { entryStates: [] }, { destinations: [] })], owner)).toEqual([]);
  });

  it('notes nothing of sides where all is well, whoever owns them', () => {
    expect(findingsOf([state([]), state([], {}, { accountId: OTHER })], owner)).toEqual([]);
    expect(findingsOf([state([], { entryStates: undefined })], owner)).toEqual([]);
  });

  it('notes what another account has to make, and why', () => {
    const accessError = error('NotConfigured', 'AssumeRole');
    expect(findingsOf([state([], { accessError }, { accountId: OTHER })], owner)).toMatchObject([
      {
        code: 'RoutesHandedOver',
        severity: 'warning',
        pointer: '/routes',
        detail: expect.stringContaining('why NotConfigured'),
        evidence: {
          accountId: OTHER,
          regionId: 'cn-hangzhou',
          vpcId: 'vpc-a',
          destinations: ['10.2.0.0/16', '10.3.0.0/16'],
          code: 'NotConfigured',
        },
      },
    ]);
  });

  it.each([
    [1, /routes 10\.2\.0\.0\/24 elsewhere, a part of 10\.2\.0\.0\/16/],
    [60, /routes 10\.2\.\d+\.0\/24 and 59 more elsewhere, a part of 10\.2\.0\.0\/16/],
  ])('notes narrower entries of others, fifty of %i, and how many', (count, detail) => {
    const narrower = Array.from({ length: count }, (_, at) => entry('vtb-1', `10.2.${at}.0/24`));
    const [found, ...others] = findingsOf(
      [state([ourEntry('vtb-1', '10.2.0.0/16'), ...narrower])],
      owner,
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      code: 'RouteMoreSpecific',
      severity: 'warning',
      pointer: '/routes',
      detail: expect.stringMatching(detail),
      evidence: { count },
    });
    expect(found?.evidence?.entries).toHaveLength(Math.min(count, 50));
    expect(found?.evidence?.entries).toMatchObject({
      0: {
        routeTableId: 'vtb-1',
        destinationCidrBlock: expect.stringMatching(/^10\.2\.\d+\.0\/24$/),
        nextHops: [{ nextHopId: 'i-1' }],
      },
    });
  });

  it('notes a table that could not be read among others, once a side', () => {
    const { entryStates = [], ...rest } = state([]);
    const unread = entryStates.map((each, at) =>
      at === 0
        ? each
        : { planned: each.planned, state: 'unread' as const, error: error('Forbidden.RAM') },
    );
    expect(findingsOf([{ ...rest, entryStates: unread }], owner)).toMatchObject([
      {
        code: 'UnreadRoutes',
        severity: 'warning',
        pointer: '/instanceId',
        evidence: {
          vpcId: 'vpc-a',
          accountId: OWN,
          operation: 'DescribeRouteTableList',
          code: 'Forbidden.RAM',
        },
      },
    ]);
  });

  it('notes nothing of an end that was read in whole', () => {
    expect(unreadRoutes([{ end: end(), errors: [] }])).toEqual([]);
    const [first] = unreadRoutes([{ end: end(), errors: [error('A'), error('B')] }], 'do this');
    expect(first).toMatchObject({ evidence: { code: 'A' }, remedy: 'do this' });
  });

  it('names what stands in the way of a delete, or goes before it', () => {
    const entries = (count: number) =>
      Array.from({ length: count }, (_, at) =>
        entry('vtb-1', `10.2.${at}.0/24`, { routeEntryName: 'by hand' }),
      );
    expect(foreignRoutes(entries(1))).toMatchObject({
      code: 'RouteNotOurs',
      severity: 'error',
      pointer: '/instanceId',
      detail: expect.stringMatching(/^1 route entry leads /),
      evidence: {
        count: 1,
        entries: [
          {
            routeTableId: 'vtb-1',
            routeEntryId: 'rte-vtb-1-10.2.0.0/24',
            destinationCidrBlock: '10.2.0.0/24',
            routeEntryName: 'by hand',
          },
        ],
      },
    });
    const many = foreignRoutes(entries(60));
    expect(many).toMatchObject({ detail: expect.stringMatching(/^60 route entries lead /) });
    expect(many.evidence?.entries).toHaveLength(50);
    expect(entriesToRemove([])).toEqual([]);
    expect(entriesToRemove(entries(2))).toMatchObject([
      { code: 'RoutesRemoved', severity: 'info', pointer: '/instanceId', evidence: { count: 2 } },
    ]);
  });

  it('shows first what needs attention', () => {
    const there = [ourEntry('vtb-1', '10.2.0.0/16'), entry('vtb-2', '10.2.0.0/16')];
    const facts = worstFirst(factsOf(state(there), owner));
    expect(facts.map(({ result }) => result)).toEqual([
      'conflict',
      'missing',
      'missing',
      'created',
    ]);
  });
});

describe('why routes failed', () => {
  const failureOf = (...states: EndState[]) =>
    failureIn(
      states,
      states.flatMap((each) => factsOf(each, owner)),
      owner,
    );
  const all = (table: string) => ['10.2.0.0/16', '10.3.0.0/16'].map((to) => ourEntry(table, to));

  it('is nothing while every entry is there, or another account’s to make', () => {
    expect(failureOf(state([...all('vtb-1'), ...all('vtb-2')]))).toBeUndefined();
    const accessError = error('NotConfigured', 'AssumeRole');
    expect(failureOf(state([], { accessError }, { accountId: OTHER }))).toBeUndefined();
  });

  it('is a conflict that names the entries, three and a count', () => {
    const taken = [...all('vtb-1'), ...all('vtb-2')].map((each) => ({
      ...each,
      nextHops: [{ nextHopId: 'i-1', nextHopType: 'Instance' }],
    }));
    const found = failureOf(state(taken));
    expect(found).toMatchObject({ code: 'RouteConflict', category: 'conflict', retryable: false });
    expect(found?.message).toMatch(/10\.2\.0\.0\/16 in vtb-1: .*; and 1 more$/);
  });

  it('names as many entries as there are up to three', () => {
    const taken = (count: number) =>
      [...all('vtb-1'), ...all('vtb-2')].slice(0, count).map((each) => ({
        ...each,
        nextHops: [{ nextHopId: 'i-1', nextHopType: 'Instance' }],
      }));
    expect(failureOf(state(taken(1)))?.message).not.toContain(';');
    expect(failureOf(state(taken(3)))?.message.match(/ in vtb-/g)).toHaveLength(3);
    expect(failureOf(state(taken(3)))?.message).not.toContain('more');
    expect(failureOf(state(taken(4)))?.message.match(/ in vtb-/g)).toHaveLength(3);
  });

  it('is a side without a table, before all else', () => {
    const found = failureOf(
      state([], { entryStates: [] }),
      state([], { entryStates: [] }, { vpcId: 'vpc-b' }),
      state([entry('vtb-1', '10.2.0.0/16')]),
    );
    expect(found).toMatchObject({
      code: 'NoRouteTable',
      message: expect.stringContaining('vpc-a and vpc-b'),
    });
  });

  it('is why nothing more can be written, at an account of our own', () => {
    const accessError = error('Forbidden.RAM', 'CreateRouteEntries');
    const other = error('NotConfigured', 'AssumeRole');
    const found = failureOf(
      state([], { accessError: other }, { accountId: OTHER }),
      state(all('vtb-1'), { accessError }),
    );
    expect(found).toMatchObject({ code: 'Forbidden.RAM', message: expect.stringMatching(/^why /) });
    expect(failureOf(state([], { accessError: error('Throttling') }))).toBeUndefined();
  });

  it('is a conflict at a side that can be written, whatever is handed over or unread', () => {
    const handedOver = state([], { accessError: error('X', 'AssumeRole') }, { accountId: OTHER });
    const unread = state([], { accessError: error('X') });
    const taken = state([entry('vtb-1', '10.2.0.0/16')]);
    expect(failureOf(handedOver, unread, taken)).toMatchObject({ code: 'RouteConflict' });
  });

  it('is what the API said, before any conflict', () => {
    const refused = new Map([['vtb-1 10.2.0.0/16', failure]]);
    const found = failureOf(state([entry('vtb-2', '10.3.0.0/16')], { refused }));
    expect(found).toMatchObject({ code: 'QuotaExceeded', remedy: 'raise it' });
  });
});

describe('drift', () => {
  const checked = (each: EndState, more: Partial<CheckedEnd> = {}): CheckedEnd => ({
    state: each,
    lost: [],
    unused: [],
    dangling: [],
    ...more,
  });
  const codes = (entries: readonly RouteEntry[]) =>
    driftsIn([checked(state(entries))]).map(
      ({ code, fact }) => `${code} ${fact.routeTableId} ${fact.destinationCidrBlock}`,
    );

  it('is nothing while entries are there, whoever made them, or on their way', () => {
    const there = [
      ourEntry('vtb-1', '10.2.0.0/16'),
      ourEntry('vtb-1', '10.3.0.0/16', { routeEntryName: 'by-hand' }),
      ourEntry('vtb-2', '10.2.0.0/16', { status: 'Pending' }),
      ourEntry('vtb-2', '10.3.0.0/16', { status: 'Deleting' }),
    ];
    expect(codes(there)).toEqual([]);
  });

  it('tells a lost entry from a range that nothing leads to, and from one that leads elsewhere', () => {
    const three = ['vtb-1', 'vtb-2'].flatMap((id) =>
      ['10.2.0.0/16', '10.3.0.0/16'].map((to) => ourEntry(id, to)),
    );
    expect(codes(three.slice(0, 3))).toEqual(['RouteMissing vtb-2 10.3.0.0/16']);
    expect(codes([ourEntry('vtb-1', '10.2.0.0/16')])).toEqual([
      'CidrWithoutRoute vtb-1 10.3.0.0/16',
      'RouteTableWithoutRoutes vtb-2 10.2.0.0/16',
      'CidrWithoutRoute vtb-2 10.3.0.0/16',
    ]);
    expect(codes([entry('vtb-1', '10.2.0.0/16'), ourEntry('vtb-1', '10.3.0.0/16')])).toEqual([
      'RouteElsewhere vtb-1 10.2.0.0/16',
      'RouteTableWithoutRoutes vtb-2 10.2.0.0/16',
      'RouteTableWithoutRoutes vtb-2 10.3.0.0/16',
    ]);
  });

  it('tells a range that came to lie inside an own vSwitch', () => {
    const clash = state([], {}, { destinations: ['10.1.1.0/24'] });
    expect(driftsIn([checked(clash)]).map(({ code }) => code)).toEqual([
      'RouteRefused',
      'RouteRefused',
    ]);
  });

  it('tells a table that a vSwitch was moved to, and narrower entries of others', () => {
    const there = ['10.2.0.0/16', '10.3.0.0/16'].map((to) => ourEntry('vtb-1', to));
    expect(codes([...there, entry('vtb-1', '10.3.7.0/24')])).toEqual([
      'RouteShadowed vtb-1 10.3.0.0/16',
      'RouteTableWithoutRoutes vtb-2 10.2.0.0/16',
      'RouteTableWithoutRoutes vtb-2 10.3.0.0/16',
    ]);
  });

  it('tells entries of ours that no plan has', () => {
    const lost = [ourEntry('vtb-1', '10.4.0.0/16')];
    const unused = [ourEntry('vtb-idle', '10.2.0.0/16')];
    const dangling = [ourEntry('vtb-1', '10.5.0.0/16')];
    const all = checked(state([], { entryStates: [] }), { lost, unused, dangling });
    expect(driftsIn([all]).map(({ code, fact }) => `${code} ${fact.result}`)).toEqual([
      'RouteOfLostCidr surplus',
      'RouteInUnusedTable surplus',
      'RouteDangling dangling',
    ]);
  });

  it('shows at most fifty entries of a kind, and five of those that are narrower', () => {
    const lost = Array.from({ length: 60 }, (_, at) => ourEntry('vtb-1', `10.4.${at}.0/24`));
    const [finding] = driftFindings(driftsIn([checked(state([], { entryStates: [] }), { lost })]));
    expect(finding).toMatchObject({
      code: 'RouteOfLostCidr',
      severity: 'warning',
      pointer: '/routes',
      evidence: { count: 60 },
    });
    expect(finding?.evidence?.entries).toHaveLength(50);
    const narrower = Array.from({ length: 7 }, (_, at) => entry('vtb-1', `10.2.${at}.0/24`));
    const there = ['vtb-1', 'vtb-2'].flatMap((id) =>
      ['10.2.0.0/16', '10.3.0.0/16'].map((to) => ourEntry(id, to)),
    );
    const [shadowed, ...others] = driftsIn([checked(state([...there, ...narrower]))]);
    expect(others).toEqual([]);
    expect(shadowed?.fact).toMatchObject({
      result: 'partial',
      vpcId: 'vpc-a',
      regionId: 'cn-hangzhou',
    });
    expect(shadowed?.fact.detail).toMatch(/: 10\.2\.\d\.0\/24(, 10\.2\.\d\.0\/24){4}\.$/);
  });

  it('says of each entry how it is, and what stands there', () => {
    const taken = [
      entry('vtb-1', '10.2.0.0/16'),
      ...['10.3.0.0/16'].map((to) => ourEntry('vtb-1', to)),
    ];
    const facts = driftsIn([checked(state(taken))]).map(({ fact }) => fact);
    expect(facts).toEqual([
      {
        regionId: 'cn-hangzhou',
        vpcId: 'vpc-a',
        routeTableId: 'vtb-1',
        destinationCidrBlock: '10.2.0.0/16',
        result: 'conflict',
        detail: 'Entry rte-vtb-1-10.2.0.0/16 for 10.2.0.0/16 leads to Instance i-1.',
      },
      ...['10.2.0.0/16', '10.3.0.0/16'].map((destinationCidrBlock) => ({
        regionId: 'cn-hangzhou',
        vpcId: 'vpc-a',
        routeTableId: 'vtb-2',
        destinationCidrBlock,
        result: 'missing',
      })),
    ]);
  });

  it('tells a table without routes only beside tables that have some', () => {
    const here = end({ destinations: ['10.2.0.0/16', '10.3.0.0/16'] });
    const place = { tables: [table('vtb-1')], vSwitches: [] };
    const entryStates = entryStatesOf(planOf(here, place), readingOf(place.tables, []), PCC);
    const alone = { end: here, entryStates, refused: new Map() };
    expect(driftsIn([checked(alone)]).map(({ code }) => code)).toEqual([
      'CidrWithoutRoute',
      'CidrWithoutRoute',
    ]);
    expect(driftsIn([checked({ end: here, refused: new Map() })])).toEqual([]);
  });

  it('is one finding a kind, with its entries and what to do', () => {
    const findings = driftFindings(driftsIn([checked(state([ourEntry('vtb-1', '10.2.0.0/16')]))]));
    expect(findings.map(({ code, evidence }) => [code, evidence?.count])).toEqual([
      ['RouteTableWithoutRoutes', 1],
      ['CidrWithoutRoute', 2],
    ]);
    expect(findings[0]?.detail).toMatch(/ or they were all removed\.$/);
    expect(findings[1]?.detail).toBe(
      '10.3.0.0/16 in vtb-1 of vpc-a has no route in any table of the VPC: the range was added across, or all its entries were removed, and 1 more.',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { ApiError, type Failure } from '../../../../lib/peering/model/failure.ts';
import type { RouteEntry } from '../../../../lib/peering/network/model.ts';
import {
  type CheckedEnd,
  driftFindings,
  driftsIn,
} from '../../../../lib/peering/routes/check/drift.ts';
import { judge } from '../../../../lib/peering/routes/plan/judge.ts';
import { planOf, type RoutedEnd } from '../../../../lib/peering/routes/plan/plan.ts';
import { factsOf } from '../../../../lib/peering/routes/report/facts.ts';
import { findingsOf } from '../../../../lib/peering/routes/report/findings.ts';
import { failureIn, worstFirst } from '../../../../lib/peering/routes/report/result.ts';
import type { EndState } from '../../../../lib/peering/routes/state.ts';
import { end, entry, ourEntry, PCC, readingOf, table, vSwitch } from './samples.ts';

const OWN = end().accountId;
const OTHER = '283117732402483989';
const whose = { name: 'peerflow', accountId: OWN };

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
  const standings = judge(planOf(here, place), readingOf(place.tables, entries), PCC);
  return { end: here, standings, refused: new Map(), ...more };
};

const results = (each: EndState) => factsOf(each, whose).map(({ result }) => result);

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
    const facts = factsOf(state([entry('vtb-2', '10.3.0.0/16')], { refused }), whose);
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
      const shut = error(code, operation, code.includes('NotExist') ? 404 : 403);
      const open = state([ourEntry('vtb-1', '10.2.0.0/16')], { shut }, { accountId });
      const blind = state([], { shut, standings: undefined }, { accountId });

      expect(results(open)).toEqual(['created', result, result, result]);
      expect(factsOf(blind, whose)).toEqual(
        ['10.2.0.0/16', '10.3.0.0/16'].map((destinationCidrBlock) =>
          expect.objectContaining({ vpcId: 'vpc-a', destinationCidrBlock, result }),
        ),
      );
      expect(factsOf(blind, whose)[0]).not.toHaveProperty('routeTableId');
      const findings = findingsOf([blind], whose).map((each) => each.code);
      const expected = {
        'handed-over': ['RoutesHandedOver'],
        unread: ['UnreadRoutes'],
        failed: [],
      };
      expect(findings).toEqual(expected[result]);
    },
  );

  it('notes a side where no table gets routes', () => {
    expect(findingsOf([state([], { standings: [] })], whose).map(({ code }) => code)).toEqual([
      'NoRouteTable',
    ]);
  });

  it('shows first what needs attention', () => {
    const there = [ourEntry('vtb-1', '10.2.0.0/16'), entry('vtb-2', '10.2.0.0/16')];
    const facts = worstFirst(factsOf(state(there), whose));
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
      states.flatMap((each) => factsOf(each, whose)),
      whose,
    );
  const all = (table: string) => ['10.2.0.0/16', '10.3.0.0/16'].map((to) => ourEntry(table, to));

  it('is nothing while every entry is there, or another account’s to make', async () => {
    expect(await failureOf(state([...all('vtb-1'), ...all('vtb-2')]))).toBeUndefined();
    const shut = error('NotConfigured', 'AssumeRole');
    expect(await failureOf(state([], { shut }, { accountId: OTHER }))).toBeUndefined();
  });

  it('is a conflict that names the entries, three and a count', async () => {
    const taken = [...all('vtb-1'), ...all('vtb-2')].map((each) => ({
      ...each,
      nextHops: [{ nextHopId: 'i-1', nextHopType: 'Instance' }],
    }));
    const found = await failureOf(state(taken));
    expect(found).toMatchObject({ code: 'RouteConflict', category: 'conflict', retryable: false });
    expect(found?.message).toMatch(/10\.2\.0\.0\/16 in vtb-1: .*; and 1 more$/);
  });

  it('is what the API said, before any conflict', async () => {
    const refused = new Map([['vtb-1 10.2.0.0/16', failure]]);
    const found = await failureOf(state([entry('vtb-2', '10.3.0.0/16')], { refused }));
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
    const all = checked(state([], { standings: [] }), { lost, unused, dangling });
    expect(driftsIn([all]).map(({ code, fact }) => `${code} ${fact.result}`)).toEqual([
      'RouteOfLostCidr surplus',
      'RouteInUnusedTable surplus',
      'RouteDangling dangling',
    ]);
  });

  it('is one finding a kind, with its entries and what to do', () => {
    const findings = driftFindings(driftsIn([checked(state([ourEntry('vtb-1', '10.2.0.0/16')]))]));
    expect(findings.map(({ code, evidence }) => [code, evidence?.count])).toEqual([
      ['RouteTableWithoutRoutes', 1],
      ['CidrWithoutRoute', 2],
    ]);
    expect(findings[1]?.detail).toBe(
      '10.3.0.0/16 in vtb-1 of vpc-a has no route in any table of the VPC: the range was added across, or all its entries were removed, and 1 more.',
    );
  });
});

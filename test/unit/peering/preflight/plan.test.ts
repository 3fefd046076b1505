import { describe, expect, it } from 'vitest';
import {
  type EndFacts,
  type Facts,
  planOfRoutes,
} from '../../../../lib/peering/preflight/facts.ts';
import { textsOf } from '../../../../lib/peering/routes/plan/ours.ts';
import { ACCOUNT, connectionIn } from '../samples.ts';
import { entry, factsWith, not, ok, request, table } from './facts.ts';

const PCC = 'pcc-lnk0m24khwvtkm7jdt';
const RANGE = '10.1.0.0/16';

const ours = (instanceId: string) =>
  entry(RANGE, instanceId, {
    routeEntryName: 'peerflow',
    description: textsOf({ name: 'peerflow', accountId: ACCOUNT }, instanceId, RANGE).description,
  });

/** What the requester's table, which has some entries, would see of a create with routes there. */
const planWith = (
  requester: Partial<EndFacts>,
  more: Partial<Omit<Facts, 'ends' | 'request'>> = {},
  accepter: Partial<EndFacts> = {},
) =>
  planOfRoutes(
    factsWith(requester, accepter, {
      request: { ...request, routes: 'requester' },
      ...more,
    }),
  ).map(({ vpcId, routeTableId, destinationCidrBlock, result }) =>
    [vpcId, routeTableId, destinationCidrBlock, result].join(' '),
  );
const withEntries = (...entries: readonly ReturnType<typeof entry>[]) => ({
  tables: ok([table(ok(entries))]),
});

describe('the plan of a create', () => {
  it.each([
    ['an empty table is to be created', withEntries(), {}, 'missing'],
    ['the destination elsewhere is in the way', withEntries(entry(RANGE)), {}, 'conflict'],
    [
      'an entry that leads to the connection is kept',
      withEntries(entry(RANGE, PCC)),
      { ofPair: [connectionIn('Activated')] },
      'present',
    ],
    [
      'an entry that an earlier request made is kept, not created by this one',
      withEntries(ours(PCC)),
      { ofPair: [connectionIn('Activated')] },
      'present',
    ],
    [
      'an entry of ours whose connection is gone is replaced',
      withEntries(ours('pcc-gone')),
      { gone: new Set(['pcc-gone']) },
      'missing',
    ],
    [
      'an entry of somebody else to a connection that is gone stays in the way',
      withEntries(entry(RANGE, 'pcc-gone')),
      { gone: new Set(['pcc-gone']) },
      'conflict',
    ],
  ])('%s', (_, requester, more, result) => {
    expect(planWith(requester, more)).toEqual([`vpc-a vtb-1 ${RANGE} ${result}`]);
  });

  it('names the destinations of tables that cannot be read', () => {
    expect(planWith({ tables: not('Forbidden.RAM') })).toEqual([`vpc-a  ${RANGE} unread`]);
  });

  it('is empty where no range of the VPC across is known', () => {
    expect(planWith({}, {}, { vpc: not('Forbidden.RAM') })).toEqual([]);
  });

  it('is empty where nobody asks for routes', () => {
    expect(planOfRoutes(factsWith())).toEqual([]);
  });
});

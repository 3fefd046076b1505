import { describe, expect, it } from 'vitest';
import type {
  EntryFailure,
  NetworkApi,
  RouteEntry,
} from '../../../../lib/peering/network/model.ts';
import { deleteNext, isAbsent } from '../../../../lib/peering/routes/apply/write.ts';
import { apiError } from '../../support/context.ts';
import { networkWith, ourEntry, PCC } from './samples.ts';

type Batch = Parameters<NetworkApi['deleteRouteEntries']>[1];

const entries = (count: number) =>
  Array.from({ length: count }, (_, at) => ourEntry('vtb-1', `10.${at}.0.0/16`));
const failed = (entry: Batch[number] | undefined, code: string): EntryFailure => ({
  destinationCidrBlock: entry?.destinationCidrBlock ?? '',
  nextHopId: PCC,
  code,
  message: `why ${code}`,
});

/** A delete of entries, of which the cloud does not take some. */
const deleting = async (
  all: readonly RouteEntry[],
  failures: (batch: Batch) => readonly EntryFailure[] = () => [],
) => {
  const asked: RouteEntry[] = [];
  const called: Batch[] = [];
  const api = networkWith({
    deleteRouteEntries: async (_, batch) => {
      expect(asked).toEqual(batch);
      called.push([...batch]);
      return failures(batch);
    },
  });
  const kept: string[] = [];
  const result = await deleteNext(
    {
      api,
      regionId: 'cn-hangzhou',
      onAsked: (each) => asked.push(each),
      onKept: (each, { operation, code }) =>
        kept.push(`${each.destinationCidrBlock} ${operation} ${code}`),
    },
    all,
  );
  return { result, called, kept };
};

describe('a delete of entries', () => {
  it('takes fifty at a time, which are noted before the call', async () => {
    const all = entries(60);
    const { result, called } = await deleting(all);
    expect(called).toEqual([all.slice(0, 50)]);
    expect(result).toMatchObject({ kind: 'pause', reason: 'conflict', progressed: true });
  });

  it('has done its work where entries are gone already', async () => {
    const { result } = await deleting(entries(2), (batch) =>
      batch.map((each) => failed(each, 'InvalidRouteEntry.NotFound')),
    );
    expect(result).toMatchObject({ reason: 'conflict', progressed: true });
    expect(result).not.toHaveProperty('error');
  });

  it.each([
    ['some entries are busy', 1, true],
    ['all entries are busy', 2, false],
  ])('waits where %s, and says whether any was taken', async (_, count, progressed) => {
    const { result } = await deleting(entries(2), (batch) =>
      batch.slice(0, count).map((each) => failed(each, 'VPC_ROUTE_ENTRY_STATUS_ERROR')),
    );
    expect(result).toMatchObject({ kind: 'pause', reason: 'conflict', progressed });
    expect(result).toMatchObject({ error: { code: 'VPC_ROUTE_ENTRY_STATUS_ERROR' } });
  });

  it('says what the cloud keeps for good, whatever else is busy', async () => {
    const { result, kept } = await deleting(entries(3), ([first, second]) => [
      failed(first, 'VPC_ROUTE_ENTRY_STATUS_ERROR'),
      failed(second, 'OperationDenied.DeleteManagedRouteEntry'),
    ]);
    expect(kept).toEqual([
      '10.1.0.0/16 DeleteRouteEntries OperationDenied.DeleteManagedRouteEntry',
    ]);
    expect(result).toMatchObject({ reason: 'conflict', progressed: true });
  });

  it('takes what is gone, or only busy, for nothing that the cloud keeps', async () => {
    const { kept } = await deleting(entries(2), ([first, second]) => [
      failed(first, 'InvalidRouteEntry.NotFound'),
      failed(second, 'VPC_ROUTE_ENTRY_STATUS_ERROR'),
    ]);
    expect(kept).toEqual([]);
  });

  it('takes each entry for kept that a refusal without a table may mean', async () => {
    const all = ['vtb-1', 'vtb-2'].map((id) => ourEntry(id, '10.1.0.0/16'));
    const code = 'OperationDenied.DeleteManagedRouteEntry';
    const named = await deleting(all, ([first]) => [
      { ...failed(first, code), routeTableId: 'vtb-2' },
    ]);
    expect(named.kept).toHaveLength(1);
    const unnamed = await deleting(all, ([first]) => [failed(first, code)]);
    expect(unnamed.kept).toHaveLength(2);
  });
});

describe('an error of a table or an entry', () => {
  it.each([
    ['InvalidRouteTableId.NotFound', 404, true],
    ['Forbidden.RAM', 403, false],
  ])('%s says that it is not there: %s %s', (code, status, absent) => {
    expect(isAbsent(apiError(code, status))).toBe(absent);
  });
});

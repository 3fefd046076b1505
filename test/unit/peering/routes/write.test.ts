import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../lib/peering/model/failure.ts';
import type { EntryFailure, NewRouteEntry } from '../../../../lib/peering/network/model.ts';
import { EntryOutcomes } from '../../../../lib/peering/routes/apply/entry-outcomes.ts';
import { writeNext } from '../../../../lib/peering/routes/apply/write.ts';
import type { PlannedEntry } from '../../../../lib/peering/routes/plan/plan.ts';
import { networkWith, PCC, WHOSE } from './samples.ts';

const planned = (
  routeTableId: string,
  destinationCidrBlock: string,
  more: Partial<PlannedEntry> = {},
): PlannedEntry => ({
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-a',
  routeTableId,
  destinationCidrBlock,
  isSingle: false,
  ...more,
});

const failed = (entry: PlannedEntry, code: string, more: Partial<EntryFailure> = {}) => ({
  destinationCidrBlock: entry.destinationCidrBlock,
  nextHopId: PCC,
  routeTableId: entry.routeTableId,
  code,
  message: `why ${code}`,
  ...more,
});

const error = (code: string, status = 400): ApiError =>
  new ApiError({ kind: 'api', operation: 'CreateRouteEntries', code, message: code, status });

interface Answers {
  readonly batch?: () => readonly EntryFailure[];
  readonly single?: () => void;
  /** `PEERFLOW_NAME`. */
  readonly name?: string;
}

/** A cloud that answers as told, and remembers what it was asked for. */
const cloud = ({ batch = () => [], single = () => {}, name = WHOSE.name }: Answers = {}) => {
  const batches: (readonly NewRouteEntry[])[] = [];
  const singles: { readonly entry: NewRouteEntry; readonly token: string }[] = [];
  const outcomes = new EntryOutcomes();
  const api = networkWith({
    createRouteEntries: async (_, entries) => {
      batches.push(entries);
      return batch();
    },
    createRouteEntry: async (_, entry, token) => {
      singles.push({ entry, token });
      single();
    },
  });
  const author = { ...WHOSE, name, instanceId: PCC, generation: 'chain 1' };
  const writeAfter = (tries: number, ...missing: PlannedEntry[]) =>
    writeNext({ api, regionId: 'cn-hangzhou', author, outcomes }, missing, tries);
  const write = (...missing: PlannedEntry[]) => writeAfter(0, ...missing);
  return { batches, singles, outcomes, write, writeAfter };
};

/** As long as those of the cloud. */
const TABLE = 'vtb-bp145q7glnuzdvzu21pom';
const a = planned('vtb-1', '10.2.0.0/16');
const b = planned('vtb-1', '10.3.0.0/16');
const elsewhere = planned('vtb-2', '10.2.0.0/16');
const wide = planned('vtb-1', '10.0.0.0/8', { isSingle: true });

const throws = (code: string, status?: number) => () => {
  throw error(code, status);
};

describe('a write of missing entries', () => {
  /** The URL of a call as the SDK makes it. */
  const urlOf = (entries: readonly NewRouteEntry[] = []): string =>
    entries
      .flatMap(({ name, description, destinationCidrBlock, nextHopId, routeTableId }, at) =>
        Object.entries({
          RouteTableId: routeTableId,
          DstCidrBlock: destinationCidrBlock,
          IpVersion: '6',
          NextHop: nextHopId,
          NextHopType: 'VpcPeer',
          Name: name,
          Description: description,
        }).map(([key, value]) => `&RouteEntries.${at + 1}.${key}=${encodeURIComponent(value)}`),
      )
      .join('');

  it.each([
    ['peerflow', (index: number) => `10.${index}.0.0/16`],
    ['p'.repeat(64), (index: number) => `2408:4005:1234:5678:9abc:def0:1234:${index}/128`],
  ])('is one batch whose URL every gateway takes, with the name %s', async (name, of) => {
    const { batches, write } = cloud({ name });
    const many = Array.from({ length: 60 }, (_, index) => planned(TABLE, of(index)));
    await write(...many);
    const [batch, ...others] = batches;

    expect(others).toEqual([]);
    expect(urlOf(batch).length).toBeLessThan(7_400);
    expect(urlOf(batch).length).toBeGreaterThan(6_000);
  });

  it('names the request id of the call where the API refuses an entry of a batch', async () => {
    const refused = planned('vtb-1', '10.2.0.0/16');
    const batch = () => [failed(refused, 'QuotaExceeded', { requestId: 'api-7' })];
    const { outcomes, write } = cloud({ batch });
    await write(refused);
    expect([...outcomes.refused.values()]).toMatchObject([{ apiRequestId: 'api-7' }]);
  });

  it('has its texts with each entry', async () => {
    const { batches, write } = cloud();

    expect(await write(a, b)).toMatchObject({ kind: 'pause', progressed: true });

    expect(batches.map(({ length }) => length)).toEqual([2]);
    expect(batches[0]?.[0]).toMatchObject({
      nextHopId: PCC,
      description: expect.stringMatching(
        /^peerflow 253460731706911258 pcc-lnk0m24khwvtkm7jdt [0-9a-f]{16}$/,
      ),
      name: 'peerflow',
    });
  });

  it('asks singly for what holds a vSwitch, after everything else, with the same token each time', async () => {
    const { batches, singles, write } = cloud();
    await write(wide, a);
    await write(wide);
    await write(wide);

    expect(batches).toHaveLength(1);
    expect(singles.map(({ entry }) => entry.destinationCidrBlock)).toEqual([
      '10.0.0.0/8',
      '10.0.0.0/8',
    ]);
    expect(new Set(singles.map(({ token }) => token)).size).toBe(1);
    expect(singles[0]?.token).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['InvalidCidrBlock', true],
    ['SomethingNew', true],
    ['OperationUnsupported.DestinationCidrBlockOverlapWithVSwitch', true],
    ['QuotaExceeded', false],
    ['OperationDenied.DeleteManagedRouteEntry', false],
  ])('gives an entry that a batch refuses with %s a single call: %s', async (code, isSingle) => {
    const { outcomes, write } = cloud({ batch: () => [failed(b, code)] });

    await write(a, b);

    expect(outcomes.isSingle(b)).toBe(isSingle);
    expect(outcomes.isOpen(b)).toBe(isSingle);
    expect([outcomes.isSingle(a), outcomes.isOpen(a)]).toEqual([false, true]);
  });

  it('lets the single call have the last word', async () => {
    const { outcomes, write } = cloud({
      batch: () => [failed(a, 'InvalidCidrBlock')],
      single: throws('InvalidCidrBlock'),
    });

    await write(a);
    await write(a);

    expect(outcomes.refused.get('vtb-1 10.2.0.0/16')).toMatchObject({
      code: 'InvalidCidrBlock',
      retryable: false,
    });
  });

  it('asks singly where a failure may mean either of two tables', async () => {
    const { routeTableId: _, ...nameless } = failed(a, 'QuotaExceeded');
    const { outcomes, write } = cloud({ batch: () => [nameless] });

    await write(a, elsewhere, b);

    expect([a, elsewhere, b].map((each) => outcomes.isSingle(each))).toEqual([true, true, false]);
    expect([a, elsewhere, b].every((each) => outcomes.isOpen(each))).toBe(true);
  });

  it('notes a failure at the table that it names alone', async () => {
    const { outcomes, write } = cloud({ batch: () => [failed(elsewhere, 'QuotaExceeded')] });

    await write(a, elsewhere);

    expect([a, elsewhere].map((each) => outcomes.isOpen(each))).toEqual([true, false]);
  });

  it('brings the work forward where an entry is refused for good', async () => {
    const { write } = cloud({ batch: () => [failed(a, 'QuotaExceeded')] });

    expect(await write(a)).toMatchObject({ reason: 'conflict', progressed: true });
  });

  it('keeps a busy entry in the batch, however often', async () => {
    const { outcomes, batches, write } = cloud({
      batch: () => [failed(a, 'VPC_ROUTE_ENTRY_STATUS_ERROR')],
    });
    for (let at = 0; at < 5; at++) await write(a, b);
    expect(batches).toHaveLength(5);
    expect([outcomes.isSingle(a), outcomes.isOpen(a)]).toEqual([false, true]);
  });

  it.each([
    ['Throttling.User', 429, 'throttled'],
    ['TaskConflict', 400, 'conflict'],
  ])('waits where a single call is refused with %s %i', async (code, status, reason) => {
    const { outcomes, write } = cloud({ single: throws(code, status) });
    for (let at = 0; at < 4; at++)
      expect(await write(wide)).toMatchObject({ reason, error: { code } });
    expect(outcomes.isOpen(wide)).toBe(true);
  });

  it('waits for a busy entry, and says whether the rest was taken', async () => {
    const some = cloud({ batch: () => [failed(a, 'VPC_ROUTE_ENTRY_STATUS_ERROR')] });
    const all = cloud({
      batch: () => [a, b].map((each) => failed(each, 'VPC_ROUTE_ENTRY_STATUS_ERROR')),
    });

    expect(await some.write(a, b)).toMatchObject({ reason: 'conflict', progressed: true });
    expect(await all.write(a, b)).toMatchObject({ reason: 'conflict', progressed: false });
    expect(all.outcomes.refused.size).toBe(0);
  });

  it('asks every second time singly, for one entry after the other, after turns that brought nothing', async () => {
    const { batches, singles, writeAfter } = cloud({
      batch: () => [failed(a, 'VPC_ROUTE_ENTRY_STATUS_ERROR')],
      single: throws('TaskConflict'),
    });

    for (const tries of [0, 1, 2, 3, 4, 5, 6, 7]) await writeAfter(tries, a, b);

    expect(batches).toHaveLength(5);
    expect(singles.map(({ entry }) => entry.destinationCidrBlock)).toEqual([
      '10.3.0.0/16',
      '10.2.0.0/16',
      '10.3.0.0/16',
    ]);
  });

  it('believes in a duplicate that no look shows only after several, and from the single call', async () => {
    const code = 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE';
    const { outcomes, write } = cloud({ batch: () => [failed(a, code)], single: throws(code) });

    await write(a);
    await write(a);
    const early = outcomes.isSingle(a);
    await write(a);
    const late = [outcomes.isSingle(a), outcomes.isOpen(a)];
    await write(a);

    expect([early, ...late, outcomes.isOpen(a)]).toEqual([false, true, true, false]);
  });

  it.each([
    ['TaskConflict', 'conflict'],
    ['Throttling.User', 'throttled'],
    ['IncorrectStatus.RouteTableStatus', 'transient'],
    ['ServiceUnavailable', 'transient'],
  ])('waits where the whole batch is refused with %s', async (code, reason) => {
    const { outcomes, write } = cloud({ batch: throws(code) });

    expect(await write(a, b)).toMatchObject({ kind: 'pause', reason });
    expect([a, b].every((each) => outcomes.isOpen(each) && !outcomes.isSingle(each))).toBe(true);
  });

  it('asks for each entry singly where the batch as a whole is refused for good', async () => {
    const { outcomes, write } = cloud({ batch: throws('MissingParam.RouteTableId') });

    await write(a, b);

    expect([a, b].every((each) => outcomes.isSingle(each))).toBe(true);
  });

  it('ends where the account may not write at all', async () => {
    const { write } = cloud({
      batch: throws('Forbidden.RAM', 403),
      single: throws('NoPermission'),
    });

    await expect(write(a)).rejects.toMatchObject({ code: 'Forbidden.RAM' });
    await expect(write(wide)).rejects.toMatchObject({ code: 'NoPermission' });
  });
});

import type * as v from 'valibot';
import { ApiError } from '../../peering/model/failure.ts';
import type { EntryFailure, NetworkApi } from '../../peering/network/model.ts';
import { checked } from '../guard.ts';
import {
  acceptedAnswer,
  type BatchAnswer,
  batchAnswer,
  routeEntriesAnswer,
  routeTablesAnswer,
  vpcAnswer,
  vSwitchesAnswer,
} from './schema.ts';
import { byNumber, byToken, type VpcCall, type VpcClient } from './vpc-client.ts';

/** An entry that was asked for, as far as a failure can name it. */
export interface AskedEntry {
  readonly routeTableId: string;
  readonly destinationCidrBlock: string;
  readonly nextHopId?: string;
  readonly routeEntryId?: string;
}

type Failed = BatchAnswer['FailedRouteEntries'][number];

const isNamedBy =
  (failed: Failed) =>
  (asked: AskedEntry): boolean =>
    failed.RouteEntryId && asked.routeEntryId
      ? failed.RouteEntryId === asked.routeEntryId
      : failed.DstCidrBlock === asked.destinationCidrBlock &&
        (asked.nextHopId === undefined || failed.NextHop === asked.nextHopId);

/** A destination may have been asked for in several tables, and a failure does not name the table. */
const failureOf = (failed: Failed, asked: readonly AskedEntry[]): EntryFailure | undefined => {
  const [first, ...others] = asked.filter(isNamedBy(failed));
  if (!first) return undefined;
  return {
    destinationCidrBlock: first.destinationCidrBlock,
    nextHopId: failed.NextHop ?? first.nextHopId ?? '',
    ...(others.length === 0 ? { routeTableId: first.routeTableId } : {}),
    code: failed.FailedCode,
    message: failed.FailedMessage ?? '',
  };
};

/**
 * Which entries of a batch were not taken: the call answers 200 all the same. Throws `ApiError` when the
 * answer counts more failures than it names, or names entries that were not asked for: then it is not known
 * what was done, and the tables must be read.
 */
export const failuresIn = (
  operation: string,
  { RequestId, FailedCount, FailedRouteEntries }: BatchAnswer,
  asked: readonly AskedEntry[],
): readonly EntryFailure[] => {
  const failures = FailedRouteEntries.flatMap((failed) => {
    const failure = failureOf(failed, asked);
    return failure ? [{ ...failure, ...(RequestId ? { requestId: RequestId } : {}) }] : [];
  });
  if (failures.length === FailedRouteEntries.length && failures.length >= FailedCount)
    return failures;
  throw new ApiError({
    kind: 'malformed',
    operation,
    code: 'MalformedResponse',
    message: `${operation} counts ${FailedCount} failed entries and names ${failures.length} of those asked for`,
  });
};

/** The most that DescribeVSwitches and DescribeRouteTableList give at once. */
const PAGE_SIZE = 50;
/** The most that DescribeRouteEntryList gives at once. */
const MAX_RESULT = 100;

const VPC_PEER = 'VpcPeer';

const ipVersionOf = (cidr: string): 4 | 6 => (cidr.includes(':') ? 6 : 4);

/** Whether a call reads or writes; each may have credentials of its own. */
export type Access = 'read' | 'write';

/**
 * VPC 2016-04-28 through the official client's typed methods; `clientIn` gives the client of a region.
 * The batch calls know no ClientToken, so that only reads and the single create are tried again on a reset.
 */
export const createNetworkApi = (
  clientIn: (regionId: string, access: Access) => VpcClient,
): NetworkApi => {
  const write = async <S extends v.GenericSchema>(
    regionId: string,
    schema: S,
    call: VpcCall,
  ): Promise<v.InferOutput<S>> =>
    checked(call.operation, schema, await clientIn(regionId, 'write')(call));

  const read = async <S extends v.GenericSchema>(
    regionId: string,
    schema: S,
    operation: string,
    invoke: VpcCall['invoke'],
  ): Promise<v.InferOutput<S>> =>
    checked(
      operation,
      schema,
      await clientIn(regionId, 'read')({ operation, idempotent: true, invoke }),
    );

  return {
    vpc: (regionId, vpcId) =>
      read(regionId, vpcAnswer(), 'DescribeVpcAttribute', (client, models, runtime) =>
        client.describeVpcAttributeWithOptions(
          new models.DescribeVpcAttributeRequest({ regionId, vpcId }),
          runtime,
        ),
      ),
    vSwitches: (regionId, vpcId) =>
      byNumber('DescribeVSwitches', PAGE_SIZE, (pageNumber) =>
        read(regionId, vSwitchesAnswer(), 'DescribeVSwitches', (client, models, runtime) =>
          client.describeVSwitchesWithOptions(
            new models.DescribeVSwitchesRequest({
              regionId,
              vpcId,
              pageNumber,
              pageSize: PAGE_SIZE,
            }),
            runtime,
          ),
        ),
      ),
    routeTables: (regionId, vpcId) =>
      byNumber('DescribeRouteTableList', PAGE_SIZE, (pageNumber) =>
        read(regionId, routeTablesAnswer(), 'DescribeRouteTableList', (client, models, runtime) =>
          client.describeRouteTableListWithOptions(
            new models.DescribeRouteTableListRequest({
              regionId,
              vpcId,
              pageNumber,
              pageSize: PAGE_SIZE,
            }),
            runtime,
          ),
        ),
      ),
    routeEntries: async (regionId, routeTableId, nextHopId) => {
      const entries = await byToken('DescribeRouteEntryList', (nextToken) =>
        read(regionId, routeEntriesAnswer(), 'DescribeRouteEntryList', (client, models, runtime) =>
          client.describeRouteEntryListWithOptions(
            new models.DescribeRouteEntryListRequest({
              regionId,
              routeTableId,
              nextHopId,
              maxResult: MAX_RESULT,
              nextToken,
            }),
            runtime,
          ),
        ),
      );
      // An entry is in the table that was asked for, whether it repeats that or not.
      return entries.map((each) => ({ ...each, routeTableId }));
    },
    createRouteEntry: async (regionId, entry, clientToken) => {
      await write(regionId, acceptedAnswer(), {
        operation: 'CreateRouteEntry',
        idempotent: true,
        invoke: (client, models, runtime) =>
          client.createRouteEntryWithOptions(
            new models.CreateRouteEntryRequest({
              regionId,
              routeTableId: entry.routeTableId,
              destinationCidrBlock: entry.destinationCidrBlock,
              nextHopId: entry.nextHopId,
              nextHopType: VPC_PEER,
              routeEntryName: entry.name,
              description: entry.description,
              clientToken,
            }),
            runtime,
          ),
      });
    },
    createRouteEntries: async (regionId, entries) => {
      const answer = await write(regionId, batchAnswer(), {
        operation: 'CreateRouteEntries',
        idempotent: false,
        invoke: (client, models, runtime) =>
          client.createRouteEntriesWithOptions(
            new models.CreateRouteEntriesRequest({
              regionId,
              routeEntries: entries.map(
                (entry) =>
                  new models.CreateRouteEntriesRequestRouteEntries({
                    routeTableId: entry.routeTableId,
                    dstCidrBlock: entry.destinationCidrBlock,
                    ipVersion: ipVersionOf(entry.destinationCidrBlock),
                    nextHop: entry.nextHopId,
                    nextHopType: VPC_PEER,
                    name: entry.name,
                    description: entry.description,
                  }),
              ),
            }),
            runtime,
          ),
      });
      return failuresIn('CreateRouteEntries', answer, entries);
    },
    deleteRouteEntries: async (regionId, entries, { dryRun } = { dryRun: false }) => {
      const answer = await write(regionId, batchAnswer(), {
        operation: 'DeleteRouteEntries',
        idempotent: false,
        invoke: (client, models, runtime) =>
          client.deleteRouteEntriesWithOptions(
            new models.DeleteRouteEntriesRequest({
              regionId,
              ...(dryRun ? { dryRun } : {}),
              routeEntries: entries.map(
                ({ routeTableId, routeEntryId }) =>
                  new models.DeleteRouteEntriesRequestRouteEntries({ routeTableId, routeEntryId }),
              ),
            }),
            runtime,
          ),
      });
      return failuresIn('DeleteRouteEntries', answer, entries);
    },
  };
};

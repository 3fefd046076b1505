import * as v from 'valibot';
import type { RouteEntry, RouteTable, Vpc, VSwitch } from '../../peering/network/model.ts';
import { once } from '../../peering/once.ts';

// Functions: whoever asks the VPC API nothing starts without them.

const text = v.nullish(v.string());
/** Ids come as numbers or, beyond 2^53, as the strings that the exact parser makes of them. */
const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String));
const count = v.pipe(v.union([v.string(), v.number()]), v.transform(Number));

/** VPC answers wrap every list once more: `{"UserCidrs": {"UserCidr": [...]}}`. */
const within = <S extends v.GenericSchema>(name: string, item: S) =>
  v.pipe(
    v.looseObject({}),
    v.transform((wrapper: Record<string, unknown>) => wrapper[name] ?? []),
    v.array(item),
  );

/** A wrapped list that may be left out. */
const optional = <S extends v.GenericSchema>(name: string, item: S) =>
  v.pipe(v.nullish(v.looseObject({}), {}), within(name, item));

const unique = (values: readonly (string | null | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value): value is string => Boolean(value))),
];

/** DescribeVpcAttribute. */
export const vpcAnswer = once(() =>
  v.pipe(
    v.object({
      VpcId: v.string(),
      RegionId: v.string(),
      OwnerId: id,
      Status: v.string(),
      CidrBlock: v.string(),
      SecondaryCidrBlocks: optional('SecondaryCidrBlock', v.string()),
      UserCidrs: optional('UserCidr', v.string()),
      Ipv6CidrBlock: text,
      Ipv6CidrBlocks: optional('Ipv6CidrBlock', v.object({ Ipv6CidrBlock: v.string() })),
      AssociatedCens: optional('AssociatedCen', v.object({ CenId: v.string() })),
    }),
    v.transform(
      (raw): Vpc => ({
        vpcId: raw.VpcId,
        regionId: raw.RegionId,
        ownerId: raw.OwnerId,
        status: raw.Status,
        cidrBlock: raw.CidrBlock,
        secondaryCidrBlocks: raw.SecondaryCidrBlocks,
        userCidrs: raw.UserCidrs,
        // The first range stands in a field of its own and, with newer VPCs, in the list as well.
        ipv6CidrBlocks: unique([
          raw.Ipv6CidrBlock,
          ...raw.Ipv6CidrBlocks.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
        ]),
        cenIds: unique(raw.AssociatedCens.map(({ CenId }) => CenId)),
      }),
    ),
  ),
);

const vSwitch = () =>
  v.pipe(
    v.object({ VSwitchId: v.string(), CidrBlock: v.string(), Ipv6CidrBlock: text }),
    v.transform(
      (raw): VSwitch => ({
        vSwitchId: raw.VSwitchId,
        cidrBlock: raw.CidrBlock,
        ...(raw.Ipv6CidrBlock ? { ipv6CidrBlock: raw.Ipv6CidrBlock } : {}),
      }),
    ),
  );

const routeTable = () =>
  v.pipe(
    v.object({
      RouteTableId: v.string(),
      RouteTableName: text,
      RouteTableType: v.string(),
      AssociateType: v.nullish(v.string(), 'VSwitch'),
      Status: v.nullish(v.string(), 'Available'),
      VSwitchIds: optional('VSwitchId', v.string()),
      Tags: optional('Tag', v.object({ Key: v.string(), Value: text })),
    }),
    v.transform(
      (raw): RouteTable => ({
        routeTableId: raw.RouteTableId,
        ...(raw.RouteTableName ? { routeTableName: raw.RouteTableName } : {}),
        routeTableType: raw.RouteTableType,
        associateType: raw.AssociateType,
        status: raw.Status,
        vSwitchIds: raw.VSwitchIds,
        tags: raw.Tags.map(({ Key, Value }) => ({ key: Key, value: Value ?? '' })),
      }),
    ),
  );

const nextHop = () =>
  v.pipe(
    v.object({
      NextHopId: text,
      NextHopType: text,
      Enabled: v.nullish(v.union([v.number(), v.string(), v.boolean()])),
      Weight: v.nullish(count),
    }),
    // The next hop of a system entry is `local` and has no id; 0 is a next hop that is switched off.
    v.transform(({ NextHopId, NextHopType, Enabled, Weight }) => ({
      nextHopId: NextHopId ?? '',
      nextHopType: NextHopType ?? '',
      ...(Enabled == null ? {} : { enabled: !['0', 'false'].includes(String(Enabled)) }),
      ...(Weight == null ? {} : { weight: Weight }),
    })),
  );

const routeEntry = () =>
  v.pipe(
    v.object({
      RouteEntryId: v.nullish(v.string(), ''),
      RouteTableId: v.nullish(v.string(), ''),
      DestinationCidrBlock: v.string(),
      Status: v.nullish(v.string(), 'Available'),
      Type: v.nullish(v.string(), 'Custom'),
      RouteEntryName: text,
      Description: text,
      NextHops: optional('NextHop', nextHop()),
    }),
    v.transform(
      (raw): RouteEntry => ({
        routeEntryId: raw.RouteEntryId,
        routeTableId: raw.RouteTableId,
        destinationCidrBlock: raw.DestinationCidrBlock,
        status: raw.Status,
        type: raw.Type,
        ...(raw.RouteEntryName ? { routeEntryName: raw.RouteEntryName } : {}),
        ...(raw.Description ? { description: raw.Description } : {}),
        nextHops: raw.NextHops,
      }),
    ),
  );

/** DescribeVSwitches, one page. A page without its list is no answer: it would read as "none". */
export const vSwitchesAnswer = once(() =>
  v.pipe(
    v.object({ VSwitches: within('VSwitch', vSwitch()), TotalCount: v.optional(count) }),
    v.transform((raw) => ({ items: raw.VSwitches, total: raw.TotalCount })),
  ),
);

/** DescribeRouteTableList, one page. */
export const routeTablesAnswer = once(() =>
  v.pipe(
    v.object({
      RouterTableList: within('RouterTableListType', routeTable()),
      TotalCount: v.optional(count),
    }),
    v.transform((raw) => ({ items: raw.RouterTableList, total: raw.TotalCount })),
  ),
);

/** DescribeRouteEntryList, one page. */
export const routeEntriesAnswer = once(() =>
  v.pipe(
    v.object({ RouteEntrys: within('RouteEntry', routeEntry()), NextToken: text }),
    v.transform((raw) => ({ items: raw.RouteEntrys, nextToken: raw.NextToken || undefined })),
  ),
);

/** CreateRouteEntries and DeleteRouteEntries. */
export const batchAnswer = once(() =>
  v.object({
    RequestId: text,
    FailedCount: count,
    FailedRouteEntries: v.nullish(
      v.array(
        v.object({
          RouteEntryId: text,
          DstCidrBlock: text,
          NextHop: text,
          FailedCode: v.string(),
          FailedMessage: text,
        }),
      ),
      [],
    ),
  }),
);

export type BatchAnswer = v.InferOutput<ReturnType<typeof batchAnswer>>;

/** CreateRouteEntry: its effect is asynchronous, and what it answers says no more than that it began. */
export const acceptedAnswer = once(() => v.object({ RequestId: v.string() }));

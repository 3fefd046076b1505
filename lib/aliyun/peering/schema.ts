import * as v from 'valibot';
import { type Connection, STATUSES, type VpcSide } from '../../peering/model/connection.ts';

const text = v.nullish(v.string());
/** Ids come as numbers or, beyond 2^53, as the strings that the exact parser makes of them. */
const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String));
const count = v.nullish(v.pipe(v.union([v.number(), v.string()]), v.transform(Number)));

const side = v.object({
  VpcId: v.string(),
  Ipv4Cidrs: v.nullish(v.array(v.string())),
  Ipv6Cidrs: v.nullish(v.array(v.string())),
});

const connection = v.object({
  InstanceId: v.string(),
  Status: v.picklist(STATUSES),
  BizStatus: text,
  Name: text,
  Description: text,
  OwnerId: id,
  AcceptingOwnerUid: id,
  RegionId: v.string(),
  AcceptingRegionId: v.string(),
  Vpc: side,
  AcceptingVpc: side,
  Bandwidth: count,
  LinkType: text,
  ResourceGroupId: text,
  ManagedService: text,
  GmtCreate: text,
  GmtModified: text,
  GmtExpired: text,
  Tags: v.nullish(v.array(v.object({ Key: v.string(), Value: v.nullish(v.string()) }))),
});

const sideOf = ({ VpcId, Ipv4Cidrs, Ipv6Cidrs }: v.InferOutput<typeof side>): VpcSide => ({
  vpcId: VpcId,
  ipv4Cidrs: Ipv4Cidrs ?? [],
  ipv6Cidrs: Ipv6Cidrs ?? [],
});

type Optional =
  | 'bizStatus'
  | 'name'
  | 'description'
  | 'linkType'
  | 'resourceGroupId'
  | 'managedService'
  | 'gmtCreate'
  | 'gmtModified'
  | 'gmtExpired';

/** Fields without a value are absent, whether the service leaves them out or sends null or "". */
const present = (
  fields: Readonly<Record<Optional, string | null | undefined>>,
): Partial<Record<Optional, string>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value));

const connectionSchema = v.pipe(
  connection,
  v.transform(
    (raw): Connection => ({
      instanceId: raw.InstanceId,
      status: raw.Status,
      ...present({
        bizStatus: raw.BizStatus,
        name: raw.Name,
        description: raw.Description,
        linkType: raw.LinkType,
        resourceGroupId: raw.ResourceGroupId,
        managedService: raw.ManagedService,
        gmtCreate: raw.GmtCreate,
        gmtModified: raw.GmtModified,
        gmtExpired: raw.GmtExpired,
      }),
      ownerId: raw.OwnerId,
      acceptingOwnerUid: raw.AcceptingOwnerUid,
      regionId: raw.RegionId,
      acceptingRegionId: raw.AcceptingRegionId,
      vpc: sideOf(raw.Vpc),
      acceptingVpc: sideOf(raw.AcceptingVpc),
      ...(raw.Bandwidth === null || raw.Bandwidth === undefined
        ? {}
        : { bandwidth: raw.Bandwidth }),
      tags: (raw.Tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value ?? '' })),
    }),
  ),
);

export const createAnswer = v.object({
  InstanceId: v.string(),
  RequestId: v.fallback(v.string(), ''),
});
export const getAnswer = connectionSchema;
export const listAnswer = v.object({
  NextToken: text,
  VpcPeerConnects: v.nullish(v.array(v.unknown())),
});
/** One row of a list; a row that cannot be read must not hide the others. */
export const listRow = connectionSchema;
export const tagsAnswer = v.object({
  NextToken: text,
  TagResources: v.nullish(
    v.array(
      v.object({ ResourceId: v.string(), TagKey: v.string(), TagValue: v.nullish(v.string()) }),
    ),
  ),
});

import * as v from 'valibot';

/*
 * The answers of the HTTP API, as far as the page and the command-line client read them. Members that
 * they do not know are left out, members that an older deployment lacks are optional.
 */

const end = v.object({
  vpcId: v.string(),
  ipv4Cidrs: v.optional(v.array(v.string()), []),
  ipv6Cidrs: v.optional(v.array(v.string()), []),
});

const tag = v.object({ key: v.string(), value: v.optional(v.string(), '') });

export const connection = v.object({
  instanceId: v.string(),
  status: v.string(),
  bizStatus: v.optional(v.string()),
  name: v.optional(v.string()),
  description: v.optional(v.string()),
  ownerId: v.optional(v.string(), ''),
  acceptingOwnerUid: v.optional(v.string(), ''),
  regionId: v.optional(v.string(), ''),
  acceptingRegionId: v.optional(v.string(), ''),
  vpc: v.optional(end, { vpcId: '' }),
  acceptingVpc: v.optional(end, { vpcId: '' }),
  bandwidth: v.optional(v.number()),
  linkType: v.optional(v.string()),
  gmtCreate: v.optional(v.string()),
  gmtModified: v.optional(v.string()),
  gmtExpired: v.optional(v.string()),
  tags: v.optional(v.array(tag), []),
});
export type Connection = v.InferOutput<typeof connection>;

export const row = v.object({ requestId: v.nullish(v.string(), null), connection });
/** A connection and the request that made it; `requestId` is null if it is not ours. */
export type Row = v.InferOutput<typeof row>;

export const list = v.object({
  connections: v.array(row),
  nextToken: v.nullish(v.string(), null),
});

export const finding = v.object({
  code: v.string(),
  severity: v.optional(v.string(), 'info'),
  pointer: v.optional(v.string(), ''),
  detail: v.optional(v.string(), ''),
  remedy: v.optional(v.string()),
});
export type Finding = v.InferOutput<typeof finding>;

const plannedEntry = v.object({
  regionId: v.optional(v.string(), ''),
  vpcId: v.optional(v.string(), ''),
  routeTableId: v.optional(v.string()),
  destinationCidrBlock: v.string(),
  result: v.string(),
  detail: v.optional(v.string()),
});
export type PlannedEntry = v.InferOutput<typeof plannedEntry>;

const leadingEntry = v.object({
  regionId: v.optional(v.string(), ''),
  vpcId: v.optional(v.string(), ''),
  routeTableId: v.optional(v.string()),
  destinationCidrBlock: v.string(),
  status: v.optional(v.string(), ''),
  ours: v.optional(v.boolean(), false),
});

export const routes = v.object({
  plan: v.optional(v.array(plannedEntry), []),
  counts: v.optional(v.record(v.string(), v.number()), {}),
  entries: v.optional(v.array(leadingEntry), []),
  findings: v.optional(v.array(finding), []),
});
export type Routes = v.InferOutput<typeof routes>;

export const preflight = v.object({
  findings: v.optional(v.array(finding), []),
  plan: v.optional(v.array(plannedEntry), []),
});
export type Preflight = v.InferOutput<typeof preflight>;

const difference = v.object({
  field: v.string(),
  asked: v.optional(v.unknown()),
  actual: v.optional(v.unknown()),
});

/** The answer to a write: 202 with a connection or queued, or 200 of a dry run. */
export const accepted = v.object({
  requestId: v.nullish(v.string(), null),
  status: v.optional(v.string()),
  detail: v.optional(v.string()),
  adopted: v.optional(v.boolean(), false),
  dryRun: v.optional(v.boolean(), false),
  connection: v.optional(v.object({ instanceId: v.string(), status: v.optional(v.string()) })),
  findings: v.optional(v.array(finding), []),
  differences: v.optional(v.array(difference), []),
});
export type Accepted = v.InferOutput<typeof accepted>;

/** RFC 9457, with what Peerflow adds. */
export const problem = v.object({
  title: v.optional(v.string(), ''),
  status: v.optional(v.number(), 0),
  detail: v.optional(v.string(), ''),
  code: v.optional(v.string(), ''),
  category: v.optional(v.string(), ''),
  errors: v.optional(
    v.array(v.object({ pointer: v.optional(v.string(), ''), detail: v.optional(v.string(), '') })),
    [],
  ),
  retryable: v.optional(v.boolean(), false),
  remedy: v.optional(v.string(), ''),
  requestId: v.nullish(v.string(), null),
  apiRequestId: v.optional(v.string()),
  findings: v.optional(v.array(finding), []),
});
export type Problem = v.InferOutput<typeof problem>;

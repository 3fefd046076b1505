import * as v from 'valibot';
import { STATUSES } from '../../model/connection.ts';
import { ROUTE_RESULTS } from '../../model/event.ts';
import { CATEGORIES } from '../../model/failure.ts';
import { ACTIONS } from '../../model/request.ts';

const maybe = v.exactOptional;
const texts = v.array(v.string());

/** Account ids exceed 2^53, so they are texts everywhere. */
const accountId = v.pipe(v.string(), v.regex(/^\d+$/), v.description('Alibaba Cloud account id'));

const side = v.object({
  vpcId: v.string(),
  ipv4Cidrs: maybe(texts),
  ipv6Cidrs: maybe(texts),
});

/** Every field that GetVpcPeerConnectionAttribute shows; all may be unknown. */
export const connectionFields = {
  instanceId: maybe(v.string()),
  status: maybe(v.picklist(STATUSES)),
  bizStatus: maybe(v.string()),
  name: maybe(v.string()),
  description: maybe(v.string()),
  ownerId: maybe(accountId),
  acceptingOwnerUid: maybe(accountId),
  regionId: maybe(v.string()),
  acceptingRegionId: maybe(v.string()),
  vpc: maybe(side),
  acceptingVpc: maybe(side),
  bandwidth: maybe(v.pipe(v.number(), v.description('Mbit/s; -1 means unlimited'))),
  linkType: maybe(v.string()),
  resourceGroupId: maybe(v.string()),
  managedService: maybe(v.string()),
  gmtCreate: maybe(v.string()),
  gmtModified: maybe(v.string()),
  gmtExpired: maybe(
    v.pipe(v.string(), v.description('Deadline for the other account while Accepting')),
  ),
  tags: maybe(v.array(v.object({ key: v.string(), value: v.string() }))),
};

const FIELDS_OF =
  'Fields of GetVpcPeerConnectionAttribute in camelCase; before the first look, what was asked';

/** A connection of which not even the name may be known. */
export const connection = v.pipe(v.object(connectionFields), v.description(FIELDS_OF));

export const namedConnection = v.pipe(
  v.object({ ...connectionFields, instanceId: v.string() }),
  v.description(FIELDS_OF),
);

export const action = v.picklist(ACTIONS);
export const status = v.picklist(STATUSES);

export const finding = v.object({
  code: v.string(),
  severity: v.picklist(['error', 'warning', 'info']),
  pointer: v.pipe(v.string(), v.description('JSON pointer into the request; empty: all of it')),
  detail: v.string(),
  evidence: maybe(v.record(v.string(), v.unknown())),
  remedy: v.string(),
});

export const difference = v.object({
  field: v.string(),
  asked: maybe(v.unknown()),
  actual: maybe(v.unknown()),
});

export const failure = v.object({
  code: v.string(),
  message: v.string(),
  category: v.picklist(CATEGORIES),
  retryable: v.boolean(),
  remedy: v.string(),
  apiRequestId: maybe(v.string()),
});

export const route = v.object({
  regionId: v.string(),
  vpcId: v.string(),
  routeTableId: maybe(
    v.pipe(v.string(), v.description('Absent where the tables of the VPC cannot be read')),
  ),
  destinationCidrBlock: v.string(),
  result: v.pipe(
    v.picklist(ROUTE_RESULTS),
    v.description('`created` by us, `present` though made by somebody else'),
  ),
  detail: maybe(v.string()),
});

export const planCounts = v.pipe(
  v.record(v.string(), v.number()),
  v.description('How many entries there are of each result; `plan` shows at most 50 of them'),
);

export const omitted = v.pipe(
  v.record(v.string(), v.number()),
  v.description('How many entries of which list were left out to keep the event small'),
);

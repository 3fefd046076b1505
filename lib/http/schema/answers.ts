import * as v from 'valibot';
import { connectionFields, difference, finding, route } from '../../peering/events/schema/parts.ts';
import { STATUSES } from '../../peering/model/connection.ts';
import { EFFECTS } from '../../peering/policy/rule.ts';
import type { Body } from './body.ts';

/*
 * The bodies of good answers. Endpoints take only the types from here, the OpenAPI document the schemas
 * themselves: neither can change without the other.
 */

const requestId = v.pipe(
  v.string(),
  v.description('Names the request: replays of it have the same id'),
);

export const policy = v.object({
  rule: v.pipe(v.string(), v.description('Name of the rule that decided')),
  effect: v.picklist(EFFECTS),
});

const instance = v.object({ instanceId: v.string(), status: v.picklist(STATUSES) });

/** A connection as the cloud shows it now. */
export const observedConnection = v.object({
  ...connectionFields,
  instanceId: v.string(),
  status: v.picklist(STATUSES),
});

export const shownConnection = v.object({
  requestId: v.pipe(
    v.nullable(v.string()),
    v.description('The request that made or adopted it; null if it carries no tags of ours'),
  ),
  connection: observedConnection,
});
export type ShownConnection = Body<typeof shownConnection>;

export const connectionList = v.object({
  connections: v.array(shownConnection),
  nextToken: v.pipe(
    v.nullable(v.string()),
    v.description('Send it as `nextToken` for the next page; null after the last one'),
  ),
});
export type ConnectionList = Body<typeof connectionList>;

const plan = v.pipe(
  v.array(route),
  v.maxLength(500),
  v.description(
    'Every entry that `routes` needs: `missing` ones are to be made, `present` and `created` ones are there, `conflict` ones are in the way',
  ),
);
const counts = v.pipe(
  v.record(v.string(), v.number()),
  v.description('How many entries there are of each result; `plan` lists at most 500 of them'),
);

/** Of a create that asks for routes, where preflight looked at them. */
export const maybePlan = { plan: v.exactOptional(plan), counts: v.exactOptional(counts) };

export const accepted = v.object({
  requestId,
  connection: instance,
  adopted: v.exactOptional(
    v.pipe(v.boolean(), v.description('True if the pair had a connection made by somebody else')),
  ),
  findings: v.exactOptional(v.array(finding)),
  differences: v.exactOptional(
    v.pipe(
      v.array(difference),
      v.description('Of an adopted connection: what it has otherwise than the request asked'),
    ),
  ),
  ...maybePlan,
});
export type Accepted = Body<typeof accepted>;

export const queued = v.object({
  requestId,
  status: v.literal('Queued'),
  detail: v.pipe(v.string(), v.description('What it waits for; events announce everything else')),
  connection: v.exactOptional(
    v.pipe(instance, v.description('The connection of a delete whose routes go first')),
  ),
});
export type Queued = Body<typeof queued>;

export const dryRun = v.object({
  dryRun: v.literal(true),
  passed: v.literal(true),
  requestId,
  policy,
  findings: v.array(finding),
  ...maybePlan,
});
export type DryRun = Body<typeof dryRun>;

export const preflightAnswer = v.object({ findings: v.array(finding), plan, counts });
export type PreflightAnswer = Body<typeof preflightAnswer>;

const leadingEntry = v.object({
  regionId: v.string(),
  vpcId: v.string(),
  routeTableId: v.string(),
  routeEntryId: v.string(),
  destinationCidrBlock: v.string(),
  status: v.string(),
  ours: v.pipe(v.boolean(), v.description('Made by this deployment, hence removed with a delete')),
});

export const routesAnswer = v.object({
  requestId: v.pipe(
    v.nullable(v.string()),
    v.description('The request that made or adopted the connection; null if it is not ours'),
  ),
  instanceId: v.string(),
  plan: v.pipe(
    v.array(route),
    v.description('Every entry that is wanted and how it stands; empty if no routes are'),
  ),
  counts: v.pipe(
    v.record(v.string(), v.number()),
    v.description('How many planned entries there are of each result'),
  ),
  entries: v.pipe(
    v.array(leadingEntry),
    v.description('Entries that lead to the connection, whoever made them'),
  ),
  findings: v.array(finding),
});
export type RoutesAnswer = Body<typeof routesAnswer>;

/** How one item of a batch ended: what every trigger but HTTP is answered with. */
export const outcomes = v.object({
  outcomes: v.array(
    v.object({
      item: v.pipe(v.number(), v.description('0-based place in the batch')),
      requestId: v.nullable(v.string()),
      outcome: v.picklist(['created', 'adopted', 'queued', 'done', 'failed', 'rejected']),
      instanceId: v.exactOptional(v.string()),
      code: v.exactOptional(v.string()),
    }),
  ),
});
export type Outcomes = Body<typeof outcomes>;

/** An anonymous caller reads the status alone. */
export const health = v.object({
  status: v.literal('ok'),
  configuration: v.exactOptional(v.literal('ok')),
  credentials: v.exactOptional(
    v.pipe(
      v.picklist(['context', 'environment']),
      v.description('Where they come from: the role of the function, or environment variables'),
    ),
  ),
});
export type Health = Body<typeof health>;

const check = v.object({
  name: v.pipe(v.string(), v.description('What was asked about')),
  ok: v.boolean(),
  detail: v.string(),
  remedy: v.exactOptional(v.string()),
});

export const deepHealth = v.object({
  status: v.picklist(['ok', 'failed']),
  checkedAt: v.pipe(v.string(), v.description('Answers are kept for a minute')),
  functions: v.pipe(
    v.array(v.object({ name: v.string(), ok: v.boolean(), checks: v.array(check) })),
    v.description('What each function found with its own role'),
  ),
});
export type DeepHealthReport = Body<typeof deepHealth>;

import { CloudFault, refuse } from '../../fault.ts';
import type { Answer, Cloud } from '../../operation.ts';
import { groupsOf, isTrue, type Params } from '../../params.ts';
import type { TableOfVpc } from '../find.ts';
import { busyVpcs, dryRunPassed } from './ask.ts';

const MOST = 50;

/** The entries of a batch call. Throws unless there are 1 to 50 with the parameters they need. */
export const batchOf = (params: Params, needed: readonly string[]): readonly Params[] => {
  const items = groupsOf(params, 'RouteEntries');
  if (items.length === 0) throw refuse('MissingParam.RouteEntries');
  if (items.length > MOST) throw refuse('IllegalParam.RouteEntries');
  for (const item of items)
    for (const name of needed) if (!item[name]) throw refuse(`MissingParam.${name}`);
  return items;
};

/** Batch calls have codes of their own for what a single call answers; others are passed on. */
const CODES: Readonly<Record<string, string>> = {
  'InvalidCIDRBlock.Duplicate': 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
  'InvalidRouteEntry.Duplicate': 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
  'RouterEntryConflict.Duplicated': 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
  'Duplicated.VpcNextHop': 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
  IncorrectRouteEntryStatus: 'VPC_ROUTE_ENTRY_STATUS_ERROR',
  'IncorrectStatus.VpcRouteEntry': 'VPC_ROUTE_ENTRY_STATUS_ERROR',
  'InvalidRouteEntry.NotFound': 'VPC_ROUTER_ENTRY_NOT_EXIST',
  'InvalidRouteEntryId.NotFound': 'VPC_ROUTER_ENTRY_NOT_EXIST',
};

const ECHOED = ['RouteEntryId', 'DstCidrBlock', 'NextHop'];

const failureOf = (item: Params, { code, message }: CloudFault): Answer => ({
  ...Object.fromEntries(ECHOED.flatMap((name) => (item[name] ? [[name, item[name]]] : []))),
  FailedCode: CODES[code] ?? code,
  FailedMessage: message,
});

interface Asked extends TableOfVpc {
  readonly item: Params;
}

/**
 * A batch call on its entries, each for itself: what fails is listed in the answer, which is a success all the
 * same. A dry run fails as a whole.
 *
 * @param check throws where an entry cannot be written; `isBusy` while another write of its VPC is under way
 */
export const runBatch = <T extends Asked, C, R>(
  cloud: Cloud,
  params: Params,
  asked: readonly T[],
  { check, write }: { check: (each: T, isBusy: boolean) => C; write: (checked: C) => R },
): { readonly done: readonly R[]; readonly about: Answer } => {
  const busy = busyVpcs(cloud, [...new Set(asked.map(({ vpc }) => vpc))]);
  const checked = (each: T): C => check(each, busy.has(each.vpc));
  if (isTrue(params.DryRun)) {
    for (const each of asked) checked(each);
    throw dryRunPassed();
  }
  const done: R[] = [];
  const FailedRouteEntries: Answer[] = [];
  for (const each of asked) {
    try {
      done.push(write(checked(each)));
    } catch (error) {
      if (!(error instanceof CloudFault)) throw error;
      FailedRouteEntries.push(failureOf(each.item, error));
    }
  }
  const FailedCount = FailedRouteEntries.length;
  return { done, about: { SuccessCount: done.length, FailedCount, FailedRouteEntries } };
};

import { CloudFault, refuse } from '../../fault.ts';
import type { Answer } from '../../operation.ts';
import { groupsOf, type Params } from '../../params.ts';

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

/** Runs one entry after the other; what fails is told in the answer, which is a success all the same. */
export const eachOf = <T extends { readonly item: Params }, R>(
  asked: readonly T[],
  run: (each: T) => R,
): { readonly done: readonly R[]; readonly about: Answer } => {
  const done: R[] = [];
  const failed: Answer[] = [];
  for (const each of asked) {
    try {
      done.push(run(each));
    } catch (error) {
      if (!(error instanceof CloudFault)) throw error;
      failed.push(failureOf(each.item, error));
    }
  }
  return {
    done,
    about: {
      SuccessCount: done.length,
      FailedCount: failed.length,
      FailedRouteEntries: failed,
    },
  };
};

import { VPC } from './network/index.ts';
import type { Operation } from './operation.ts';
import { VPCPEER } from './peering/index.ts';

interface ProductApi {
  readonly operations: Readonly<Record<string, Operation>>;
  /** Calls that are remembered by their ClientToken. */
  readonly takesToken: (action: string) => boolean;
  /** What a call gets whose token is still being processed. */
  readonly tokenInUse: string;
  /** Calls a minute for each region, action and main account, unless the action has a limit of its own. */
  readonly callsPerMinute: number;
}

/** The products whose operations work on connections, VPCs and routes. All have RAM code `vpc`. */
export const PRODUCTS = {
  VpcPeer: {
    operations: VPCPEER,
    takesToken: (action) => !/^(Get|List)/.test(action),
    tokenInUse: 'OperationFailed.LastTokenProcessing',
    callsPerMinute: 360,
  },
  Vpc: {
    operations: VPC,
    takesToken: (action) => action === 'CreateRouteEntry',
    tokenInUse: 'LastTokenProcessing',
    callsPerMinute: 6_000,
  },
} as const satisfies Readonly<Record<string, ProductApi>>;

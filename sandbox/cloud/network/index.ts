import type { Operation } from '../operation.ts';
import { associateVpcCidrBlock, unassociateVpcCidrBlock } from './cidr-blocks.ts';
import { describeRouteEntryList } from './read/route-entries.ts';
import { describeRouteTableList } from './read/route-tables.ts';
import { describeVSwitches } from './read/v-switches.ts';
import { describeVpcAttribute, describeVpcs } from './read/vpcs.ts';
import { createRouteEntry } from './routes/create.ts';
import { createRouteEntries } from './routes/create-batch.ts';
import { deleteRouteEntry } from './routes/delete.ts';
import { deleteRouteEntries } from './routes/delete-batch.ts';

/** VPC 2016-04-28, as far as peering needs it. */
export const VPC: Readonly<Record<string, Operation>> = {
  DescribeVpcs: describeVpcs,
  DescribeVpcAttribute: describeVpcAttribute,
  DescribeVSwitches: describeVSwitches,
  DescribeRouteTableList: describeRouteTableList,
  DescribeRouteEntryList: describeRouteEntryList,
  CreateRouteEntry: createRouteEntry,
  CreateRouteEntries: createRouteEntries,
  DeleteRouteEntry: deleteRouteEntry,
  DeleteRouteEntries: deleteRouteEntries,
  AssociateVpcCidrBlock: associateVpcCidrBlock,
  UnassociateVpcCidrBlock: unassociateVpcCidrBlock,
};

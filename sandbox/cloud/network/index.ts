import type { Operation } from '../operation.ts';
import { associateVpcCidrBlock } from './cidr-blocks.ts';
import {
  describeRouteEntryList,
  describeRouteTableList,
  describeVpcAttribute,
  describeVpcs,
  describeVSwitches,
} from './read.ts';
import { createRouteEntries, createRouteEntry } from './routes/create.ts';
import { deleteRouteEntries, deleteRouteEntry } from './routes/delete.ts';
import { tagResources, untagResources } from './tags.ts';

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
  TagResources: tagResources,
  UnTagResources: untagResources,
};

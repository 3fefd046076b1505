import type { Operation } from '../operation.ts';
import { createConnection } from './create.ts';
import { accept, modify, moveResourceGroup, reject, remove } from './life.ts';
import { get, list } from './read.ts';
import { listTagResources, tagResources, untagResources } from './tags.ts';

/** VpcPeer 2022-01-01, all eleven operations. */
export const VPCPEER: Readonly<Record<string, Operation>> = {
  CreateVpcPeerConnection: createConnection,
  AcceptVpcPeerConnection: accept,
  RejectVpcPeerConnection: reject,
  DeleteVpcPeerConnection: remove,
  ModifyVpcPeerConnection: modify,
  GetVpcPeerConnectionAttribute: get,
  ListVpcPeerConnections: list,
  MoveResourceGroup: moveResourceGroup,
  TagResources: tagResources,
  UnTagResources: untagResources,
  ListTagResources: listTagResources,
};

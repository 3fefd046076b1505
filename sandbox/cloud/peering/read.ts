import { fault } from '../fault.ts';
import type { Caller, Operation } from '../operation.ts';
import { listOf, need, type Params, tagsOf } from '../params.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';
import { carries } from './carries.ts';
import { viewOf } from './view.ts';
import { findVisible, isVisible } from './visible.ts';

export const get: Operation = ({ store }, caller, params) =>
  viewOf(store, caller, findVisible(store, caller, need(params, 'InstanceId')));

type Filter = (it: PeerConnection) => boolean;

const filtersOf = (store: Store, caller: Caller, params: Params): readonly Filter[] => {
  const vpcIds = listOf(params, 'VpcId');
  const tags = tagsOf(params, 'Tags');
  const { RegionId, InstanceId, Name, ResourceGroupId } = params;
  return [
    (it) => isVisible(store, caller, it),
    (it) => !RegionId || it.regionId === RegionId,
    (it) => !InstanceId || it.instanceId === InstanceId,
    (it) => !Name || it.name === Name,
    (it) => !ResourceGroupId || it.resourceGroupId === ResourceGroupId,
    (it) => vpcIds.every((each) => it.vpcId === each || it.acceptingVpcId === each),
    (it) => carries(it, caller, tags),
  ];
};

const candidates = (store: Store, params: Params): readonly PeerConnection[] => {
  const [vpcId] = listOf(params, 'VpcId');
  if (vpcId) return store.ofVpc(vpcId);
  return [...store.connections.values()].map((each) => store.settled(each));
};

const pageSize = (text: string | undefined, fallback: number, most: number): number => {
  const size = Number(text ?? fallback);
  if (!Number.isInteger(size) || size < 1 || size > most) throw fault.illegal('MaxResults');
  return size;
};

const offsetOf = (token: string | undefined): number => {
  if (!token) return 0;
  const offset = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(offset)) throw fault.illegal('NextToken');
  return offset;
};

const tokenOf = (offset: number): string => Buffer.from(String(offset)).toString('base64url');

export const list: Operation = ({ store }, caller, params) => {
  const size = pageSize(params.MaxResults, 20, 100);
  const offset = offsetOf(params.NextToken);
  const filters = filtersOf(store, caller, params);
  const all = candidates(store, params).filter((it) => filters.every((filter) => filter(it)));
  const rows = all.slice(offset, offset + size);
  return {
    TotalCount: all.length,
    MaxResults: size,
    NextToken: offset + size < all.length ? tokenOf(offset + size) : '',
    VpcPeerConnects: rows.map((it) => viewOf(store, caller, it)),
  };
};

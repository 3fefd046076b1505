import { CloudFault } from '../fault.ts';
import type { Caller, Cloud, Operation } from '../operation.ts';
import { checkTags, isTrue, listOf, need, type Params, tagsOf } from '../params.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';
import { carries } from './carries.ts';
import { isVisible } from './visible.ts';

const MAX_TAGS = 20;

const resources = ({ store }: Cloud, caller: Caller, params: Params): readonly PeerConnection[] => {
  const ids = listOf(params, 'ResourceId');
  if (ids.length > 20)
    throw new CloudFault(
      'NumberExceed.ResourceIds',
      'The maximum number of resource IDs is exceeded.',
    );
  return ids.map((id) => {
    const found = store.find(id);
    if (!found || !isVisible(store, caller, found))
      throw new CloudFault('InvalidInstanceIds.NotFound', 'The instance IDs are not found.');
    return found;
  });
};

const requireType = (params: Params): void => {
  if (need(params, 'ResourceType') !== 'PeerConnection')
    throw new CloudFault('InvalidInstanceType.NotFound', 'The instance type is not found.');
};

const ownTags = (it: PeerConnection, caller: Caller): Map<string, string> => {
  const known = it.tags.get(caller.accountId) ?? new Map<string, string>();
  it.tags.set(caller.accountId, known);
  return known;
};

export const tagResources: Operation = (cloud, caller, params) => {
  requireType(params);
  const tags = tagsOf(params, 'Tag');
  checkTags(tags);
  const refuses = cloud.store.fixture.behaviour.tagOverwrite === 'refuse';
  for (const it of resources(cloud, caller, params)) {
    const known = ownTags(it, caller);
    if (refuses && tags.some(({ key }) => known.has(key)))
      throw new CloudFault('Forbidden.TagKey.Duplicated', 'The specified tag key already exists.');
    const after = new Set([...known.keys(), ...tags.map(({ key }) => key)]);
    if (after.size > MAX_TAGS)
      throw new CloudFault('NumberExceed.Tags', 'The maximum number of tags is exceeded.');
    for (const { key, value } of tags) known.set(key, value ?? '');
  }
  return { Success: true };
};

export const untagResources: Operation = (cloud, caller, params) => {
  requireType(params);
  const keys = listOf(params, 'TagKey');
  for (const it of resources(cloud, caller, params)) {
    const known = ownTags(it, caller);
    if (keys.length === 0 && isTrue(params.All)) known.clear();
    for (const key of keys) known.delete(key);
  }
  return { Success: true };
};

/** Connections of the given ids, or all; not settled, which would make a look among thousands dear. */
const named = (store: Store, ids: readonly string[]): readonly PeerConnection[] =>
  ids.length === 0
    ? [...store.connections.values()]
    : [...new Set(ids)].flatMap((id) => store.connections.get(id) ?? []);

export const listTagResources: Operation = (cloud, caller, params) => {
  requireType(params);
  const ids = listOf(params, 'ResourceId');
  const tags = tagsOf(params, 'Tag');
  if (ids.length === 0 && tags.length === 0)
    throw new CloudFault(
      'BothEmpty.TagsAndResources',
      'The specified Tags and ResourcesIds are not allow to both empty.',
    );
  if (tags.some(({ key }) => !key))
    throw new CloudFault('InvalidTagKey', 'The tag keys are not valid.');
  const { store } = cloud;
  const found = named(store, ids).filter(
    (it) =>
      carries(it, caller, tags) &&
      it.regionId === params.RegionId &&
      isVisible(store, caller, store.settled(it)),
  );
  return {
    NextToken: '',
    MaxResults: 50,
    TagResources: found.flatMap((it) =>
      [...ownTags(it, caller)].map(([TagKey, TagValue]) => ({
        ResourceId: it.instanceId,
        ResourceType: 'PeerConnection',
        RegionNo: it.regionId,
        TagKey,
        TagValue,
      })),
    ),
  };
};

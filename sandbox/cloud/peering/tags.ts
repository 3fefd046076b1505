import { refuse } from '../fault.ts';
import type { Caller, Cloud, Operation } from '../operation.ts';
import {
  isTrue,
  listOf,
  MAX_TAGS,
  need,
  type Params,
  pageOf,
  tagsOf,
  tagsToWrite,
} from '../params.ts';
import type { PeerConnection } from '../state.ts';
import { carries, isInRegion, isVisible, listedRow, tagsOfSide } from './visible.ts';

/** Connections of one write, and of one list of tags. */
const MAX_RESOURCES = 20;
const MAX_LISTED = 50;

const requireType = (params: Params): void => {
  need(params, 'RegionId');
  if (need(params, 'ResourceType') !== 'PeerConnection')
    throw refuse('InvalidInstanceType.NotFound');
};

/** The connections that a write names: all there, or none is touched. */
const resources = ({ store }: Cloud, caller: Caller, params: Params): readonly PeerConnection[] => {
  requireType(params);
  const ids = listOf(params, 'ResourceId');
  if (ids.length === 0) throw refuse('MissingParameter', 'ResourceId');
  if (ids.length > MAX_RESOURCES) throw refuse('NumberExceed.ResourceIds');
  return ids.map((id) => {
    const found = store.find(id);
    const isHere =
      found && [found.regionId, found.acceptingRegionId].includes(params.RegionId ?? '');
    if (!isHere || !isVisible(store, caller, found)) throw refuse('InvalidInstanceIds.NotFound');
    return found;
  });
};

/** TagResources: every connection takes every tag, or none does. */
export const tagResources: Operation = (cloud, caller, params) => {
  const { store } = cloud;
  const those = resources(cloud, caller, params);
  const tags = tagsToWrite(params, 'Forbidden.TagKeys');
  if (tags.size === 0) throw refuse('MissingParameter', 'Tag');
  for (const it of those) {
    const known = tagsOfSide(store, caller, it);
    if (store.behaviour.tagOverwrite === 'refuse' && [...tags.keys()].some((key) => known.has(key)))
      throw refuse('Forbidden.TagKey.Duplicated');
    if (new Set([...known.keys(), ...tags.keys()]).size > MAX_TAGS)
      throw refuse('NumberExceed.Tags');
  }
  for (const it of those)
    store.write(it, store.behaviour.tagLagMs, () => {
      for (const [key, value] of tags) tagsOfSide(store, caller, it).set(key, value);
    });
  return { Success: true };
};

/** UnTagResources: the keys that are named, or all. */
export const untagResources: Operation = (cloud, caller, params) => {
  const { store } = cloud;
  const those = resources(cloud, caller, params);
  const keys = listOf(params, 'TagKey');
  if (keys.length > MAX_TAGS) throw refuse('NumberExceed.Tags');
  for (const it of those)
    store.write(it, store.behaviour.tagLagMs, () => {
      const known = tagsOfSide(store, caller, it);
      if (keys.length === 0 && isTrue(params.All)) known.clear();
      for (const key of keys) known.delete(key);
    });
  return { Success: true };
};

const CATEGORIES = [undefined, '', 'All', 'Custom', 'System'];

/** ListTagResources: of the connections named, or of those that carry all of the tags. */
export const listTagResources: Operation = ({ store }, caller, params) => {
  requireType(params);
  const ids = listOf(params, 'ResourceId');
  const tags = tagsOf(params, 'Tag');
  if (ids.length === 0 && tags.length === 0) throw refuse('BothEmpty.TagsAndResources');
  if (ids.length > MAX_LISTED) throw refuse('NumberExceed.ResourceIds');
  if (tags.length > MAX_TAGS) throw refuse('NumberExceed.Tags');
  if (tags.some(({ key }) => !key)) throw refuse('InvalidTagKey');
  if (!CATEGORIES.includes(params.Category)) throw refuse('IllegalParam.Category');
  const those =
    ids.length > 0
      ? [...new Set(ids)].flatMap((id) => store.connections.get(id) ?? [])
      : [...store.connections.values()];
  // Settling thousands of connections for every list is slow.
  const isQuick = store.isUpToDate && ids.length === 0;
  const likely = isQuick
    ? those.filter((it) => carries(tagsOfSide(store, caller, it), tags))
    : those;
  const rows = likely.flatMap((it) => {
    const row = listedRow(store, caller, it);
    if (!row || !isInRegion(store, row, params.RegionId ?? '')) return [];
    const own = tagsOfSide(store, caller, row);
    if (!carries(own, tags) || params.Category === 'System') return [];
    return [...own].map(([TagKey, TagValue]) => ({
      ResourceId: row.instanceId,
      ResourceType: 'PeerConnection',
      RegionNo: row.regionId,
      TagKey,
      TagValue,
    }));
  });
  const page = pageOf(params, rows, { name: 'MaxResults', fallback: 50, most: 50 });
  return { NextToken: page.nextToken, MaxResults: page.size, TagResources: page.rows };
};

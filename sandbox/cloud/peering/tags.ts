import { refuse } from '../fault.ts';
import { type Call, MAX_TAGS, type Operation } from '../operation.ts';
import type { PeerConnection } from '../state.ts';
import { carries, isInRegion, listedRow, tagsOfSide, visible } from './read.ts';

/** Connections of one write, and of one list of tags. */
const MAX_RESOURCES = 20;
const MAX_LISTED = 50;

const requireType = (call: Call): void => {
  call.need('RegionId');
  if (call.need('ResourceType') !== 'PeerConnection') throw refuse('InvalidInstanceType.NotFound');
};

/** The connections that a write names: all there, or none is touched. */
const connectionsIn = (call: Call): readonly PeerConnection[] => {
  requireType(call);
  const { RegionId = '' } = call.params;
  return call.resources(MAX_RESOURCES, (id) => {
    const found = visible(call, id);
    if (!found || ![found.regionId, found.acceptingRegionId].includes(RegionId))
      throw refuse('InvalidInstanceIds.NotFound');
    return found;
  });
};

/** TagResources: every connection takes every tag, or none does. */
export const tagResources: Operation = (call) => {
  const { store } = call;
  const those = connectionsIn(call);
  const tags = call.tagsToAdd();
  for (const it of those) {
    const known = tagsOfSide(call, it);
    if (store.behaviour.tagOverwrite === 'refuse' && [...tags.keys()].some((key) => known.has(key)))
      throw refuse('Forbidden.TagKey.Duplicated');
    if (new Set([...known.keys(), ...tags.keys()]).size > MAX_TAGS)
      throw refuse('NumberExceed.Tags');
  }
  for (const it of those)
    store.writeTags(it, () => {
      for (const [key, value] of tags) tagsOfSide(call, it).set(key, value);
    });
  return { Success: true };
};

/** UnTagResources: the keys that are named, or all. */
export const untagResources: Operation = (call) => {
  const { store } = call;
  const those = connectionsIn(call);
  const isTaken = call.tagsToRemove();
  for (const it of those)
    store.writeTags(it, () => {
      const known = tagsOfSide(call, it);
      for (const key of [...known.keys()]) if (isTaken(key)) known.delete(key);
    });
  return { Success: true };
};

const CATEGORIES = [undefined, '', 'All', 'Custom', 'System'];

/** ListTagResources: of the connections named, or of those that carry all of the tags. */
export const listTagResources: Operation = (call) => {
  const { store, params } = call;
  requireType(call);
  const { RegionId = '', Category } = params;
  const ids = call.list('ResourceId');
  const tags = call.tags('Tag');
  if (ids.length === 0 && tags.length === 0) throw refuse('BothEmpty.TagsAndResources');
  if (ids.length > MAX_LISTED) throw refuse('NumberExceed.ResourceIds');
  if (tags.length > MAX_TAGS) throw refuse('NumberExceed.Tags');
  if (tags.some(({ key }) => !key)) throw refuse('InvalidTagKey');
  if (!CATEGORIES.includes(Category)) throw refuse('IllegalParam.Category');
  const those =
    ids.length > 0
      ? [...new Set(ids)].flatMap((id) => store.connections.get(id) ?? [])
      : [...store.connections.values()];
  const rows = those.flatMap((it) => {
    const row = listedRow(call, it);
    if (!row || !isInRegion(call, row, RegionId) || Category === 'System') return [];
    const own = tagsOfSide(call, row);
    if (!carries(own, tags)) return [];
    return [...own].map(([TagKey, TagValue]) => ({
      ResourceId: row.instanceId,
      ResourceType: 'PeerConnection',
      RegionNo: row.regionId,
      TagKey,
      TagValue,
    }));
  });
  const page = call.page(rows, 'MaxResults', 50, 50);
  return { NextToken: page.nextToken, MaxResults: page.size, TagResources: page.rows };
};

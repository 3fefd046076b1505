import type { FixtureVpc } from '../../fixture.ts';
import { refuse } from '../fault.ts';
import type { Caller, Cloud, Operation } from '../operation.ts';
import { isTrue, listOf, MAX_TAGS, need, type Params, tagsToWrite } from '../params.ts';
import { ownVpcs } from './find.ts';

const MAX_RESOURCES = 50;

/** The VPCs that a write names; other kinds of resources carry no tags here. */
const taggedVpcs = (cloud: Cloud, caller: Caller, params: Params): readonly FixtureVpc[] => {
  const vpcs = ownVpcs(cloud, caller, need(params, 'RegionId'));
  if (need(params, 'ResourceType').toUpperCase() !== 'VPC')
    throw refuse('InvalidResourceType.NotFound');
  const ids = listOf(params, 'ResourceId');
  if (ids.length === 0) throw refuse('MissingParameter', 'ResourceId');
  if (ids.length > MAX_RESOURCES) throw refuse('NumberExceed.ResourceIds');
  return ids.map((id) => {
    const vpc = vpcs.find((each) => each.id === id);
    if (!vpc) throw refuse('InvalidResourceId.NotFound');
    return vpc;
  });
};

/** TagResources on VPCs. */
export const tagResources: Operation = (cloud, caller, params) => {
  const vpcs = taggedVpcs(cloud, caller, params);
  const added = Object.fromEntries(tagsToWrite(params, 'Forbidden.TagKeys'));
  if (Object.keys(added).length === 0) throw refuse('MissingParameter', 'Tag');
  const tagged = vpcs.map((vpc) => ({ ...vpc, tags: { ...vpc.tags, ...added } }));
  if (tagged.some(({ tags }) => Object.keys(tags).length > MAX_TAGS))
    throw refuse('NumberExceed.Tags');
  for (const vpc of tagged) cloud.store.vpcs.set(vpc.id, vpc);
  return {};
};

/** UnTagResources on VPCs: the keys that are named, or all. */
export const untagResources: Operation = (cloud, caller, params) => {
  const vpcs = taggedVpcs(cloud, caller, params);
  const keys = listOf(params, 'TagKey');
  const isTaken = (key: string) => (keys.length > 0 ? keys.includes(key) : isTrue(params.All));
  for (const vpc of vpcs) {
    const tags = Object.entries(vpc.tags).filter(([key]) => !isTaken(key));
    cloud.store.vpcs.set(vpc.id, { ...vpc, tags: Object.fromEntries(tags) });
  }
  return {};
};

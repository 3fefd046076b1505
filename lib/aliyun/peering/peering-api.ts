import * as v from 'valibot';
import type { PeeringApi } from '../../peering/ports.ts';
import { type CoreClient, type RpcCall, rpc } from '../core.ts';
import { checked } from '../guard.ts';
import { createAnswer, getAnswer, listAnswer, listRow, tagsAnswer } from './schema.ts';

const VERSION = '2022-01-01';
const RESOURCE_TYPE = 'PeerConnection';

/** `Tag.1.Key`, `Tag.1.Value`, ...: lists start at 1 on the wire. */
const flatTags = (
  name: 'Tag' | 'Tags',
  tags: readonly { readonly key: string; readonly value?: string }[] = [],
): Record<string, string | undefined> =>
  Object.fromEntries(
    tags.flatMap(({ key, value }, index) => [
      [`${name}.${index + 1}.Key`, key],
      [`${name}.${index + 1}.Value`, value],
    ]),
  );

const flatList = (name: string, values: readonly string[] = []): Record<string, string> =>
  Object.fromEntries(values.map((value, index) => [`${name}.${index + 1}`, value]));

/** Gateways commonly refuse a URL of more than 8 KB; twenty tags of Chinese characters have five times that. */
const MAX_QUERY_BYTES = 7 * 1024;

/** Tags of a create in the query, as documented, or in the form, which the service takes too, where they are long. */
const placeTags = (input: Parameters<PeeringApi['create']>[0]['tag']) => {
  const tags = flatTags('Tag', input);
  const isLong = encodeURIComponent(Object.entries(tags).flat().join('')).length > MAX_QUERY_BYTES;
  return isLong ? { form: tags } : { query: tags };
};

/** VpcPeer 2022-01-01 through the official core's `callApi`, with the parameter positions it documents. */
export const createPeeringApi = (client: CoreClient): PeeringApi => {
  const call = (request: Omit<RpcCall, 'version'>) => rpc(client, { ...request, version: VERSION });

  const read = async <S extends v.GenericSchema>(
    schema: S,
    request: Omit<RpcCall, 'version'>,
  ): Promise<v.InferOutput<S>> => checked(request.action, schema, await call(request));

  const write = async (request: Omit<RpcCall, 'version'>): Promise<void> => {
    await call(request);
  };

  const onInstance = (
    action: string,
    input: { instanceId: string; dryRun?: boolean | undefined; clientToken: string },
    more: { form?: RpcCall['form']; query?: RpcCall['query'] } = {},
  ) =>
    write({
      action,
      form: {
        InstanceId: input.instanceId,
        DryRun: input.dryRun,
        ClientToken: input.clientToken,
        ...more.form,
      },
      ...(more.query ? { query: more.query } : {}),
      idempotent: true,
    });

  return {
    create: async (input) => {
      const tags = placeTags(input.tag);
      const answer = await read(createAnswer, {
        action: 'CreateVpcPeerConnection',
        form: {
          RegionId: input.regionId,
          VpcId: input.vpcId,
          AcceptingAliUid: input.acceptingAliUid,
          AcceptingRegionId: input.acceptingRegionId,
          AcceptingVpcId: input.acceptingVpcId,
          Name: input.name,
          Description: input.description,
          Bandwidth: input.bandwidth,
          ResourceGroupId: input.resourceGroupId,
          DryRun: input.dryRun,
          ClientToken: input.clientToken,
          ...tags.form,
        },
        query: { LinkType: input.linkType, ...tags.query },
        idempotent: true,
      });
      return { instanceId: answer.InstanceId, requestId: answer.RequestId };
    },
    accept: (input) =>
      onInstance('AcceptVpcPeerConnection', input, {
        form: { ResourceGroupId: input.resourceGroupId },
      }),
    reject: (input) => onInstance('RejectVpcPeerConnection', input),
    delete: (input) =>
      onInstance('DeleteVpcPeerConnection', input, { form: { Force: input.force } }),
    modify: (input) =>
      onInstance('ModifyVpcPeerConnection', input, {
        form: { Name: input.name, Description: input.description, Bandwidth: input.bandwidth },
        query: { LinkType: input.linkType },
      }),
    get: (instanceId) =>
      read(getAnswer, {
        action: 'GetVpcPeerConnectionAttribute',
        form: { InstanceId: instanceId },
        idempotent: true,
      }),
    list: async (query) => {
      const answer = await read(listAnswer, {
        action: 'ListVpcPeerConnections',
        form: {
          RegionId: query.regionId,
          InstanceId: query.instanceId,
          Name: query.name,
          VpcId: query.vpcIds?.join(','),
          MaxResults: query.maxResults,
          NextToken: query.nextToken,
        },
        query: { ResourceGroupId: query.resourceGroupId, ...flatTags('Tags', query.tags) },
        idempotent: true,
      });
      return {
        items: (answer.VpcPeerConnects ?? []).flatMap((row) => {
          const parsed = v.safeParse(listRow, row);
          return parsed.success ? [parsed.output] : [];
        }),
        nextToken: answer.NextToken || undefined,
      };
    },
    tagResources: (input) =>
      write({
        action: 'TagResources',
        query: {
          RegionId: input.regionId,
          ResourceType: RESOURCE_TYPE,
          ...flatList('ResourceId', input.resourceIds),
          ...flatTags('Tag', input.tag),
        },
        idempotent: true,
      }),
    untagResources: (input) =>
      write({
        action: 'UnTagResources',
        query: {
          RegionId: input.regionId,
          ResourceType: RESOURCE_TYPE,
          ...flatList('ResourceId', input.resourceIds),
          ...flatList('TagKey', input.tagKeys),
        },
        idempotent: true,
      }),
    listTagResources: async (query) => {
      const answer = await read(tagsAnswer, {
        action: 'ListTagResources',
        query: {
          RegionId: query.regionId,
          ResourceType: RESOURCE_TYPE,
          ...flatList('ResourceId', query.resourceIds),
          ...flatTags('Tag', query.tag),
          NextToken: query.nextToken,
        },
        idempotent: true,
      });
      return {
        items: (answer.TagResources ?? []).map(({ ResourceId, TagKey, TagValue }) => ({
          resourceId: ResourceId,
          tagKey: TagKey,
          tagValue: TagValue ?? '',
        })),
        nextToken: answer.NextToken || undefined,
      };
    },
  };
};

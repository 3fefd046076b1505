import type { Ask } from '../support/asks.ts';
import type { CloudCall } from '../support/cloud.ts';
import { instanceOf } from '../support/record.ts';
import { OWN, type Simulation } from '../support/simulation.ts';
import type { Heard } from './heard.ts';
import { madeBy } from './made.ts';

/** The calls that change a connection, and the actions that they are made for. */
export const CHANGES: Readonly<{ [action: string]: 'accept' | 'reject' | 'modify' | 'delete' }> = {
  AcceptVpcPeerConnection: 'accept',
  RejectVpcPeerConnection: 'reject',
  ModifyVpcPeerConnection: 'modify',
  DeleteVpcPeerConnection: 'delete',
};

/** Names of the API for the fields of a request. */
const NAME_OF = {
  regionId: 'RegionId',
  vpcId: 'VpcId',
  acceptingRegionId: 'AcceptingRegionId',
  acceptingVpcId: 'AcceptingVpcId',
  acceptingAliUid: 'AcceptingAliUid',
  name: 'Name',
  description: 'Description',
  bandwidth: 'Bandwidth',
  linkType: 'LinkType',
  resourceGroupId: 'ResourceGroupId',
  clientToken: 'ClientToken',
} as const;

type Body = Ask['body'];

/** A field as the API gets it. */
const wireOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : String(value);

/** What the API has to be told for a body: a field that is not asked for is not sent. */
const expectedOf = (body: Body): Readonly<Record<string, unknown>> => ({
  acceptingRegionId: body.regionId,
  acceptingAliUid: OWN,
  ...body,
});

const isToldTo = ({ params }: CloudCall, body: Body, fields: readonly string[]): boolean =>
  Object.entries(NAME_OF).every(
    ([field, name]) =>
      !fields.includes(field) || isLeftOpen(field, body) || params[name] === wireOf(body[field]),
  );

/** The value of a tag that a call writes. */
export const tagOf = ({ params }: CloudCall, key: string): string => {
  const [name = ''] = Object.entries(params).find(([, value]) => value === key) ?? [];
  return params[name.replace(/Key$/, 'Value')] ?? '';
};

const optionsOf = ({ routes = 'none', accept = 'manual' }: Body): string =>
  `routes=${routes};accept=${accept};by=create;`;

const tagsOf = ({ tag }: Body): readonly { readonly key: string; readonly value: string }[] =>
  Array.isArray(tag) ? tag : [];

/** Fields that a request may leave to the product. */
const isLeftOpen = (field: string, body: Body): boolean =>
  field === 'clientToken' && body.clientToken === undefined;

const isAskedCreate = (call: CloudCall, { body }: Ask): boolean =>
  isToldTo(call, expectedOf(body), Object.keys(NAME_OF)) &&
  tagOf(call, 'peerflow:options').startsWith(optionsOf(body)) &&
  tagsOf(body).every(({ key, value }) => tagOf(call, key) === value);

const isAskedModify = (call: CloudCall, { body }: Ask): boolean =>
  isToldTo(call, body, ['name', 'description', 'bandwidth', 'linkType']);

const asksOf = (sim: Simulation, call: CloudCall): readonly Ask[] =>
  sim.asks.filter(({ action, instanceId, requestId }) =>
    call.action === 'CreateVpcPeerConnection'
      ? action === 'create' && requestId === tagOf(call, 'peerflow:request')
      : action === 'modify' && instanceId === call.params.InstanceId,
  );

/** Creates and modifies that say something else than a request did: other sides, other values, other wishes. */
export const otherThanAsked = (sim: Simulation): readonly string[] =>
  sim.record.calls.flatMap((call) => {
    const { action, params } = call;
    const isCreate = action === 'CreateVpcPeerConnection';
    if ((!isCreate && action !== 'ModifyVpcPeerConnection') || params.DryRun === 'true') return [];
    const isAsked = isCreate ? isAskedCreate : isAskedModify;
    return asksOf(sim, call).some((ask) => isAsked(call, ask))
      ? []
      : [`${action} of ${tagOf(call, 'peerflow:request') || params.InstanceId} is not as asked`];
  });

/** Whether a run wrote the tags of a request on a connection: it may die before it announces that it adopted it. */
export const isTaggedFor = (sim: Simulation, requestId: string, instanceId: string): boolean =>
  sim.record.calls.some(
    (call) =>
      call.action === 'TagResources' &&
      call.params['ResourceId.1'] === instanceId &&
      tagOf(call, 'peerflow:request') === requestId,
  );

/** Changes without a request for them. */
export const uninvited = (sim: Simulation, heard: Heard): readonly string[] =>
  sim.record.calls.flatMap(({ action, params, at, run }) => {
    const change = CHANGES[action];
    const instanceId = params.InstanceId ?? '';
    if (change === undefined || params.DryRun === 'true') return [];
    const isAsked = sim.asks.some(
      (ask) => ask.action === change && ask.instanceId === instanceId && ask.sentAt <= at,
    );
    const isOurs = sim.asks.some(
      ({ action: asked, requestId, body }) =>
        asked === 'create' &&
        body.accept === 'auto' &&
        (madeBy(sim, requestId).some((it) => it.instanceId === instanceId) ||
          isTaggedFor(sim, requestId, instanceId) ||
          heard.of(requestId, 'Adopted').some((event) => instanceOf(event) === instanceId)),
    );
    // Policy may have the accepter reject instead.
    const isOfAccepter = change === 'reject' && run?.instance.functionName === 'peerflow-accepter';
    return isAsked || ((change === 'accept' || isOfAccepter) && isOurs)
      ? []
      : [`${action} of ${instanceId} was not asked for`];
  });

/** A connection that others made is adopted, and its tags say so: policy goes by them. */
export const adoptedAsMade = (sim: Simulation): readonly string[] => {
  const made = new Set(
    sim.record.calls
      .filter(({ action }) => action === 'CreateVpcPeerConnection')
      .map(({ answer }) => answer.InstanceId),
  );
  return sim.record.calls.flatMap((call) => {
    const instanceId = call.params['ResourceId.1'] ?? '';
    if (call.action !== 'TagResources' || made.has(instanceId)) return [];
    return tagOf(call, 'peerflow:options').includes(';by=create')
      ? [`the tags of ${instanceId} say that Peerflow made it`]
      : [];
  });
};

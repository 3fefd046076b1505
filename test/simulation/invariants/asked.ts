import type { Ask } from '../support/asks.ts';
import type { CloudCall } from '../support/cloud.ts';
import { OWN, type Simulation } from '../support/simulation.ts';

/** Names of the API for the fields of a request. */
const NAME_OF = {
  regionId: 'RegionId',
  vpcId: 'VpcId',
  acceptingRegionId: 'AcceptingRegionId',
  acceptingVpcId: 'AcceptingVpcId',
  acceptingAliUid: 'AcceptingAliUid',
  name: 'Name',
  description: 'Description',
} as const;

type Body = Ask['body'];

/** What the API has to be told for a body: a field that is not asked for is not sent. */
const expectedOf = (body: Body): Readonly<Record<string, unknown>> => ({
  acceptingRegionId: body.regionId,
  acceptingAliUid: OWN,
  ...body,
});

const isToldTo = ({ params }: CloudCall, body: Body, fields: readonly string[]): boolean =>
  Object.entries(NAME_OF).every(
    ([field, name]) => !fields.includes(field) || params[name] === body[field],
  );

/** The value of a tag that a create writes. */
const tagOf = ({ params }: CloudCall, key: string): string => {
  const [name = ''] = Object.entries(params).find(([, value]) => value === key) ?? [];
  return params[name.replace(/Key$/, 'Value')] ?? '';
};

const optionsOf = ({ routes = 'none', accept = 'manual' }: Body): string =>
  `routes=${routes};accept=${accept};by=create;`;

const isAskedCreate = (call: CloudCall, { body }: Ask): boolean =>
  isToldTo(call, expectedOf(body), Object.keys(NAME_OF)) &&
  tagOf(call, 'peerflow:options').startsWith(optionsOf(body));

const isAskedModify = (call: CloudCall, { body }: Ask): boolean =>
  isToldTo(call, body, ['name', 'description']);

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

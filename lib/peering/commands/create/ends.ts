import type { Context } from '../../context.ts';
import type { Connection, VpcSide } from '../../model/connection.ts';
import type { Difference } from '../../model/event.ts';
import type { CreateRequest } from '../../model/request.ts';
import { evaluatePolicy } from '../../policy/evaluate.ts';
import { createSubject, type Verdict } from '../../policy/rule.ts';
import type { AllowedCreate } from './admission.ts';

/** One end of a connection. */
interface End {
  readonly account: string;
  readonly regionId: string;
  readonly vpc: VpcSide;
}

/** The ends of a connection in the direction of a request: it may have been made in the other one. */
const endsOf = ({ vpcId }: CreateRequest, connection: Connection) => {
  const { ownerId, regionId, vpc, acceptingOwnerUid, acceptingRegionId, acceptingVpc } = connection;
  const made: End = { account: ownerId, regionId, vpc };
  const asked: End = { account: acceptingOwnerUid, regionId: acceptingRegionId, vpc: acceptingVpc };
  return vpcId === acceptingVpc.vpcId
    ? { requester: asked, accepter: made }
    : { requester: made, accepter: asked };
};

/** What a request says of the ends, and the connection shows otherwise. */
export const endDifferences = (
  request: CreateRequest,
  connection: Connection,
): readonly Difference[] => {
  const { requester, accepter } = endsOf(request, connection);
  const actual = {
    vpcId: connection.vpc.vpcId,
    regionId: requester.regionId,
    acceptingRegionId: accepter.regionId,
    acceptingAliUid: accepter.account,
  };
  const fields = ['vpcId', 'regionId', 'acceptingRegionId', 'acceptingAliUid'] as const;
  return fields.flatMap((field) =>
    request[field] === actual[field]
      ? []
      : [{ field, asked: request[field], actual: actual[field] }],
  );
};

const rangesOf = ({ vpc: { ipv4Cidrs, ipv6Cidrs } }: End): readonly string[] => [
  ...ipv4Cidrs,
  ...ipv6Cidrs,
];

/**
 * The verdict of policy about a request that met a connection. VPCs are what the request says, but whose they are and
 * where, the connection shows: a request that leaves the other account out must not get by adoption what is denied.
 */
export const policyOfMet = (
  { settings }: Context,
  { identified: { request, origin }, policy }: Pick<AllowedCreate, 'identified' | 'policy'>,
  connection: Connection,
): Verdict => {
  const { requester, accepter } = endsOf(request, connection);
  const regions = { regionId: requester.regionId, acceptingRegionId: accepter.regionId };
  const observed: CreateRequest = { ...request, ...regions, acceptingAliUid: accepter.account };
  const isAsAsked =
    requester.account === settings.accountId &&
    accepter.account === request.acceptingAliUid &&
    requester.regionId === request.regionId &&
    accepter.regionId === request.acceptingRegionId;
  if (isAsAsked) return policy;
  const ranges = { requester: rangesOf(requester), accepter: rangesOf(accepter) };
  const subject = createSubject(observed, requester.account, { via: origin.via, ranges });
  return evaluatePolicy(settings, subject);
};

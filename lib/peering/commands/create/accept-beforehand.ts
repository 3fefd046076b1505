import type { Context } from '../../context.ts';
import type { Connection, Side, VpcSide } from '../../model/connection.ts';
import type { Finding } from '../../model/finding.ts';
import type { CreateRequest, IdentifiedRequest } from '../../model/request.ts';
import { isV6 } from '../../network/cidr.ts';
import { type PairReader, rangesOf } from '../../network/pair.ts';
import { acceptByHand } from '../../reconcile/accept-by-hand.ts';
import { createInput } from './input.ts';

const sideOf = async (pair: PairReader, side: Side): Promise<VpcSide> => {
  const { vpcId } = pair.ends[side];
  const vpc = await pair.vpc(side);
  const ranges = vpc.ok ? rangesOf(vpc.value) : [];
  return {
    vpcId,
    ipv4Cidrs: ranges.filter((each) => !isV6(each)),
    ipv6Cidrs: ranges.filter(isV6),
  };
};

/** The connection as it would be made. */
const expected = async (
  ctx: Context,
  identified: IdentifiedRequest<CreateRequest>,
  pair: PairReader,
): Promise<Connection> => {
  const { request } = identified;
  const [vpc, acceptingVpc] = await Promise.all([
    sideOf(pair, 'requester'),
    sideOf(pair, 'accepter'),
  ]);
  return {
    instanceId: 'the connection',
    status: 'Accepting',
    ownerId: ctx.settings.accountId,
    acceptingOwnerUid: request.acceptingAliUid,
    regionId: request.regionId,
    acceptingRegionId: request.acceptingRegionId,
    vpc,
    acceptingVpc,
    tags: createInput(ctx, identified).tag,
  };
};

/**
 * Role and policy are known before the create: why `accept: "auto"` would not be honoured, where it would not. The
 * VPCs are read at most once, with whatever else asks for them.
 */
export const acceptBeforehand = async (
  ctx: Context,
  identified: IdentifiedRequest<CreateRequest>,
  pair: PairReader,
): Promise<readonly Finding[]> => {
  if (identified.request.accept !== 'auto') return [];
  const connection = await expected(ctx, identified, pair);
  const finding = acceptByHand(ctx, connection, identified.origin.via);
  return finding ? [finding] : [];
};

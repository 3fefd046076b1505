import { readerOfCreate } from '../admission.ts';
import type { Context } from '../context.ts';
import type { Side } from '../model/connection.ts';
import type { CreateRequest, IdentifiedRequest } from '../model/request.ts';
import type { Vpc, VSwitch } from './model.ts';
import { networkOf, type Reading, reading } from './reading.ts';

/** One end of a pair as a request names it. */
export interface End {
  readonly side: Side;
  readonly accountId: string;
  readonly regionId: string;
  readonly vpcId: string;
}

/** Both ends of a request; the requester is always our own account. */
export const endsOf = (request: CreateRequest, accountId: string): Readonly<Record<Side, End>> => ({
  requester: { side: 'requester', accountId, regionId: request.regionId, vpcId: request.vpcId },
  accepter: {
    side: 'accepter',
    accountId: request.acceptingAliUid,
    regionId: request.acceptingRegionId,
    vpcId: request.acceptingVpcId,
  },
});

/** The two VPCs of a request, each read at most once however many steps ask for it. */
export interface PairReader {
  readonly ends: Readonly<Record<Side, End>>;
  vpc(side: Side): Promise<Reading<Vpc>>;
}

/** Reads nothing before it is asked to, and in another account what policy lets be read. */
export const pairReader = (ctx: Context, asked: IdentifiedRequest<CreateRequest>): PairReader => {
  const reader = readerOfCreate(ctx, asked);
  const ends = endsOf(asked.request, ctx.settings.accountId);
  const known = new Map<Side, Promise<Reading<Vpc>>>();
  const read = ({ accountId, regionId, vpcId }: End): Promise<Reading<Vpc>> =>
    reading(async () => (await networkOf(reader, accountId)).vpc(regionId, vpcId));
  return {
    ends,
    vpc: (side) => {
      const vpc = known.get(side) ?? read(ends[side]);
      known.set(side, vpc);
      return vpc;
    },
  };
};

/** Every address range of a vSwitch. */
export const rangesOfVSwitch = ({ vSwitchId, cidrBlock, ipv6CidrBlock }: VSwitch) =>
  [cidrBlock, ipv6CidrBlock]
    .filter((range) => range !== undefined)
    .map((range) => ({ vSwitchId, range }));

/** Every address range that belongs to a VPC itself: primary, secondary and IPv6. */
export const rangesOf = (
  vpc: Pick<Vpc, 'cidrBlock' | 'secondaryCidrBlocks' | 'ipv6CidrBlocks'>,
): readonly string[] =>
  [vpc.cidrBlock, ...vpc.secondaryCidrBlocks, ...vpc.ipv6CidrBlocks].filter((each) => each !== '');

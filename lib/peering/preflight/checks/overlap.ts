import { type Connection, isAdoptable } from '../../model/connection.ts';
import { andMore, type Finding, listed } from '../../model/failure.ts';
import { contains, overlaps, sharedBetween } from '../../network/cidr.ts';
import type { Vpc, VSwitch } from '../../network/model.ts';
import { rangesOfVSwitch } from '../../network/pair.ts';
import {
  asksForRoutes,
  destinationsOf,
  type EndFacts,
  eachEnd,
  type Facts,
  POINTERS,
} from '../facts.ts';

interface Range {
  readonly cidr: string;
  /** `primary`, `secondary`, `ipv6` or `user`. */
  readonly kind: string;
}

const kindsOf = (vpc: Vpc): readonly Range[] => [
  { cidr: vpc.cidrBlock, kind: 'primary' },
  ...vpc.secondaryCidrBlocks.map((cidr) => ({ cidr, kind: 'secondary' })),
  ...vpc.ipv6CidrBlocks.map((cidr) => ({ cidr, kind: 'ipv6' })),
  ...vpc.userCidrs.map((cidr) => ({ cidr, kind: 'user' })),
];

const vpcPairs = (a: Vpc, b: Vpc) =>
  sharedBetween(kindsOf(a), kindsOf(b), ({ cidr }) => cidr).map(({ ours, theirs, overlap }) => ({
    vpcCidr: ours.cidr,
    vpcRange: ours.kind,
    acceptingVpcCidr: theirs.cidr,
    acceptingVpcRange: theirs.kind,
    overlap,
  }));

const vSwitchPairs = (a: readonly VSwitch[], b: readonly VSwitch[]) =>
  sharedBetween(a.flatMap(rangesOfVSwitch), b.flatMap(rangesOfVSwitch), ({ range }) => range).map(
    ({ ours, theirs, overlap }) => ({
      vSwitchId: ours.vSwitchId,
      vSwitchCidr: ours.range,
      acceptingVSwitchId: theirs.vSwitchId,
      acceptingVSwitchCidr: theirs.range,
      overlap,
    }),
  );

type VSwitchPairs = ReturnType<typeof vSwitchPairs>;

/** Addresses that machines of both sides may have: no route can distinguish them. */
const ofVSwitches = (pairs: VSwitchPairs): readonly Finding[] => {
  const [first] = pairs;
  if (!first) return [];
  return [
    {
      code: 'VSwitchOverlap',
      severity: 'error',
      pointer: '',
      detail: `vSwitches of both VPCs use ${first.overlap}${andMore(pairs)}: such traffic never leaves its own VPC, whatever the routes say.`,
      evidence: listed('pairs', pairs),
      remedy:
        'Move what has to talk to vSwitches with a range that the other VPC does not use, and delete the vSwitches that overlap.',
    },
  ];
};

const meaningOf = (pairs: VSwitchPairs | undefined): string => {
  if (pairs === undefined) return 'Whether their vSwitches overlap could not be read.';
  return pairs.length > 0
    ? 'Some of their vSwitches overlap too.'
    : 'None of their vSwitches overlap.';
};

/** Ranges that both VPCs claim: harmless as long as no vSwitches overlap and routes are narrow. */
const ofRanges = (
  { vpc: a }: EndFacts,
  { vpc: b }: EndFacts,
  vSwitches: VSwitchPairs | undefined,
): readonly Finding[] => {
  const pairs = a.ok && b.ok ? vpcPairs(a.value, b.value) : [];
  const [first] = pairs;
  if (!first) return [];
  return [
    {
      code: 'CidrOverlap',
      severity: 'warning',
      pointer: '',
      detail: `The two VPCs share addresses (${first.overlap}${andMore(pairs)}). ${meaningOf(vSwitches)}`,
      evidence: listed('pairs', pairs),
      remedy:
        'Connect VPCs whose CIDR blocks differ. Routes lead to whole ranges of the VPC across, and traffic to an address that exists at home stays there.',
    },
  ];
};

/**
 * Overlaps of all ranges. The API connects such VPCs all the same, but a VPC's own routes always win,
 * so traffic to an address that exists at home stays there (user guide of VPC peering).
 */
export const overlap = ({ ends: { requester, accepter } }: Facts): readonly Finding[] => {
  const { vSwitches: a } = requester;
  const { vSwitches: b } = accepter;
  const pairs = a.ok && b.ok ? vSwitchPairs(a.value, b.value) : undefined;
  return [...ofVSwitches(pairs ?? []), ...ofRanges(requester, accepter, pairs)];
};

/** The far end of a connection of a VPC. */
const farEnd = ({ vpc, acceptingVpc }: Connection, vpcId: string) =>
  vpc.vpcId === vpcId ? acceptingVpc : vpc;

const overlapsOf = ({ ofPair }: Facts, end: EndFacts, across: EndFacts) => {
  if (!end.peerings.ok) return [];
  const ofThisPair = new Set(ofPair.map(({ instanceId }) => instanceId));
  const others = end.peerings.value.filter(
    (each) => isAdoptable(each.status) && !ofThisPair.has(each.instanceId),
  );
  const destinations = destinationsOf(end, across);
  return others.flatMap((connection) => {
    const { vpcId, ipv4Cidrs, ipv6Cidrs } = farEnd(connection, end.vpcId);
    return [...ipv4Cidrs, ...ipv6Cidrs].flatMap((cidr) =>
      destinations
        .filter((destination) => overlaps(cidr, destination))
        .map((destination) => ({
          destination,
          instanceId: connection.instanceId,
          vpcId,
          cidr,
        })),
    );
  });
};

/**
 * Ranges of the VPC across that another peer of a hub has too: a table leads such traffic to one of them alone, and
 * the narrower entry wins. All connections of both VPCs count, routed or not.
 */
export const peerOverlap = (facts: Facts): readonly Finding[] =>
  eachEnd(facts, (end, across) => {
    const found = overlapsOf(facts, end, across);
    const [first] = found;
    if (!first) return [];
    return [
      {
        code: 'PeerOverlap',
        severity: 'warning',
        pointer: POINTERS[end.side].vpc,
        detail: `${end.vpcId} has the peer ${first.vpcId} (${first.instanceId}) with ${first.cidr}, which overlaps ${first.destination} of ${across.vpcId}${andMore(found)}: a route table leads such traffic to one of them only.`,
        evidence: listed('overlaps', found),
        remedy:
          'Connect VPCs whose ranges differ from those of the peers that are there, or decide which of the two is to be reached.',
      },
    ];
  });

/**
 * A route that is asked for but that the API refuses: a destination may contain the range of a vSwitch,
 * yet neither equal it nor lie within it (CreateRouteEntry).
 */
export const insideVSwitch = (facts: Facts): readonly Finding[] =>
  eachEnd(facts, (end, across) => {
    if (!asksForRoutes(facts.request, end.side) || !end.vSwitches.ok) return [];
    const own = end.vSwitches.value.flatMap(rangesOfVSwitch);
    const refused = destinationsOf(end, across).flatMap((destination) =>
      own
        .filter(({ range }) => contains(range, destination))
        .map(({ vSwitchId, range }) => ({ destination, vSwitchId, vSwitchCidr: range })),
    );
    const [first] = refused;
    if (!first) return [];
    return [
      {
        code: 'RouteInsideVSwitch',
        severity: 'error',
        pointer: POINTERS[end.side].vpc,
        detail: `No route of ${end.vpcId} can lead to ${first.destination}: its own vSwitch ${first.vSwitchId} has ${first.vSwitchCidr}.`,
        evidence: listed('refused', refused),
        remedy:
          'Ask for no routes at this side (`routes`), or connect VPCs whose ranges do not lie in one of its vSwitches.',
      },
    ];
  });

import type { Connection } from '../../model/connection.ts';
import type { Finding } from '../../model/finding.ts';
import { isAdoptable } from '../../model/status.ts';
import { overlaps } from '../../network/cidr.ts';
import { destinationsOf } from '../destinations.ts';
import { eachEnd, POINTERS } from '../ends.ts';
import { andMore, listed } from '../evidence.ts';
import type { EndFacts, Facts } from '../facts.ts';

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

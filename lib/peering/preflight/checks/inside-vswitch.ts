import type { Finding } from '../../model/finding.ts';
import { contains } from '../../network/cidr.ts';
import { asksForRoutes, destinationsOf } from '../destinations.ts';
import { eachEnd, POINTERS } from '../ends.ts';
import { listed } from '../evidence.ts';
import type { Facts } from '../facts.ts';

/**
 * A route that is asked for but that the API refuses: a destination may contain the range of a vSwitch,
 * yet neither equal it nor lie within it (CreateRouteEntry).
 */
export const insideVSwitch = (facts: Facts): readonly Finding[] =>
  eachEnd(facts, (end, across) => {
    if (!asksForRoutes(facts.request, end.side) || !end.vSwitches.ok) return [];
    const blocks = end.vSwitches.value.flatMap(({ vSwitchId, cidrBlock, ipv6CidrBlock = '' }) => [
      { vSwitchId, cidr: cidrBlock },
      { vSwitchId, cidr: ipv6CidrBlock },
    ]);
    const refused = destinationsOf(end, across).flatMap((destination) =>
      blocks
        .filter(({ cidr }) => contains(cidr, destination))
        .map(({ vSwitchId, cidr }) => ({ destination, vSwitchId, vSwitchCidr: cidr })),
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

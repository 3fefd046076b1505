import { overlapCidr } from 'cidr-tools';
import { othersTags } from '../memory/tags.ts';
import type { Connection, ConnectionView } from '../model/connection.ts';
import type { Finding } from '../model/finding.ts';

/** A connection for other people's eyes: our own tags are our business. */
export const viewOf = (connection: Connection, name: string): ConnectionView => ({
  ...connection,
  tags: othersTags(connection, name),
});

/** `acs:vpc:{region}:{owner account}:vpcpeer/{instanceId}`. */
export const connectionSubject = (view: ConnectionView, instanceId: string): string =>
  `acs:vpc:${view.regionId ?? ''}:${view.ownerId ?? ''}:vpcpeer/${instanceId}`;

const pairs = (ours: readonly string[], theirs: readonly string[]): string[][] =>
  ours.flatMap((left) =>
    theirs.filter((right) => isOverlap(left, right)).map((right) => [left, right]),
  );

const isOverlap = (left: string, right: string): boolean => {
  try {
    return overlapCidr(left, right);
  } catch {
    return false;
  }
};

/**
 * CIDR overlaps of the two sides: the API accepts such connections, yet overlapping addresses stay
 * local and never cross them. An observed connection tells this for free.
 */
export const overlapFindings = (view: ConnectionView): readonly Finding[] => {
  const { vpc, acceptingVpc } = view;
  if (!vpc || !acceptingVpc) return [];
  const overlaps = [
    ...pairs(vpc.ipv4Cidrs, acceptingVpc.ipv4Cidrs),
    ...pairs(vpc.ipv6Cidrs, acceptingVpc.ipv6Cidrs),
  ];
  if (overlaps.length === 0) return [];
  return [
    {
      code: 'CidrOverlap',
      severity: 'warning',
      pointer: '/acceptingVpcId',
      detail: `The two VPCs overlap in ${overlaps.map((pair) => pair.join(' and ')).join('; ')}.`,
      evidence: { overlaps: overlaps.slice(0, 50), count: overlaps.length },
      remedy:
        'Route only vSwitch CIDRs that do not overlap, or move one side to another address range.',
    },
  ];
};

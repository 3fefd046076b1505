import type { ConnectionView } from '../model/connection.ts';
import type { Finding } from '../model/finding.ts';
import { contains, overlaps } from '../network/cidr.ts';

/** Pairs that a finding lists; `count` is how many there are. */
const MAX_PAIRS = 50;

interface Pair {
  readonly vpcCidr: string;
  readonly acceptingVpcCidr: string;
  /** The addresses that both sides claim: always the narrower block of the two. */
  readonly overlap: string;
}

const pairsOf = (ours: readonly string[], theirs: readonly string[]): readonly Pair[] =>
  ours.flatMap((vpcCidr) =>
    theirs
      .filter((acceptingVpcCidr) => overlaps(vpcCidr, acceptingVpcCidr))
      .map((acceptingVpcCidr) => ({
        vpcCidr,
        acceptingVpcCidr,
        overlap: contains(vpcCidr, acceptingVpcCidr) ? acceptingVpcCidr : vpcCidr,
      })),
  );

/**
 * CIDR blocks that both sides use. The API connects such VPCs all the same, but no route can lead to
 * an address that exists at home, so that traffic between the overlapping parts never leaves its VPC.
 * Uses what an observed connection shows without a further call; unreadable blocks are skipped. Pure.
 */
export const overlapFindings = (
  connection: Pick<ConnectionView, 'vpc' | 'acceptingVpc'>,
): readonly Finding[] => {
  const { vpc, acceptingVpc } = connection;
  const pairs = [
    ...pairsOf(vpc?.ipv4Cidrs ?? [], acceptingVpc?.ipv4Cidrs ?? []),
    ...pairsOf(vpc?.ipv6Cidrs ?? [], acceptingVpc?.ipv6Cidrs ?? []),
  ];
  const [first] = pairs;
  if (!first) return [];
  return [
    {
      code: 'CidrOverlap',
      severity: 'warning',
      pointer: '',
      detail: `The two VPCs share addresses (${first.overlap}${pairs.length > 1 ? ` and ${pairs.length - 1} more` : ''}): traffic between the shared ranges cannot cross the connection.`,
      evidence: { pairs: pairs.slice(0, MAX_PAIRS), count: pairs.length },
      remedy:
        'Connect VPCs whose CIDR blocks differ. Routes lead to whole ranges of the VPC across, and traffic to an address that exists at home stays there.',
    },
  ];
};
